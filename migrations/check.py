"""Name what the models have and the migrations lack: `python -m migrations.check`; exits with 1 where there is something."""

import asyncio
import sys
import tempfile
from pathlib import Path

from migrations.upgrade import missing_migrations, upgrade
from models.database import Database


async def main() -> int:
    """Compare a fresh database with the models; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(str(Path(folder) / "check.db"))
        await upgrade(database)
        missing = await missing_migrations(database)
        await database.close()
    for difference in missing:
        sys.stderr.write(f"no migration for {difference}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
