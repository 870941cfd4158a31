"""Putting a request to people (派单): in waves, at one level after another, never by force."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from matching.eligible import people_needed
from matching.plain import Asker, Candidate, Need, TeamCandidate
from matching.rank import Ranked, Weights, rank
from matching.waves import AnswerDelay, Asked, next_wave
from models.area import VenueLevel, ancestors, venue_of
from models.grant import Role, holders
from models.item import Item
from models.machine import allowed, move
from models.offer import Offer, OfferState
from models.outbox import Lane
from models.queries.candidates import asked_for
from models.queries.offers import offers_expired
from models.queries.people import rest
from models.queries.requests import limits_passed, locked_request, waves_due
from models.queries.time import standing_by
from models.request import AGREED, WAITING, Request, RequestState
from models.scope import unscoped
from models.visit import Visit
from services.candidates import Pool, everybody_for, need_of, pool_for
from services.chances import chances_now, delay_now
from services.limits import respond_by
from services.outbox import tell
from services.quiet import add_waking, after_quiet, waking_between
from services.work import Work

SHORTEST_WAIT = timedelta(minutes=2)
STANDBY_WAIT = timedelta(minutes=30)
ANSWERS = {
    OfferState.ACCEPTED: True,
    OfferState.DECLINED: False,
    OfferState.EXPIRED: False,
    OfferState.REVOKED: False,
    OfferState.WITHDRAWN: False,
    OfferState.PASSED: False,
}


async def send_wave(work: Work, request_id: int) -> int:
    """Ask the next few for a request that waits; returns how many were asked.

    Where nobody at its level can be asked the request goes up a level at once; above the center a clerk has it by name.
    """
    request = await locked_request(work.session, request_id)
    if request.state not in WAITING or request.opened_at is None:
        return 0
    service = await service_of(work, request)
    if _must_wait(work, service, request):
        return 0
    ranked = await candidates_for(work, request, await need_of(work, request, service))
    before = [one for one in await asked_for(work.session, request.id) if one.state is not OfferState.FILLED]
    if not ranked:
        if not any(one.state is OfferState.SENT for one in before):
            await _leave_to_clerk(work, request)
        request.next_wave_at = None
        return 0
    chosen, wait = await _standing_by(work, request, [one for _, one in ranked]), STANDBY_WAIT
    if not chosen:
        delay = await delay_now(work, service.is_emergency or request.danger)
        chosen, wait = next_few(work, request, service, [one for _, one in ranked], before, delay)
    await _reach(work, request, [level for level, one in ranked if one in chosen])
    for one in chosen:
        await _offer(work, request, service, one)
    _plan_next(work, request, service, bool(chosen), wait)
    if request.state is not RequestState.OFFERED and chosen:
        move(work.session, request, RequestState.OFFERED, at=work.now)
    await work.session.flush()
    return len(chosen)


async def _standing_by(work: Work, request: Request, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those who said that they stand by: they are asked before everybody else."""
    waiting = await standing_by(work.session, request.id)
    return [one for one in ranked if _asked_person(one) in waiting] if waiting else []


def _asked_person(one: Ranked) -> int:
    who = one.candidate
    return who.person_id if isinstance(who, Candidate) else who.captain_id


async def candidates_for(work: Work, request: Request, need: Need) -> list[tuple[VenueLevel, Ranked]]:
    """Who may be asked, from the request's level upwards, best first in each; people for one, teams where several must go."""
    everybody, learned = await everybody_for(work, need), await chances_now(work)
    pools: list[tuple[VenueLevel, Pool]] = []
    level: VenueLevel | None = request.level
    while level is not None:
        pools.append((level, await pool_for(work, need, level, everybody)))
        level = level.above
    by_team = people_needed(need) > 1 and any(pool.teams for _, pool in pools)
    found: list[tuple[VenueLevel, Ranked]] = []
    seen: set[tuple[str, int]] = set()
    for level, pool in pools:
        askers: Sequence[Asker] = pool.teams if by_team else pool.people
        new = [who for who in askers if who.key not in seen]
        found += [(level, one) for one in rank(need, new, work.now, weights(work), learned)]
        seen |= {who.key for who in new}
    return found


def weights(work: Work) -> Weights:
    """The county's weights."""
    ranking = work.settings.ranking
    return Weights(
        travel=ranking.travel,
        level=ranking.level,
        continuity=ranking.continuity,
        fairness=ranking.fairness,
        reliability=ranking.reliability,
        chance=ranking.chance,
        zone=work.zone,
    )


@unscoped("the clock")
async def run_waves(work: Work) -> None:
    """Send every wave that is due, then take note of offers and requests whose time has passed."""
    for offer in await offers_expired(work.session, work.now):
        move(work.session, offer, OfferState.EXPIRED, at=work.now)
    for request_id in await limits_passed(work.session, work.now):
        await limit_passed(work, request_id)
    for request_id in await waves_due(work.session, work.now):
        await send_wave(work, request_id)


async def limit_passed(work: Work, request_id: int) -> None:
    """Nobody accepted in time: the request is unmet at its level, goes up, and a clerk is told."""
    request = await locked_request(work.session, request_id)
    if not allowed(request, RequestState.UNMET):
        return
    service = await service_of(work, request)
    move(work.session, request, RequestState.UNMET, at=work.now, reason="time limit")
    request.missed_limits += 1
    for offer in await asked_for(work.session, request.id):
        if allowed(offer, OfferState.EXPIRED):
            move(work.session, offer, OfferState.EXPIRED, at=work.now)
    raised = await _raise_level(work, request)
    request.respond_by = respond_by(work, service, request.start)
    request.next_wave_at = work.now if raised else None
    await tell_clerks(work, request, "unmet", f"unmet:{request.id}:{request.missed_limits}")
    if not raised:
        await _leave_to_clerk(work, request)


async def tell_clerks(work: Work, request: Request, template: str, key: str, **ids: Any) -> int:
    """Tell the clerks of the nearest venue that has any, from the request's own upwards, and name the first as its clerk."""
    found = await holders(work.session, Role.CLERK, ancestors(request.venue_code), work.now)
    nearest = [(code, person_id) for code, person_id in found if code == found[0][0]]
    if not nearest:
        found = await holders(work.session, Role.MANAGER, ancestors(request.venue_code), work.now)
        nearest = found[:1]
    lane = Lane.URGENT if request.danger or request.item_code.startswith("F") else Lane.NORMAL
    for _, person_id in nearest:
        await tell(work, person_id, template, key, lane=lane, request=request.id, **ids)
    if nearest and request.clerk_id is None:
        request.clerk_id = nearest[0][1]
    return len(nearest)


async def reopen(work: Work, request: Request, reason: str) -> None:
    """Someone who had accepted gave it back, or did not come: the request waits again and the next are asked at once."""
    if request.state in AGREED:
        move(work.session, request, RequestState.OPEN, at=work.now, actor_id=work.me or None, reason=reason)
    service = await service_of(work, request)
    request.accepted_at = None
    request.respond_by = respond_by(work, service, request.start)
    request.next_wave_at = work.now
    await work.session.flush()
    await send_wave(work, request.id)


async def visit_times(work: Work, request: Request, service: Item) -> tuple[datetime, datetime]:
    """When the visit is planned at first: at the window's start, or by day where only days are said; both may change it."""
    start = request.start or _soon(work, service)
    local = start.astimezone(work.zone)
    if request.start is not None and request.end is not None and (local.hour, local.minute) == (0, 0):
        first = work.settings.visits.default_hour
        start = local.replace(hour=first.hour, minute=first.minute).astimezone(start.tzinfo)
    start = max(start, work.now)
    return start, start + timedelta(minutes=service.minutes)


def visit_of(work: Work, request: Request, offer: Offer, times: tuple[datetime, datetime], needed: int) -> Visit:
    """A visit row for an accepted offer."""
    return Visit(
        request_id=request.id,
        team_id=offer.team_id,
        offer_id=offer.id,
        start=times[0],
        end=times[1],
        needed=needed,
        created_at=work.now,
    )


def _soon(work: Work, service: Item) -> datetime:
    if service.is_emergency:
        return work.now + timedelta(minutes=10)
    quiet = work.settings.quiet
    soon = after_quiet(work.now + timedelta(hours=1), quiet.start, quiet.end, work.zone).astimezone(work.zone)
    return soon.replace(minute=30 if soon.minute < 30 else 0, second=0, microsecond=0) + (
        timedelta(hours=1) if soon.minute >= 30 else timedelta()
    )


def _must_wait(work: Work, service: Item, request: Request) -> bool:
    """Nobody is asked in the quiet hours but for emergencies; the wave is put off to the morning."""
    if service.is_emergency or request.danger:
        return False
    quiet = work.settings.quiet
    later = after_quiet(work.now, quiet.start, quiet.end, work.zone)
    if later <= work.now:
        return False
    request.next_wave_at = later
    if request.respond_by is not None and request.respond_by < later:
        request.respond_by = later + timedelta(minutes=min(service.respond_within, 60))
    return True


def next_few(
    work: Work,
    request: Request,
    service: Item,
    ranked: Sequence[Ranked],
    before: Sequence[Offer],
    delay: AnswerDelay | None = None,
) -> tuple[list[Ranked], timedelta]:
    """The next to be asked and how long to wait for them, by the policy of `matching.waves`.

    `delay` is how long people take to answer; while that is not known, a tenth of the time that is left.
    """
    chances = [offer.chance or 0.0 for offer in before] + [one.chance for one in ranked]
    asked = [Asked(place, offer.sent_at, ANSWERS.get(offer.state)) for place, offer in enumerate(before)]
    left = _time_left(work, request, service)
    wave = next_wave(
        chances,
        asked=asked,
        now=work.now,
        deadline=work.now + left,
        needed=1 if isinstance(ranked[0].candidate, TeamCandidate) else request.volunteers,
        answer_delay=delay or AnswerDelay(min(timedelta(minutes=30), max(timedelta(minutes=3), left / 10))),
        target=work.settings.offers.target,
        most=work.settings.offers.most_at_once,
    )
    return [ranked[place - len(before)] for place in wave.ask if place >= len(before)], wave.wait


def _time_left(work: Work, request: Request, service: Item) -> timedelta:
    """The time in which people can answer: the quiet hours do not count but for emergencies."""
    limit = request.respond_by or respond_by(work, service, request.start)
    if service.is_emergency or request.danger:
        return max(limit - work.now, timedelta(minutes=1))
    quiet = work.settings.quiet
    return max(waking_between(work.now, limit, quiet.start, quiet.end, work.zone), timedelta(minutes=1))


def _plan_next(work: Work, request: Request, service: Item, asked: bool, wait: timedelta) -> None:
    """When to look again, should nobody answer."""
    request.wave += 1 if asked else 0
    wait = max(SHORTEST_WAIT, wait)
    if service.is_emergency or request.danger:
        request.next_wave_at = work.now + wait
        return
    quiet = work.settings.quiet
    request.next_wave_at = add_waking(work.now, wait, quiet.start, quiet.end, work.zone)


async def offer_to(work: Work, request: Request, one: Ranked) -> None:
    """Put an open request, for which nobody was asked yet, to one of its candidates, as its first wave."""
    service = await service_of(work, request)
    await _offer(work, request, service, one)
    _plan_next(work, request, service, True, SHORTEST_WAIT)
    move(work.session, request, RequestState.OFFERED, at=work.now)
    await work.session.flush()


async def _offer(work: Work, request: Request, service: Item, one: Ranked) -> None:
    """Put the request to one person, or again to one who was told that it was filled."""
    who = one.candidate
    person_id = _asked_person(one)
    deadline = request.respond_by or respond_by(work, service, request.start)
    again = [o for o in await asked_for(work.session, request.id) if o.person_id == person_id]
    if again and again[0].state is not OfferState.FILLED:
        return
    offer = again[0] if again else Offer(request_id=request.id, person_id=person_id, state=OfferState.SENT)
    if again:
        move(work.session, offer, OfferState.SENT, at=work.now)
    offer.team_id = who.team_id if isinstance(who, TeamCandidate) else None
    offer.wave, offer.level, offer.chance = request.wave + 1, request.level, one.chance
    offer.sent_at, offer.deadline, offer.answered_at = work.now, deadline, None
    offer.reasons = [{"code": reason.code.value, **reason.values} for reason in one.reasons]
    work.session.add(offer)
    await work.session.flush()
    if offer.team_id is None:
        await rest(work.session, person_id, work.now + timedelta(hours=work.settings.offers.rest_hours))
    lane = Lane.URGENT if service.is_emergency or request.danger else Lane.NORMAL
    key = f"offer:{offer.id}:{offer.version}"
    await tell(work, person_id, "offer", key, lane=lane, expires_at=deadline, offer=offer.id)


async def _reach(work: Work, request: Request, levels: Sequence[VenueLevel]) -> None:
    """The request goes up to the highest level of those who are asked now."""
    while any(level.code_length < request.level.code_length for level in levels):
        if not await _raise_level(work, request):
            break


async def _raise_level(work: Work, request: Request) -> bool:
    above: VenueLevel | None = request.level.above
    if above is None:
        return False
    venue = await venue_of(work.session, request.area_code, above)
    if venue is None:
        return False
    request.level, request.venue_code = above, venue.code
    request.clerk_id = None
    return True


async def _leave_to_clerk(work: Work, request: Request) -> None:
    """Nobody is left to ask: a clerk has it by name, and the resident is told so honestly."""
    if allowed(request, RequestState.UNMET):
        move(work.session, request, RequestState.UNMET, at=work.now, reason="nobody left to ask")
    request.next_wave_at = None
    await tell_clerks(work, request, "nobody_left", f"nobody:{request.id}:{request.wave}")
    await tell(work, request.filed_by, "still_looking", f"looking:{request.id}:{request.wave}", request=request.id)


async def service_of(work: Work, request: Request) -> Item:
    """The catalogue's entry for what a request asks."""
    return await work.session.get_one(Item, request.item_code)
