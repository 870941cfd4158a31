"""Two-stage disclosure: who may see whose name, phone, door and note now; and a record of every look.

An offer shows item, time and village. Name, phone and door are shown only to those who accepted and go, and to the clerks of
the area, until a day after the service. Every look is written down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from models.disclosure import Look
from models.grant import Action
from models.person import Person
from models.queries.people import person_row
from models.queries.visits import attendances
from models.request import Request
from models.scope import unscoped
from models.visit import GOING, AttendanceState, Visit, VisitState
from services.work import Work

FIELDS = ("name", "phone", "door", "note")


@dataclass(frozen=True, slots=True)
class Details:
    """What is shown of a resident; None where nothing is known."""

    name: str | None
    phone: str | None
    door: str | None
    note: str | None


async def may_see(work: Work, request: Request, visit: Visit | None) -> bool:
    """Whether the actor may see the resident's details now."""
    if work.me in (request.resident_id, request.filed_by):
        return True
    if work.actor.may(Action.READ_PEOPLE, area_code=request.area_code):
        return True
    if visit is None or visit.state is VisitState.CANCELLED:
        return False
    until = (visit.ended_at or visit.end) + timedelta(hours=work.settings.visits.disclose_hours_after)
    if work.now > until:
        return False
    shown = (*GOING, AttendanceState.OUT)
    return any(row.person_id == work.me and row.state in shown for row in await attendances(work.session, visit.id))


@unscoped("checked by `may_see` right here")
async def details(work: Work, request: Request, visit: Visit | None, purpose: str) -> Details | None:
    """The resident's details if the actor may see them now, with the look written down; None otherwise."""
    if not await may_see(work, request, visit):
        return None
    person = await person_row(work.session, request.resident_id)
    shown = Details(person.name, request.contact or person.phone, request.place or person.door, person.note)
    if work.me != person.id:
        note_look(work, person, [field for field in FIELDS if getattr(shown, field)], purpose, request.id)
    return shown


def note_looks(work: Work, people: Iterable[int], fields: list[str], purpose: str) -> None:
    """Write down that the actor saw these fields of several persons, as in a list."""
    for person_id in people:
        look = {"viewer_id": work.me, "person_id": person_id, "fields": fields, "purpose": purpose, "at": work.now}
        work.session.add(Look(**look))


def note_look(work: Work, person: Person, fields: list[str], purpose: str, request_id: int | None = None) -> None:
    """Write down that the actor saw these fields of a person."""
    work.session.add(
        Look(
            viewer_id=work.me,
            person_id=person.id,
            request_id=request_id,
            fields=fields,
            purpose=purpose,
            at=work.now,
        )
    )
