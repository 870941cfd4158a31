"""The small county, on each kind of database."""

import pytest

from models.database import Database
from tests.conftest import TurnedClock
from tests.county import Place


@pytest.fixture
async def place(database: Database, clock: TurnedClock) -> Place:
    return await Place(database, clock).build()
