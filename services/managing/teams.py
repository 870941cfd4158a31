"""Teams on the managers' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.grant import Action
from models.queries import manage_people as read
from models.queries.people import captain_of
from models.queries.summary_now import promised
from models.scope import reach
from models.team import Team
from services.managing import visits, volunteers
from services.managing.lists import Places, known_names, places_of, skill_names
from services.managing.visits import VisitLine
from services.managing.volunteers import VolunteerLine
from services.work import Refusal, Work

AHEAD = timedelta(days=7)
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in a list: members, what was promised for the coming week, and the day of the last service of 90 days."""

    id: int
    name: str
    place: str
    kind: str
    members: int
    promised: int
    last: date | None
    paused: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team with its captain, members and what it has before it."""

    line: TeamLine
    captain: str | None
    skills: tuple[str, ...]
    members: list[VolunteerLine]
    visits: list[VisitLine]


async def listing(work: Work, place: str = "", more: Sequence[Action] = ()) -> tuple[list[TeamLine], Places]:
    """The teams of the venues whose summary the actor may read (and in which `more` is allowed), by venue."""
    places = await places_of(work, Action.READ_SUMMARY, *more)
    rows = await read.teams_to_manage(work.session, work.actor, more)
    found = [(team, members) for team, members in rows if team.venue_code.startswith(place)]
    return await _lines(work, found, places), places


async def open_team(work: Work, team_id: int) -> TeamPage:
    """One team.

    Raises:
        Refusal: there is none in the actor's areas.
    """
    team = await read.team_to_manage(work.session, work.actor, team_id)
    if team is None:
        raise Refusal("no_team")
    services = await skill_names(work)
    rows = [row for row in await read.teams_to_manage(work.session, work.actor) if row[0].id == team_id]
    (line,) = await _lines(work, rows, await places_of(work, Action.READ_SUMMARY))
    captain = await captain_of(work.session, team)
    names = await known_names(work, [captain], "team") if captain else {}
    return TeamPage(
        line=line,
        captain=names.get(captain or 0),
        skills=tuple(services.get(code, code) for code in team.skills),
        members=await volunteers.members_of(work, team_id),
        visits=await visits.of_team(work, team_id),
    )


async def _lines(work: Work, rows: Sequence[tuple[Team, int]], places: Places) -> list[TeamLine]:
    coming: dict[int, int] = {}
    for code in reach(work.actor, Action.READ_SUMMARY):
        coming |= await promised(work.session, code, work.now, work.now + AHEAD)
    last = await read.last_out(work.session, work.actor, work.now - LOOKED_BACK)
    return [
        TeamLine(
            id=team.id,
            name=team.name,
            place=places.name(team.venue_code),
            kind=team.kind.value,
            members=members,
            promised=coming.get(team.id, 0),
            last=last[team.id].astimezone(work.zone).date() if team.id in last else None,
            paused=team.paused_until is not None and team.paused_until > work.now,
        )
        for team, members in rows
    ]
