"""The first page: what is pressing in one place, from the same figures as the summary."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.grant import Action, NotAllowed
from models.queries.manage import state_counts
from models.request import WAITING, RequestState
from models.scope import reach
from services.disclosure import note_looks
from services.managing import approvals, visits
from services.managing.visits import VisitLine, this_week
from services.summary.plain import SHOWN, Group
from services.summary.reading import named, read_summary
from services.summary.todo_tables import todo_groups
from services.work import Work


@dataclass(frozen=True, slots=True)
class Today:
    """A place's day. `places` are those to choose from, each (code, name)."""

    place: str
    name: str
    places: Sequence[tuple[str, str]]
    waiting: int
    unmet: int
    visits: list[VisitLine]
    approvals: int
    filed: int
    served: int
    minutes: int
    groups: list[Group]


async def read_today(work: Work, place: str = "") -> Today:
    """What is pressing in one of the actor's places, the first where none is chosen.

    Raises:
        NotAllowed: the actor reads no summary there.
    """
    own = reach(work.actor, Action.READ_SUMMARY)
    if not own:
        raise NotAllowed(Action.READ_SUMMARY.value)
    place = place or own[0]
    books, report, names = await read_summary(work, place, this_week(work))
    shown = [one.person for one in report.actions.approvals[:SHOWN]]
    shown += [one.person for one in report.actions.expiring[:SHOWN]]
    note_looks(work, {one for one in shown if one in names and one != work.me}, ["name"], "today")
    counts = await state_counts(work.session, work.actor, place)
    return Today(
        place=place,
        name=report.subject.name,
        places=await named(work, own),
        waiting=sum(counts.get(state, 0) for state in WAITING),
        unmet=counts.get(RequestState.UNMET, 0),
        visits=await visits.today(work, place),
        approvals=await approvals.count_waiting(work),
        filed=report.this.filed,
        served=report.this.visits,
        minutes=report.this.minutes,
        groups=list(todo_groups(books, report, names, work.actor.language)),
    )
