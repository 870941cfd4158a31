"""Pictures, files, voice notes: sent by bots and by people, fetched by both, and only by those who may."""

import io
from typing import Any

import aiohttp
import pytest
from PIL import Image
from sqlalchemy import text

from tests.webchat.conftest import BOT_ID, LI, TOKEN, WANG, Served
from tests.webchat.pictures import picture, png
from webchat.client import PageError
from webchat.images import read_picture


async def fetched(chat: Served, path: str) -> bytes:
    async with chat.session.get(f"{chat.url}/file/bot{TOKEN}/{path}") as answer:
        assert answer.status == 200
        return await answer.read()


async def upload(chat: Served, method: str, name: str, data: bytes, filename: str, **fields: str) -> dict[str, Any]:
    form = aiohttp.FormData({"chat_id": str(WANG), name: "attach://part", **fields}, quote_fields=False)
    form.add_field("part", data, filename=filename)
    async with chat.session.post(f"{chat.url}/bot{TOKEN}/{method}", data=form) as answer:
        body: dict[str, Any] = await answer.json()
        return body


async def test_a_person_sends_a_photo_and_the_bot_fetches_it(chat: Served) -> None:
    wang = chat.person(WANG)
    sent = await wang.send_file(
        await wang.room(BOT_ID), "photo", png(64, 48), "我家.png", "image/png", caption="漏水了"
    )
    (update,) = await chat.result("getUpdates")
    assert update["message"] == sent["message"]
    size = update["message"]["photo"][-1]
    assert (size["width"], size["height"], update["message"]["caption"]) == (64, 48, "漏水了")
    file = await chat.result("getFile", file_id=size["file_id"])
    data = await fetched(chat, file["file_path"])
    assert (len(data), Image.open(io.BytesIO(data)).size) == (file["file_size"], (64, 48))


async def test_a_bot_sends_files_and_only_members_see_them(chat: Served) -> None:
    body = await upload(chat, "sendDocument", "document", "一二三".encode(), "../../证明<b>.txt", caption="<b>证明</b>",
                        parse_mode="HTML")  # fmt: skip
    message = body["result"]
    assert (message["document"]["file_name"], message["document"]["mime_type"]) == ("证明_b_.txt", "text/plain")
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    room = await chat.person(WANG).room(BOT_ID)
    url = f"{chat.url}/app/file/{room}/{message['message_id']}"
    async with chat.session.get(url, params={"as": str(WANG)}) as answer:
        assert await answer.read() == "一二三".encode()
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8%AF%81")
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with chat.session.get(url, params={"as": str(LI)}) as answer:
        assert answer.status == 404
    async with chat.session.get(f"{chat.url}/file/bot7001:somebody_else/documents/x.txt") as answer:
        assert answer.status == 401


async def test_a_file_can_be_sent_again_by_its_id_as_the_same_kind(chat: Served) -> None:
    photo = (await upload(chat, "sendPhoto", "photo", png(), "a.png"))["result"]["photo"][0]
    again = await chat.result("sendPhoto", chat_id=WANG, photo=photo["file_id"])
    assert again["photo"] == [photo]
    mismatch = (400, "Bad Request: type of file mismatch")
    assert await chat.refused("sendDocument", chat_id=WANG, document=photo["file_id"]) == mismatch


async def test_what_cannot_be_sent(chat: Served) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "there is no photo in the request"),
        ({"photo": "attach://nothing"}, "there is no photo in the request"),
        ({"photo": "no-such-file"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": "https://a.cn/x.png"}, "failed to get HTTP URL content"),
    ]
    for params, reason in wrong:
        assert await chat.refused("sendPhoto", chat_id=WANG, **params) == (400, f"Bad Request: {reason}")
    empty = await upload(chat, "sendDocument", "document", b"", "leer.txt")
    assert empty["description"] == "Bad Request: file must be non-empty"
    broken = await upload(chat, "sendPhoto", "photo", b"\xff\xd8\xff\xe0 no more", "a.jpg")
    assert broken["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    long = await upload(chat, "sendPhoto", "photo", png(), "a.png", caption="长" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"
    assert await chat.refused("getFile", file_id="x") == (400, "Bad Request: invalid file_id")
    assert await chat.refused("getFile") == (400, "Bad Request: file_id not specified")
    async with chat.database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM webchat_file")) == 0


async def test_a_photo_loses_what_it_says_of_its_place(chat: Served) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Wang Xiuying"
    data = picture("JPEG", 50, 40, exif=exif)
    assert b"Wang Xiuying" in data
    photo = (await upload(chat, "sendPhoto", "photo", data, "a.jpg"))["result"]["photo"][0]
    kept = await fetched(chat, (await chat.result("getFile", file_id=photo["file_id"]))["file_path"])
    assert b"Wang Xiuying" not in kept
    assert Image.open(io.BytesIO(kept)).size == (50, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_size_of_a_picture_is_read_from_its_head(kind: str) -> None:
    data = picture(kind, 123, 77)
    found = read_picture(data)
    assert found is not None
    assert (found.width, found.height) == (123, 77)
    for length in range(0, min(len(data), 60), 3):  # a broken head is no picture, and no crash
        cut = read_picture(data[:length])
        assert cut is None or (cut.width, cut.height) == (123, 77)


async def test_people_share_stickers_places_and_phones(chat: Served) -> None:
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    await wang.do("share", room=room, kind="sticker", name="heart")
    await wang.do("share", room=room, kind="sticker", name="heart")
    await wang.do("share", room=room, kind="location", latitude=33.01, longitude=118.49)
    await wang.do("share", room=room, kind="contact", phone_number="13800000000")
    first, second, place, contact = (u["message"] for u in await chat.result("getUpdates"))
    assert first["sticker"] == second["sticker"]
    assert (first["sticker"]["emoji"], first["sticker"]["width"]) == ("❤", 256)
    assert place["location"] == {"latitude": 33.01, "longitude": 118.49}
    assert contact["contact"] == {"phone_number": "13800000000", "first_name": "王秀英", "user_id": WANG}
    for wrong in (
        {"kind": "location", "latitude": 91, "longitude": 0},
        {"kind": "sticker", "name": "../x"},
        {"kind": "x"},
    ):
        with pytest.raises(PageError, match="400"):
            await wang.do("share", room=room, **wrong)
    sticker = await chat.result("getFile", file_id=first["sticker"]["file_id"])
    assert (await fetched(chat, sticker["file_path"]))[8:12] == b"WEBP"
