"""Finding which request a sentence speaks of: "明天的陪诊不用了"."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from language.understanding import Understanding
from models.queries.requests import own_requests
from models.queries.visits import visit_of_request
from models.request import LIVE, SERVED_STATES, Request
from services.reading import utc
from services.work import Work


async def meant(work: Work, said: Understanding) -> Sequence[Request]:
    """The actor's requests that fit what was said, best first; all of those that go on where nothing was said of which."""
    live = [one for one in await own_requests(work.session, work.actor) if one.state in (*LIVE, *SERVED_STATES)]
    named = {ranked.code for ranked in said.items[:3]} if said.items and said.items[0].chance >= 0.3 else set()
    start, end = utc(said.start, work.zone), utc(said.end, work.zone)
    scored = [(await _fit(work, one, named, start, end), one) for one in live]
    best = max((score for score, _ in scored), default=0)
    return [one for score, one in scored if score == best] if best > 0 else live


async def _fit(work: Work, request: Request, named: set[str], start: datetime | None, end: datetime | None) -> int:
    score = 2 if request.item_code in named else 0
    if start is None:
        return score
    visit = await visit_of_request(work.session, request.id)
    at = visit.start if visit is not None else request.start
    until = end or start + timedelta(hours=1)
    return score + (1 if at is not None and start - timedelta(minutes=30) <= at <= until else 0)
