"""From the database to matching's plain data: the need behind a request, and everybody who might be asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from matching.eligible import Rules, allowed, can_staff, eligible, eligible_team, needs_pair, people_needed
from matching.plain import (
    Asked,
    Busy,
    Candidate,
    Certificate,
    Level,
    Need,
    Point,
    Record,
    Sex,
    TeamCandidate,
    Window,
    covers,
)
from models.area import VenueLevel, area
from models.item import Item
from models.offer import Offer, OfferState
from models.person import Person
from models.queries import candidates as read
from models.queries.people import person_row
from models.queries.visits import busy_times
from models.request import Request
from models.team import Team
from services.availability import free_of
from services.work import Work

LEVELS = {VenueLevel.POST: Level.POST, VenueLevel.STATION: Level.STATION, VenueLevel.CENTER: Level.CENTER}
LEVEL_OF_CODE = {12: Level.POST, 9: Level.STATION, 6: Level.CENTER}
SEXES = {sex.value: sex for sex in Sex}
ANSWERS_FROM = timedelta(days=180)
LOAD_FROM = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pool:
    """Who can be asked for a need: single volunteers and teams, each already found eligible."""

    people: tuple[Candidate, ...]
    teams: tuple[TeamCandidate, ...]


def rules_of(work: Work) -> Rules:
    """The county's rules of eligibility."""
    return Rules(zone=work.zone, weekly_limit=work.settings.offers.weekly_minutes)


async def need_of(work: Work, request: Request, service: Item) -> Need:
    """What a request asks for, as matching sees it."""
    resident = await person_row(work.session, request.resident_id)
    return Need(
        request_id=request.id,
        item=service.code,
        category=service.category,
        minutes=service.minutes,
        area=request.area_code,
        people=request.volunteers,
        vetted=service.vetted,
        certificate=service.certificate,
        starts_at=LEVELS[service.starts_at],
        point=await _point(work, resident, request.area_code),
        start=max(request.start, work.now) if request.start else None,  # what was asked for at once begins now
        end=request.end,
        resident_id=resident.id,
        alone=resident.lives_alone,
        minor=request.with_minor,
        wish_woman=request.wants_woman,
        wish_same_person=request.wants_same,
        emergency=request.danger,
    )


@dataclass(frozen=True, slots=True)
class Everybody:
    """The county's volunteers for one need, and which of them may be asked now."""

    near: tuple[Candidate, ...]
    able: frozenset[tuple[int, int | None]]


async def everybody_for(work: Work, need: Need) -> Everybody:
    """Who could be asked for a need, each judged once."""
    rules = rules_of(work)
    found = await all_candidates(work, need)
    able = (who for who in found if allowed(eligible(need, who, work.now, rules)))
    return Everybody(tuple(found), frozenset((who.person_id, who.team_id) for who in able))


async def pool_for(work: Work, need: Need, level: VenueLevel, everybody: Everybody) -> Pool:
    """Those of `everybody` at a level (and below it) who may be asked now for this need, and their teams."""
    rules = rules_of(work)
    near = [who for who in everybody.near if at_level(need, who, level)]
    able = [who for who in near if (who.person_id, who.team_id) in everybody.able]
    teams = await _teams(work, need, near, rules) if people_needed(need, rules) > 1 else []
    return Pool(tuple(one_each(able)), tuple(teams))


async def all_candidates(work: Work, need: Need) -> list[Candidate]:
    """Every volunteer of the county who has the skill (or could go along), once for each of their teams."""
    session = work.session
    helpers = await read.helpers_in(session, need.area[:6])
    if not needs_pair(need):
        helpers = [one for one in helpers if need.item in one.skills or need.category in one.skills]
    known = await _known(work, need)
    teams = await read.memberships_in(session, need.area[:6])
    return [_candidate(work, need, helper, known, team) for helper in helpers for team in teams.get(helper.id, [None])]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of everybody, by person."""

    certificates: dict[int, list[tuple[str, date]]]
    answers: dict[int, tuple[int, int]]
    served: dict[int, int]
    records: dict[int, read.Counts]
    last: dict[int, datetime]
    asked: set[int]
    again: set[int]
    busy: dict[int, list[Busy]]
    week: dict[int, int]
    free: dict[int, tuple[Window, ...]]


async def _known(work: Work, need: Need) -> Known:
    session, now = work.session, work.now
    busy, week = await _promised(work, need)
    offers = await read.asked_for(session, need.request_id)
    return Known(
        certificates=await read.certificates_in(session, now.astimezone(work.zone).date()),
        answers=await read.answers_since(session, now - ANSWERS_FROM),
        served=await read.minutes_since(session, now - LOAD_FROM),
        records=await read.records(session),
        last=await read.served_before(session, need.resident_id) if need.resident_id else {},
        asked={offer.person_id for offer in offers if not _may_ask_again(offer)},
        again={offer.person_id for offer in offers if _may_ask_again(offer)},
        busy=busy,
        week=week,
        free=await free_of(work, need),
    )


def _candidate(work: Work, need: Need, helper: read.Helper, known: Known, team: tuple[int, str] | None) -> Candidate:
    """One volunteer, in one of their teams, as matching sees them."""
    today = work.now.astimezone(work.zone).date()
    return Candidate(
        person_id=helper.id,
        area=helper.area_code,
        team_id=team[0] if team else None,
        level=LEVEL_OF_CODE[len(team[1])] if team else Level.POST,
        venue_area=team[1] if team else "",
        point=Point(helper.lat, helper.lon) if helper.lat is not None and helper.lon is not None else None,
        skills=frozenset(helper.skills),
        certificates=tuple(Certificate(kind, day) for kind, day in known.certificates.get(helper.id, [])),
        vetted=helper.vetted_at is not None and (helper.vetted_until is None or helper.vetted_until >= today),
        age=None if helper.birth_year is None else today.year - helper.birth_year - 1,
        guardian_present=helper.guardian_id is not None,
        sex=SEXES.get(helper.sex.value),
        free=known.free.get(helper.id),
        busy=tuple(known.busy.get(helper.id, ())),
        minutes_this_week=known.week.get(helper.id, 0),
        weekly_limit=helper.weekly_minutes,
        rest_until=None if helper.id in known.again else helper.rest_until,
        paused_until=helper.paused_until,
        asked_before=frozenset({need.request_id}) if helper.id in known.asked else frozenset(),
        minutes_90_days=known.served.get(helper.id, 0),
        record=Record(*known.records.get(helper.id, (0, 0, 0))),
        answers=Asked(*known.answers.get(helper.id, (0, 0))),
        last_served=known.last.get(helper.id),
        radius=helper.travel_minutes,
    )


def at_level(need: Need, who: Candidate, level: VenueLevel) -> bool:
    """Whether somebody is asked when the request stands at a level: they live in the venue's area, or their team serves it."""
    area_code = need.area[: level.code_length]
    return who.area.startswith(area_code) or (who.level <= LEVELS[level] and covers(who.venue_area, need.area))


def one_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each person once, in the team nearest to the need (the lowest level)."""
    best: dict[int, Candidate] = {}
    for who in sorted(candidates, key=lambda one: (one.level, one.team_id or 0)):
        best.setdefault(who.person_id, who)
    return list(best.values())


async def _teams(work: Work, need: Need, near: Sequence[Candidate], rules: Rules) -> list[TeamCandidate]:
    by_team: dict[int, list[Candidate]] = defaultdict(list)
    for who in near:
        if who.team_id is not None:
            by_team[who.team_id].append(who)
    open_offers = await read.open_by_team(work.session)
    before = [one for one in await read.asked_for(work.session, need.request_id) if not _may_ask_again(one)]
    asked, captains = {one.team_id for one in before}, {one.person_id for one in before}
    found = []
    for team_id, members in by_team.items():
        team = await work.session.get(Team, team_id)
        if team is None or team.captain_id is None or team.captain_id == need.resident_id:
            continue
        if need.item not in team.skills and need.category not in team.skills:
            continue
        one = team_for(work.now, need, team, members, rules)
        was_asked = team_id in asked or team.captain_id in captains  # nobody is asked twice, for whichever team
        one = replace(
            one,
            open_offers=open_offers.get(team_id, 0),
            asked_before=frozenset({need.request_id}) if was_asked else frozenset(),
        )
        if allowed(eligible_team(need, one, work.now, rules)):
            found.append(one)
    return found


def team_for(now: datetime, need: Need, team: Team, members: Sequence[Candidate], rules: Rules) -> TeamCandidate:
    """A team as matching sees it, from those of its members who might go."""
    able = [who for who in members if allowed(eligible(need, replace(who, asked_before=frozenset()), now, rules))]
    mean = len(members) or 1
    last = [who.last_served for who in members if who.last_served]
    return TeamCandidate(
        team_id=team.id,
        captain_id=team.captain_id or 0,
        area=team.venue_code,
        level=LEVEL_OF_CODE[len(team.venue_code)],
        able=len(able),
        staffable=can_staff(need, [replace(who, asked_before=frozenset()) for who in members], now, rules),
        minutes_this_week=sum(who.minutes_this_week for who in members) // mean,
        paused_until=team.paused_until,
        minutes_90_days=sum(who.minutes_90_days for who in members) // mean,
        record=Record(
            sum(who.record.kept for who in members),
            sum(who.record.cancelled_late for who in members),
            sum(who.record.no_show for who in members),
        ),
        answers=Asked(sum(who.answers.asked for who in members), sum(who.answers.accepted for who in members)),
        last_served=max(last) if last else None,
        radius=max((who.radius or 0 for who in members), default=None),
    )


async def _promised(work: Work, need: Need) -> tuple[dict[int, list[Busy]], dict[int, int]]:
    """What everybody has promised around the need's time, and the minutes of it in the need's week."""
    at = (need.start or work.now).astimezone(work.zone)
    monday = (at - timedelta(days=at.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    busy: dict[int, list[Busy]] = defaultdict(list)
    week: dict[int, int] = defaultdict(int)
    for person_id, start, end, area_code in await busy_times(work.session, monday, monday + timedelta(days=15)):
        busy[person_id].append(Busy(start, end, area_code))
        if start < monday + timedelta(days=7):
            week[person_id] += int((end - start).total_seconds() // 60)
    return busy, week


async def _point(work: Work, person: Person, area_code: str) -> Point | None:
    if own := _own_point(person):
        return own
    found = await area(work.session, area_code)
    return Point(found.lat, found.lon) if found and found.lat is not None and found.lon is not None else None


def _own_point(person: Person) -> Point | None:
    return Point(person.lat, person.lon) if person.lat is not None and person.lon is not None else None


def _may_ask_again(offer: Offer) -> bool:
    return offer.state is OfferState.FILLED
