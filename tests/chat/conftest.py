"""The running product, on each kind of database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from models.database import Database
from tests.chat.world import World
from tests.conftest import TurnedClock


@pytest.fixture
async def world(database: Database, clock: TurnedClock) -> AsyncIterator[World]:
    """A world at noon on a Tuesday."""
    async with AsyncExitStack() as stack:
        yield await World(database, clock).start(stack)
