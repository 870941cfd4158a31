"""A pause: a volunteer who wants not to be asked for a while."""

from datetime import timedelta

from models.person import Volunteer
from models.queries.people import volunteer_of
from services.work import Refusal, Work

LENGTHS = {"3": timedelta(days=3), "7": timedelta(days=7), "30": timedelta(days=30), "0": timedelta(0)}


async def pause(work: Work, length: str) -> Volunteer:
    """Pause for 3, 7 or 30 days, or end a pause (0); what one has promised stays promised.

    Raises:
        Refusal: one is no volunteer, or the length is none of these.
    """
    volunteer = await volunteer_of(work.session, work.me)
    if volunteer is None or length not in LENGTHS:
        raise Refusal("changed")
    volunteer.paused_until = work.now + LENGTHS[length] if LENGTHS[length] else None
    return volunteer
