"""Bot API methods as JSON and back: how an answer is kept while it is owed."""

import base64
from functools import cache
from typing import Any

import aiogram.methods
import orjson
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile

Methods = list[TelegramMethod[Any]]
FILE = "__file__"


def encode(methods: Methods) -> str:
    """The methods as JSON.

    Raises:
        TypeError: a method holds a file that is not in memory.
    """
    return orjson.dumps([{"method": type(one).__name__, "values": _values(one)} for one in methods]).decode()


def decode(text: str) -> Methods:
    """The methods that `encode` wrote."""
    return [_known()[one["method"]](**_revive(one["values"])) for one in orjson.loads(text)]


def _values(method: TelegramMethod[Any]) -> dict[str, Any]:
    given = {name: getattr(method, name) for name in method.model_fields_set}
    files = {name: _file(value) for name, value in given.items() if isinstance(value, BufferedInputFile)}
    rest = method.model_dump(mode="json", exclude_unset=True, exclude_none=True, exclude=set(files), warnings=False)
    return rest | files


def _file(value: BufferedInputFile) -> dict[str, str]:
    return {FILE: base64.b64encode(value.data).decode(), "name": value.filename or "file"}


def _revive(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: BufferedInputFile(base64.b64decode(value[FILE]), value["name"])
        if isinstance(value, dict) and FILE in value
        else value
        for name, value in values.items()
    }


@cache
def _known() -> dict[str, Any]:
    return {name: getattr(aiogram.methods, name) for name in aiogram.methods.__all__}
