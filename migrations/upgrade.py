"""Bring a database up to the newest version, or say why that cannot be done."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, exc

from models.database import Database, DatabaseError, shown
from models.guards import guard
from models.registry import metadata

FOLDER = Path(__file__).parent


async def upgrade(database: Database) -> None:
    """Apply every migration that the database lacks.

    Raises:
        DatabaseError: the database cannot be opened, is locked, or was written by a newer version of the product.
    """
    try:
        async with database.engine.connect() as connection:
            await connection.run_sync(_refuse_newer)
            await connection.run_sync(_run)
            await connection.commit()
    except (exc.OperationalError, exc.InterfaceError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        hint = "; another program holds it: close that one first" if "locked" in cause else ""
        raise DatabaseError(f"the database {shown(database.url)} cannot be used: {cause}{hint}") from error


async def missing_migrations(database: Database) -> list[str]:
    """What the models have and the migrated database lacks, as Alembic's autogenerate sees it."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_differences)


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _refuse_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}
    if current and current not in known:
        raise DatabaseError(
            f"the database has version {current}, which this program does not know: "
            "use the program that wrote it, or start with a fresh one (`make clean` removes the demo's)"
        )


def _run(connection: Connection) -> None:
    command.upgrade(config_for(connection), "head")
    guard(connection)


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, metadata())]
