"""The morning's open requests all at once: an exact assignment decides who is asked first for each.

Asked one after another, requests would take each other's only helper. So at the end of the quiet hours the requests that
wait for their first wave are matched together (`matching.assign`: most requests covered, then least cost), and each is
put first to whom the whole gives it; from then on the waves go on as ever.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from matching.aside import NotReady, assign_aside
from matching.plain import Candidate
from matching.rank import Ranked
from models.queries.candidates import asked_for
from models.queries.requests import first_waves_due, locked_request
from models.request import Request, RequestState
from models.scope import unscoped
from services.candidates import need_of
from services.dispatch import candidates_for, offer_to, send_wave, service_of
from services.quiet import is_quiet
from services.work import Work

COST = 10_000  # a score of 0 to 1 as an integer cost
MOST = 20  # candidates for each request


@dataclass(frozen=True, slots=True)
class Ready:
    """A request that waits for its first wave, with who may be asked for it."""

    request: Request
    ranked: list[Ranked]


@unscoped("the clock")
async def run_morning(work: Work) -> None:
    """Match the requests that waited out the night; each gets its first offer, and is due for a wave again soon."""
    quiet = work.settings.quiet
    just_ended = is_quiet(work.now - timedelta(minutes=10), quiet.start, quiet.end, work.zone)
    if not just_ended or is_quiet(work.now, quiet.start, quiet.end, work.zone):
        return
    ready = await _ready(work)
    if len(ready) < 2:
        return
    for number, place in enumerate(await _assign(ready)):
        if place is not None:
            await offer_to(work, ready[number].request, ready[number].ranked[place])
    for one in ready:
        if not await asked_for(work.session, one.request.id):
            await send_wave(work, one.request.id)


async def _ready(work: Work) -> list[Ready]:
    found = []
    for request_id in await first_waves_due(work.session, work.now):
        request = await locked_request(work.session, request_id)
        if request.state is not RequestState.OPEN or request.volunteers != 1:
            continue
        need = await need_of(work, request, await service_of(work, request))
        ranked = [one for _, one in await candidates_for(work, request, need)]
        people = [one for one in ranked if isinstance(one.candidate, Candidate)][:MOST]
        if people:
            found.append(Ready(request, people))
    return found


async def _assign(ready: list[Ready]) -> list[int | None]:
    """For each request the place in its ranking of whom it is put to first, or None.

    Where all first choices differ they are the optimum. Where it is not found in time nobody is chosen, and waves begin.
    """
    if len({each.ranked[0].candidate.key for each in ready}) == len(ready):
        return [0] * len(ready)
    people = sorted({one.candidate.key[1] for each in ready for one in each.ranked})
    number = {person: place for place, person in enumerate(people)}
    edges = [
        (row, number[one.candidate.key[1]], int(COST * (1.0 - one.score)))
        for row, each in enumerate(ready)
        for one in each.ranked
    ]
    request, volunteer, cost = (np.array(column, dtype=np.int32) for column in zip(*edges, strict=True))
    try:
        chosen = await assign_aside(request, volunteer, cost, len(ready), len(people))
    except NotReady:
        return [None] * len(ready)
    return [_place(each, people, int(who)) for each, who in zip(ready, chosen, strict=True)]


def _place(each: Ready, people: list[int], who: int) -> int | None:
    if who < 0:
        return None
    return next(place for place, one in enumerate(each.ranked) if one.candidate.key[1] == people[who])
