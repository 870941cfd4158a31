"""Write a migration for what the models have and the newest migration lacks: `python -m migrations.make "why"`.

Before the first release there is one migration only: `python -m migrations.make --first` writes it anew.
"""

import asyncio
import hashlib
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.schema import CreateTable

from migrations.upgrade import FOLDER, config_for, upgrade
from models.database import Database
from models.registry import metadata


async def make(message: str, revision: str | None = None) -> None:
    """Compare the models with a fresh database at the newest version and write the difference as a migration."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(str(Path(folder) / "migrate.db"))
        await upgrade(database)
        async with database.engine.connect() as connection:
            await connection.run_sync(_revise, message, revision)
        await database.close()


def fingerprint() -> str:
    """Eight hex digits that change with the tables, so that a database of other tables is known for one."""
    tables = [str(CreateTable(table)) for table in metadata().sorted_tables]
    return hashlib.sha256("".join(tables).encode()).hexdigest()[:8]


def _revise(connection: Connection, message: str, revision: str | None) -> None:
    command.revision(config_for(connection), message, autogenerate=True, rev_id=revision)


def main(arguments: list[str]) -> None:
    """Run as a command."""
    if arguments == ["--first"]:
        for old in (FOLDER / "versions").glob("*.py"):
            old.unlink()
        asyncio.run(make("first", f"0001_{fingerprint()}"))
    elif len(arguments) == 1 and not arguments[0].startswith("-"):
        asyncio.run(make(arguments[0]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
