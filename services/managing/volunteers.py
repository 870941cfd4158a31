"""Volunteers on the managers' pages; every name and phone that is shown is written down as a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.grant import Action
from models.queries import manage_people as read
from models.queries.manage_people import Helper, Sought
from models.team import Team
from services.disclosure import note_looks
from services.managing.lists import EXPORTED, Part, Places, first_of, part, places_of, skill_names
from services.managing.searching import people_called
from services.work import Refusal, Work

SIZE = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: an item, a place, words, a page."""

    item: str = ""
    place: str = ""
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """A volunteer in a list. `state`: active, paused, or unvetted."""

    id: int
    number: str
    name: str
    place: str
    teams: tuple[str, ...]
    skills: int
    minutes: int
    state: str
    until: date | None


@dataclass(frozen=True, slots=True)
class VolunteerPage:
    """A volunteer with what a clerk needs to know."""

    line: VolunteerLine
    phone: str | None
    skills: tuple[str, ...]
    certificates: tuple[tuple[str, date, bool], ...]
    teams: Sequence[Team]
    joined_at: datetime
    weekly_minutes: int


async def listing(work: Work, asked: Asked) -> tuple[Part[VolunteerLine], Places]:
    """A page of the volunteers whom the actor may know, and the places to choose from."""
    places = await places_of(work, Action.READ_PEOPLE)
    sought = await _sought(work, asked)
    rows, total = await read.volunteers_page(
        work.session, work.actor, sought, first=first_of(asked.page, SIZE), limit=SIZE
    )
    return part(await _lines(work, rows, places, "volunteers"), asked.page, SIZE, total), places


async def everything(work: Work, asked: Asked) -> list[VolunteerLine]:
    """The whole list, for a file, of the places whose people the actor may both know and take away."""
    more = (Action.EXPORT,)
    places, sought = await places_of(work, Action.READ_PEOPLE, *more), await _sought(work, asked)
    rows, _ = await read.volunteers_page(work.session, work.actor, sought, more=more, limit=EXPORTED)
    return await _lines(work, rows, places, "export")


async def open_volunteer(work: Work, person_id: int) -> VolunteerPage:
    """One volunteer, with the phone.

    Raises:
        Refusal: there is none whom the actor may know.
    """
    found = await read.volunteer_to_manage(work.session, work.actor, person_id)
    if found is None:
        raise Refusal("no_person")
    person, volunteer, _ = found
    services, today = await skill_names(work), work.now.astimezone(work.zone).date()
    (line,) = await _lines(work, [found], await places_of(work, Action.READ_PEOPLE), "volunteer")
    if person.phone and person.id != work.me:
        note_looks(work, [person.id], ["phone"], "volunteer")
    papers = await read.certificates_of(work.session, person_id)
    return VolunteerPage(
        line=line,
        phone=person.phone,
        skills=tuple(services.get(code, code) for code in volunteer.skills),
        certificates=tuple((kind, on, on < today) for kind, on in papers),
        teams=(await read.teams_by_person(work.session, [person_id])).get(person_id, []),
        joined_at=volunteer.joined_at,
        weekly_minutes=volunteer.weekly_minutes,
    )


async def members_of(work: Work, team_id: int) -> list[VolunteerLine]:
    """The members of a team whom the actor may know."""
    rows, _ = await read.volunteers_page(work.session, work.actor, Sought(team_id=team_id), limit=200)
    return await _lines(work, rows, await places_of(work, Action.READ_PEOPLE), "team")


async def _sought(work: Work, asked: Asked) -> Sought:
    words = asked.words.strip()
    ids = await people_called(work, words, volunteers=True) if words else None
    return Sought(item=asked.item, place=asked.place, ids=ids, number=words)


async def _lines(work: Work, rows: Sequence[Helper], places: Places, purpose: str) -> list[VolunteerLine]:
    teams = await read.teams_by_person(work.session, [row.person.id for row in rows])
    note_looks(work, (row.person.id for row in rows if row.person.id != work.me), ["name"], purpose)
    return [_line(work, row, places, teams.get(row.person.id, [])) for row in rows]


def _line(work: Work, row: Helper, places: Places, teams: Sequence[Team]) -> VolunteerLine:
    state, until = _state(work, row)
    return VolunteerLine(
        id=row.person.id,
        number=row.volunteer.number,
        name=row.person.name or "—",
        place=places.name(row.person.area_code),
        teams=tuple(team.name for team in teams),
        skills=len(row.volunteer.skills),
        minutes=row.minutes,
        state=state,
        until=until,
    )


def _state(work: Work, row: Helper) -> tuple[str, date | None]:
    volunteer, today = row.volunteer, work.now.astimezone(work.zone).date()
    if volunteer.paused_until is not None and volunteer.paused_until > work.now:
        return "paused", volunteer.paused_until.astimezone(work.zone).date()
    checked = volunteer.vetted_at is not None and (volunteer.vetted_until is None or volunteer.vetted_until >= today)
    return ("active", volunteer.vetted_until) if checked else ("unvetted", None)
