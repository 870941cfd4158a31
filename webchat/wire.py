"""Calls and answers on the wire: every form of body that Telegram takes, and its envelope of answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import BodyPartReader, MultipartReader, web

from webchat.errors import ApiError, bad_request

TRUE = {"true", "yes", "1"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of a call. Values are strings, or JSON values where the body was JSON."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """The parameter as text; "" where it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else orjson.dumps(value).decode()

    def required(self, name: str) -> str:
        """The parameter as text.

        Raises:
            ApiError: it is missing or empty.
        """
        if not (value := self.text(name)):
            raise bad_request(f'parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0, least: int = -(2**63), most: int = 2**63 - 1) -> int:
        """The parameter as a number within bounds; what is no number counts as 0, as with Telegram."""
        text = self.text(name).strip()
        if not text:
            return default
        try:
            number = int(text)
        except ValueError:
            number = 0
        return min(max(number, least), most)

    def number(self, name: str) -> float | None:
        """The parameter as a decimal number, None where it is missing or none."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """Whether the parameter says yes."""
        return self.text(name).lower() in TRUE

    def json(self, name: str, called: str) -> Any:
        """The parameter as a JSON value, None where it is missing.

        Raises:
            ApiError: it is not JSON.
        """
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {called} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file sent as this parameter, directly or by `attach://`."""
        if name in self.uploads:
            return self.uploads[name]
        return self.uploads.get(self.text(name).removeprefix("attach://"))


async def read_params(request: web.Request) -> Params:
    """The parameters of a request, from its query string and its body.

    Raises:
        ApiError: the body is not what its content type says.
    """
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= json_object(await request.read())
    elif request.content_type == "multipart/form-data":
        await read_parts(await request.multipart(), values, uploads, request.client_max_size)
    else:
        values |= dict(await request.post())
    return Params(values, uploads)


async def read_parts(reader: MultipartReader, values: dict[str, Any], uploads: dict[str, Upload], most: int) -> None:
    """Read the parts of a multipart body into values and uploads, up to `most` bytes in all.

    Raises:
        ApiError: 413, the body is larger.
    """
    size = 0
    async for part in reader:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        data = bytearray()
        while chunk := await part.read_chunk(65536):
            size += len(chunk)
            if size > most:
                raise ApiError(413, "Request Entity Too Large")
            data += chunk
        if part.filename is None:
            values[part.name] = data.decode("utf-8", "replace")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, mime, bytes(data))


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body; an empty body is an empty one.

    Raises:
        ApiError: 400, it is not one.
    """
    if not body:
        return {}
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value


def ok(result: Any, description: str | None = None) -> web.Response:
    """The envelope of a result."""
    body: dict[str, Any] = {"ok": True, "result": result}
    if description:
        body["description"] = description
    return web.Response(body=orjson.dumps(body), content_type="application/json")


def failed(code: int, description: str, parameters: Mapping[str, int] | None = None) -> web.Response:
    """The envelope of an error; its code is also the HTTP status."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    headers = {}
    if parameters:
        body["parameters"] = dict(parameters)
        if "retry_after" in parameters:
            headers["Retry-After"] = str(parameters["retry_after"])
    return web.Response(body=orjson.dumps(body), status=code, content_type="application/json", headers=headers)
