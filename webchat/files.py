"""Files: kept sealed in the database, known to bots by an opaque file_id."""

import base64
import mimetypes
import re
from dataclasses import dataclass
from typing import Any, cast

import orjson
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import undefer

from models.crypto import keyring
from models.ids import long, new_id
from models.webchat import ChatFile, file_key
from webchat.errors import bad_request
from webchat.hub import Hub
from webchat.images import read_picture
from webchat.wire import Upload

INSERT_FILE = insert(cast("Table", ChatFile.__table__))
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}
MAX_PHOTO = 10 * 2**20
MAX_DOWNLOAD = 20 * 2**20
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class File:
    """A kept file. `facts`: name, mime, and width and height or duration where they are known."""

    id: int
    kind: str
    size: int
    facts: dict[str, Any]

    @property
    def path(self) -> str:
        """Where getFile says it is."""
        return f"{FOLDERS[self.kind]}/{file_key(self.id)}.{self.facts['extension']}"

    def base(self) -> dict[str, Any]:
        """The fields that every kind of file has in the Bot API."""
        return {"file_id": f"LX{self.kind[0]}{file_key(self.id)}", "file_unique_id": file_key(self.id),
                "file_size": self.size}  # fmt: skip

    def content(self) -> dict[str, Any]:
        """The field of a Message that shows this file."""
        facts, base = self.facts, self.base()
        if self.kind == "photo":
            return {"photo": [base | {"width": facts["width"], "height": facts["height"]}]}
        if self.kind == "voice":
            return {"voice": base | {"duration": facts["duration"], "mime_type": facts["mime"]}}
        if self.kind == "sticker":
            shape = {"width": facts["width"], "height": facts["height"], "emoji": facts["emoji"]}
            return {"sticker": base | shape | {"type": "regular", "is_animated": False, "is_video": False}}
        return {"document": base | {"file_name": facts["name"], "mime_type": facts["mime"]}}


async def keep(hub: Hub, kind: str, upload: Upload, *, number: int | None = None, **more: Any) -> File:
    """Check and store an uploaded file; `more` are facts of its kind (duration, emoji).

    Raises:
        ApiError: 400, it is empty, too large, or no picture where one is needed.
    """
    if not upload.data:
        raise bad_request("file must be non-empty")
    data, facts = upload.data, {"name": safe_name(upload.name), "mime": mime_of(kind, upload), **more}
    facts["extension"] = extension(facts["name"])
    if kind in ("photo", "sticker"):
        picture = read_picture(data)
        if picture is None or len(data) > MAX_PHOTO or picture.width + picture.height > 10000:
            raise bad_request("IMAGE_PROCESS_FAILED" if picture is None else "PHOTO_INVALID_DIMENSIONS")
        data = picture.data
        facts |= {"mime": picture.mime, "extension": picture.extension, "width": picture.width,
                  "height": picture.height}  # fmt: skip
    file = File(number or new_id(), kind, len(data), facts)
    seal, place = keyring().seal, f"{ChatFile.__tablename__}.%s:{file.id}"
    row = {"id": file.id, "kind": kind, "size": file.size, "created_at": hub.clock(),
           "facts_sealed": seal(orjson.dumps(facts).decode(), place % "facts"),
           "content_sealed": seal(base64.b64encode(data).decode(), place % "content")}  # fmt: skip
    await hub.journal.write((INSERT_FILE, row))
    return file


async def find(hub: Hub, file_id: str) -> File | None:
    """A kept file by its file_id or its path."""
    row = await _row(hub, file_id, with_content=False)
    return None if row is None else _file(row)


async def by_id(hub: Hub, number: int) -> File | None:
    """A kept file by its number."""
    return await find(hub, file_key(number))


async def read(hub: Hub, file_id: str) -> tuple[File, bytes] | None:
    """A kept file with its bytes."""
    row = await _row(hub, file_id, with_content=True)
    return None if row is None else (_file(row), base64.b64decode(row.content or ""))


def mime_of(kind: str, upload: Upload) -> str:
    """The type of a file: by its name, as Telegram does it; a voice note is always some sound."""
    sent = upload.mime.partition(";")[0].strip().lower()
    guessed = mimetypes.guess_type(upload.name)[0] or sent
    if kind == "voice":
        return next((one for one in (sent, guessed) if one.startswith("audio/")), "audio/ogg")
    return guessed


def safe_name(name: str) -> str:
    """A file name without folders, control or direction characters, at most 120 characters long."""
    return UNSAFE.sub("_", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]).strip(". ")[-120:] or "file"


def extension(name: str) -> str:
    """The ending of a name, `bin` where it has none that is plain."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if re.fullmatch(r"[a-z0-9]{1,8}", ending) else "bin"


async def _row(hub: Hub, file_id: str, *, with_content: bool) -> ChatFile | None:
    match = re.fullmatch(r"(?:LX[pdvs]|[a-z]+/)?([0-9a-z]{1,13})(?:\.[a-z0-9]{1,8})?", file_id)
    if match is None:
        return None
    try:
        number = long(match[1])
    except ValueError:
        return None
    query = select(ChatFile).where(ChatFile.id == number)
    async with hub.database.read() as session:
        row: ChatFile | None = await session.scalar(
            query.options(undefer(ChatFile.content_sealed)) if with_content else query
        )
        return row


def _file(row: ChatFile) -> File:
    return File(row.id, row.kind, row.size, orjson.loads(row.facts or "{}"))
