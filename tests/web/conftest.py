"""The county of the managers' pages, built once for a module."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from models.crypto import Keyring, use_keyring
from models.database import Database
from tests.conftest import TurnedClock
from tests.web.manager_world import Managed, build


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def managed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Managed]:
    """A county with something on every page, and its pages served."""
    use_keyring(Keyring({"t1": bytes(range(32))}, "t1", bytes(range(32, 64))))
    file = tmp_path_factory.mktemp("managed") / "lianxin.db"
    shutil.copyfile(sqlite_template, file)
    database = Database(str(file))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        yield await build(database, TurnedClock(), stack)
