"""A team's day (排班): a draft of who visits whom in which order, changed by its captain, and released to all at once."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from matching.aside import NotReady, plan_aside
from matching.eligible import allowed, eligible
from matching.plain import Candidate, Need, Point, Window
from matching.plan import Agreed, DayPlan, Lunch, Person, Tie
from matching.plan import Visit as Stop
from matching.travel import minutes_between
from models.day_draft import DayDraft
from models.grant import Action
from models.queries.people import team_member_ids
from models.queries.time import draft_of, going_to, rules_of_people, team_day
from models.queries.visits import busy_times
from models.request import Request
from models.scope import unscoped
from models.visit import Visit, VisitState
from services.agreeing import is_wide
from services.availability import free_windows
from services.candidates import all_candidates, need_of, rules_of
from services.dispatch import service_of
from services.staffing import name_person
from services.work import Refusal, Work

DAY = (time(8), time(18))  # of who has not said when they are free
SECONDS = 0.5
LUNCH_FROM, LUNCH_TO = 11 * 60, 14 * 60


@dataclass(frozen=True, slots=True)
class Job:
    """A visit of the day with what matching knows of it; `able` are the members who may go, by id."""

    visit: Visit
    request: Request
    need: Need
    able: dict[int, Candidate]
    going: tuple[int, ...]


async def draft_day(work: Work, team_id: int, day: date) -> DayDraft:
    """Draft a team's day, or draft it anew with what its captain has decided so far. What is agreed stays as it is.

    Raises:
        NotAllowed: the actor does not lead the team.
        Refusal: there is nothing to plan, or the planning program is not ready yet.
    """
    work.actor.must(Action.STAFF_VISITS, team_id=team_id)
    draft = await draft_of(work.session, team_id, day)
    if draft is None:
        draft = DayDraft(team_id=team_id, day=day, stops=[], pins=[], made_by=work.me, made_at=work.now)
        work.session.add(draft)
    jobs = await _jobs(work, team_id, day)
    if not jobs:
        raise Refusal("nothing_to_plan")
    plan = await _solve(work, team_id, day, jobs, {int(visit): int(person) for visit, person in draft.pins})
    draft.stops, draft.made_at, draft.released_at = _stops(plan, jobs), work.now, None
    await work.session.flush()
    return draft


async def pin(work: Work, draft_id: int, visit_id: int, person_id: int) -> DayDraft:
    """The captain decides who goes to one visit; the rest of the day is drafted around it.

    Raises:
        NotAllowed: the actor does not lead the team.
        Refusal: there is no such draft, or the person cannot go there.
    """
    draft = await work.session.get(DayDraft, draft_id)
    if draft is None:
        raise Refusal("changed")
    work.actor.must(Action.STAFF_VISITS, team_id=draft.team_id)
    job = next((one for one in await _jobs(work, draft.team_id, draft.day) if one.visit.id == visit_id), None)
    if job is None or person_id not in job.able or job.visit.state is not VisitState.STAFFING:
        raise Refusal("changed")
    draft.pins = [*(one for one in draft.pins if one[0] != visit_id), [visit_id, person_id]]
    return await draft_day(work, draft.team_id, draft.day)


async def able_for(work: Work, draft: DayDraft, visit_id: int) -> list[int]:
    """The members who may go to one visit of a draft, by id."""
    jobs = await _jobs(work, draft.team_id, draft.day)
    return sorted(next((one.able for one in jobs if one.visit.id == visit_id), {}))


async def release(work: Work, draft_id: int) -> tuple[int, int]:
    """Name everybody as drafted; all hear. Returns how many were named, and how many could not be because something has changed.

    Raises:
        NotAllowed: the actor does not lead the team.
        Refusal: there is no such draft, or it was released.
    """
    draft = await work.session.get(DayDraft, draft_id, with_for_update=True)
    if draft is None or draft.released_at is not None:
        raise Refusal("changed")
    work.actor.must(Action.STAFF_VISITS, team_id=draft.team_id)
    jobs = {one.visit.id: one for one in await _jobs(work, draft.team_id, draft.day)}
    named = failed = 0
    for stop in draft.stops:
        job = jobs.get(stop["visit"])
        if stop["person"] is None or (job is not None and stop["person"] in job.going):
            continue
        if job is None or not await _name(work, job, stop["person"], _moment(work, draft.day, stop["begin"])):
            failed += 1
            continue
        named += 1
    draft.released_at = work.now
    return named, failed


async def _name(work: Work, job: Job, person_id: int, begin: datetime) -> bool:
    visit, request = job.visit, job.request
    if visit.state is VisitState.STAFFING and is_wide(request):
        request.start, request.end = begin, None
        visit.start, visit.end = begin, begin + (visit.end - visit.start)
        await work.session.flush()
    try:
        await name_person(work, visit.id, person_id)
    except Refusal:
        return False
    return True


@unscoped("the day of a team that the caller found the actor to lead")
async def _jobs(work: Work, team_id: int, day: date) -> list[Job]:
    jobs, rules = [], rules_of(work)
    since, until = _moment(work, day, 0), _moment(work, day + timedelta(days=1), 0)
    for visit, request in await team_day(work.session, work.actor, team_id, since, until):
        need = await need_of(work, request, await service_of(work, request))
        able = {}
        for who in await all_candidates(work, need):
            free = replace(who, rest_until=None, asked_before=frozenset(), busy=())
            if who.team_id == team_id and allowed(eligible(need, free, work.now, rules)):
                able[who.person_id] = who
        jobs.append(Job(visit, request, need, able, tuple(await going_to(work.session, visit.id))))
    return jobs


async def _solve(work: Work, team_id: int, day: date, jobs: list[Job], pins: dict[int, int]) -> DayPlan:
    members = list(await team_member_ids(work.session, team_id))
    homes = {one.person_id: one for job in jobs for one in job.able.values()}
    places = [(job.need.area, job.need.point) for job in jobs] + [_home(homes.get(one), jobs) for one in members]
    stops, agreed, ties = _visits(work, day, jobs, pins)
    elsewhere, promised = await _elsewhere(work, day, jobs, members)
    people = await _people(work, day, jobs, members)
    travel = np.array([[0.0 if a is b else minutes_between(*a, *b) for b in places] for a in places])
    try:
        return await plan_aside(
            [*stops, *elsewhere],
            people,
            travel,
            agreed=[*agreed, *promised],
            ties=ties,
            seconds=SECONDS,
            seed=day.toordinal(),
        )
    except NotReady:
        raise Refusal("planning_not_ready") from None


def _home(who: Candidate | None, jobs: list[Job]) -> tuple[str, Point | None]:
    return (who.area, who.point) if who is not None else (jobs[0].need.area, jobs[0].need.point)


def _visits(work: Work, day: date, jobs: list[Job], pins: dict[int, int]) -> tuple[list[Stop], list[Agreed], list[Tie]]:
    """Each visit once for each who must go; two are tied to go together, more meet at its hour. Those who are named stay."""
    stops, agreed, ties = [], [], []
    for place, job in enumerate(jobs):
        opens, closes = _window(work, day, job)
        keys = [f"{job.visit.id}:{copy}" for copy in range(max(job.visit.needed, len(job.going)))]
        known = frozenset(str(one) for one, who in job.able.items() if who.last_served is not None)
        fixed = [*job.going, *([pins[job.visit.id]] if job.visit.id in pins and not job.going else [])]
        for key, person in zip(keys, [*fixed, *[None] * len(keys)], strict=False):
            skills = frozenset() if person in job.going else frozenset({str(job.visit.id)})
            minutes = (job.visit.end - job.visit.start).total_seconds() / 60
            priority = 1 if job.request.danger else 2 if job.request.plan_id else 3
            stops.append(Stop(key, place, opens, closes, minutes, skills, priority, prefers=known))
            if person is not None:
                agreed.append(Agreed(key, str(person), opens if person in job.going else None))
        if len(keys) == 2:
            ties.append(Tie(keys[0], keys[1]))
    return stops, agreed, ties


def _window(work: Work, day: date, job: Job) -> tuple[float, float]:
    """When a visit may begin, in minutes of the day: at its time, or within the resident's window while that is wide.

    Three or more go at its time: the kernel ties two visits and no more, but those who begin at one moment need no tie.
    """
    start = _minute(work, day, job.visit.start)
    fixed = job.visit.state is VisitState.PLANNED or job.going or job.visit.needed > 2
    if fixed or not is_wide(job.request):
        return start, start
    length = (job.visit.end - job.visit.start).total_seconds() / 60
    opens = max(_minute(work, day, job.request.start or job.visit.start), DAY[0].hour * 60.0)
    closes = min(_minute(work, day, job.request.end or job.visit.end), DAY[1].hour * 60.0) - length
    return (opens, closes) if opens <= closes else (start, start)


async def _elsewhere(work: Work, day: date, jobs: list[Job], members: list[int]) -> tuple[list[Stop], list[Agreed]]:
    """What members have promised to others on that day stands in the plan as it is."""
    own = {(person, job.visit.start) for job in jobs for person in job.going}
    since, until = _moment(work, day, 0), _moment(work, day + timedelta(days=1), 0)
    stops, agreed = [], []
    for person, start, end, _ in await busy_times(work.session, since, until):
        if person in members and (person, start) not in own:
            key, begin = f"else:{person}:{int(start.timestamp())}", _minute(work, day, start)
            stops.append(Stop(key, len(jobs) + members.index(person), begin, begin, (end - start).total_seconds() / 60))
            agreed.append(Agreed(key, str(person), begin))
    return stops, agreed


async def _people(work: Work, day: date, jobs: list[Job], members: list[int]) -> list[Person]:
    said = await rules_of_people(work.session, members)
    window = Window(_moment(work, day, 0), _moment(work, day, 24 * 60 - 1))
    found = []
    for place, person_id in enumerate(members):
        free = free_windows(said.get(person_id, []), window, work.zone)
        hours = [(max(one.start, window.start), min(one.end, window.end)) for one in free or ()]
        longest = max(hours, key=lambda one: one[1] - one[0], default=None)
        begins, ends = (
            (_minute(work, day, at) for at in longest) if longest else (DAY[0].hour * 60.0, DAY[1].hour * 60.0)
        )
        if free is not None and longest is None:
            ends = begins
        skills = frozenset(str(job.visit.id) for job in jobs if person_id in job.able)
        lunch = Lunch() if begins <= LUNCH_FROM and ends >= LUNCH_TO else None
        home = len(jobs) + place
        found.append(Person(str(person_id), home, home, begins, ends, skills, lunch))
    return found


def _stops(plan: DayPlan, jobs: list[Job]) -> list[dict[str, int | None]]:
    ours = {str(job.visit.id) for job in jobs}
    found: list[dict[str, int | None]] = [
        {"visit": int(stop.visit.split(":")[0]), "person": int(route.person), "begin": round(stop.begin)}
        for route in plan.routes
        for stop in route.stops
        if stop.visit.split(":")[0] in ours
    ]
    left = Counter(one.visit.split(":")[0] for one in plan.left_out)
    return found + [
        {"visit": int(visit), "person": None, "begin": None, "missing": count}
        for visit, count in sorted(left.items())
        if visit in ours
    ]


def _minute(work: Work, day: date, at: datetime) -> float:
    return (at - _moment(work, day, 0)).total_seconds() / 60


def _moment(work: Work, day: date, minute: float) -> datetime:
    """A minute of the local day, counted as time goes by from its midnight."""
    return datetime.combine(day, time(), work.zone).astimezone(UTC) + timedelta(minutes=minute)
