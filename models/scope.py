"""Which rows an actor may read: the one place where a query is narrowed to what the actor's grants allow.

`tools/lint_scope.py` finds a query on a guarded table that does not pass through here. A query that serves the product
itself and shows nothing to anybody (the clock, a loader, a check of a right) says so with `@unscoped("why")`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import aliased

from models.grant import Action, Actor
from models.hours import Entry
from models.offer import Offer, OfferState
from models.person import Person
from models.request import Request
from models.team import Membership, Team
from models.visit import Attendance, Visit

F = TypeVar("F", bound=Callable[..., Any])
GUARDED = (
    *("Person", "Account", "Request", "Offer", "Visit", "Attendance", "Feedback", "Attachment", "Look"),
    *("Entry", "Claim", "Anomaly", "Remark"),
    *("Paper", "Correction", "Star", "Objection"),
)


def unscoped(reason: str) -> Callable[[F], F]:
    """Mark a function whose queries need no actor, and say why."""
    if not reason:
        raise ValueError("say why")

    def mark(function: F) -> F:
        return function

    return mark


def in_areas(column: Any, codes: list[str]) -> ColumnElement[bool]:
    """The code in the column lies in one of the areas."""
    return or_(false(), *(column.startswith(code, autoescape=True) for code in codes))


def reach(actor: Actor, *actions: Action) -> list[str]:
    """The areas in which the actor may do all of these, outermost only; grants of several places do not add up to one right."""
    codes = actor.areas(actions[0])
    for action in actions[1:]:
        both = {max(one, other, key=len) for one in codes for other in actor.areas(action) if _within(one, other)}
        codes = sorted(code for code in both if not any(code != one and code.startswith(one) for one in both))
    return codes


def _within(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def requests_of(actor: Actor) -> ColumnElement[bool]:
    """Requests that the actor may read: their own, those they filed, those in their areas, those offered to them or their teams."""
    teams = actor.teams(Action.STAFF_VISITS)
    offered = select(Offer.request_id).where(
        or_(Offer.person_id == actor.person_id, Offer.team_id.in_(teams)), Offer.state != OfferState.REVOKED
    )
    going = (
        select(Visit.request_id)
        .join(Attendance, Attendance.visit_id == Visit.id)
        .where(Attendance.person_id == actor.person_id)
    )
    return or_(
        Request.resident_id == actor.person_id,
        Request.filed_by == actor.person_id,
        in_areas(Request.area_code, actor.areas(Action.READ_REQUESTS)),
        Request.id.in_(offered),
        Request.id.in_(going),
    )


def visits_of(actor: Actor) -> ColumnElement[bool]:
    """Visits of the requests that the actor may read."""
    readable = aliased(Request)
    own = or_(
        readable.resident_id == actor.person_id,
        readable.filed_by == actor.person_id,
        in_areas(readable.area_code, actor.areas(Action.READ_REQUESTS)),
    )
    return or_(
        Visit.request_id.in_(select(readable.id).where(own)),
        Visit.team_id.in_(actor.teams(Action.STAFF_VISITS)),
        Visit.id.in_(select(Attendance.visit_id).where(Attendance.person_id == actor.person_id)),
    )


def offers_of(actor: Actor) -> ColumnElement[bool]:
    """Offers to the actor, to the teams that they lead, and in the areas whose requests they handle."""
    handled = select(Request.id).where(in_areas(Request.area_code, actor.areas(Action.HANDLE_REQUESTS)))
    return or_(
        Offer.person_id == actor.person_id,
        Offer.team_id.in_(actor.teams(Action.STAFF_VISITS)),
        Offer.request_id.in_(handled),
    )


def people_of(actor: Actor) -> ColumnElement[bool]:
    """Persons whose name the actor may read: themselves, their teams' members, and everybody in their areas."""
    members = (
        select(Membership.person_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.left_at.is_(None), Membership.team_id.in_(actor.teams(Action.STAFF_VISITS)))
    )
    return or_(
        Person.id == actor.person_id,
        Person.id.in_(members),
        in_areas(Person.area_code, actor.areas(Action.READ_PEOPLE)),
    )


def entries_of(actor: Actor) -> ColumnElement[bool]:
    """Ledger entries: one's own, those of one's teams' members, and those of the chains in one's areas."""
    members = select(Membership.person_id).where(Membership.team_id.in_(actor.teams(Action.STAFF_VISITS)))
    return or_(
        Entry.person_id == actor.person_id,
        Entry.person_id.in_(members),
        in_areas(Entry.chain, actor.areas(Action.READ_LEDGER)),
    )
