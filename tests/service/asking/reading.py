"""What the messages of the outbox would say now, as delivery reads them."""

from models.outbox import Outbox
from models.queries.visits import attendances
from models.visit import AttendanceState
from services.notices import Notice, load
from tests.county import Place


async def said(place: Place, person_id: int, template: str) -> Notice | None:
    """What the last message of a kind to somebody says now; None where it is no longer true."""
    return await said_by(place, (await place.told(person_id, template))[-1])


async def said_by(place: Place, row: Outbox) -> Notice | None:
    """What a message says now."""
    async with place.database.begin() as session:
        return await load(session, row, place.clock(), place.settings)


async def states(place: Place, visit_id: int) -> dict[int, AttendanceState]:
    """Who is put down for a visit, and how it stands with each."""
    rows = await place.look(lambda session: attendances(session, visit_id))
    return {row.person_id: row.state for row in rows}
