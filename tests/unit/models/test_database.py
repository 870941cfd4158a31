"""The address of a database: a file or a URL, with our driver, and no other kind of database."""

from pathlib import Path

import pytest

from models.database import Database, DatabaseError, async_url


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("/var/lianxin.db", "sqlite+aiosqlite:////var/lianxin.db"),
        ("sqlite:////var/lianxin.db", "sqlite+aiosqlite:////var/lianxin.db"),
        ("postgresql://zhou:secret@db/lianxin", "postgresql+asyncpg://zhou:secret@db/lianxin"),
        ("postgresql+psycopg://db/lianxin", "postgresql+asyncpg://db/lianxin"),
    ],
)
def test_whatever_driver_is_named_ours_is_used(given: str, used: str) -> None:
    assert async_url(given) == used


def test_another_kind_of_database_is_refused_by_its_name() -> None:
    with pytest.raises(DatabaseError, match="SQLite or PostgreSQL, not 'mysql'"):
        Database("mysql://zhou:secret@db/lianxin")


def test_a_bare_name_is_a_file_of_the_present_folder() -> None:
    assert async_url("lianxin.db").endswith(str(Path("lianxin.db").absolute()))
