"""Reading the service catalogue from its TOML file."""

import tomllib
from pathlib import Path
from typing import Any

from models.area import VenueLevel
from models.item import Category, Item

NUMBERS = ("minutes", "people", "respond_within")


class CatalogueError(Exception):
    """The catalogue cannot be used; the message names the item and the key."""


def read_catalogue(file: Path) -> tuple[list[Category], list[Item]]:
    """The categories and the items, in the file's order.

    Raises:
        CatalogueError: the file is not TOML, or an entry lacks a key or has a wrong value.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        categories = [Category(code=code, zh=row["zh"], en=row["en"]) for code, row in content["categories"].items()]
        return categories, [_item(code, row, content["categories"]) for code, row in content["items"].items()]
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file.name} cannot be read: {error}") from error
    except KeyError as error:
        raise CatalogueError(f"{file.name}: the key {error} is missing") from error


def _item(code: str, row: dict[str, Any], categories: dict[str, Any]) -> Item:
    if code[0] not in categories:
        raise CatalogueError(f"{code}: there is no category {code[0]}")
    for key in NUMBERS:
        if not isinstance(row.get(key), int) or row[key] < 1:
            raise CatalogueError(f"{code}: {key} must be a whole number of at least 1")
    if row.get("starts_at") not in list(VenueLevel):
        raise CatalogueError(f"{code}: starts_at must be one of {', '.join(VenueLevel)}")
    return Item(
        code=code,
        zh=row["zh"],
        en=row["en"],
        minutes=row["minutes"],
        people=row["people"],
        respond_within=row["respond_within"],
        vetted=bool(row.get("vetted", False)),
        certificate=row.get("certificate"),
        starts_at=VenueLevel(row["starts_at"]),
    )
