"""Samples for the messages of the summary, as nasty as they may be."""

from typing import Any

from models.ids import new_id
from services.directives.cards import DirectiveCard
from services.summary.asking import Told
from services.summary.message import ActionLine, SummaryCard
from services.summary.plain import Group, Table, Target
from tests.conftest import NOON

KINDS: tuple[str, ...] = (
    "overdue",
    "unmet",
    "uncovered",
    "longest",
    "overloaded",
    "expiring",
    "idle",
    "directives",
    "approvals",
)
KINDS += ("forecast",)
EXTRA = "2026-W47.t"


def summary_samples(hostile: str) -> dict[str, Any]:
    """What the templates of the summary show."""
    actions = tuple(
        ActionLine(kind, 3, f"{kind}.{EXTRA}", 12, hostile, hostile, "Mon", "busy", 4, 5, 6) for kind in KINDS
    )
    card = SummaryCard(
        id=new_id(),
        name=hostile,
        period="Week 47",
        quiet=False,
        is_team=False,
        filed=3,
        visits=2,
        minutes=90,
        volunteers=2,
        change=" (+3)",
        asked=4,
        accepted=2,
        in_time=50,
        solved=100,
        actions=actions,
        thanks=hostile,
        extra=EXTRA,
        earlier=EXTRA,
        later=EXTRA,
    )
    targets = (Target("clerk.show", new_id()), None, Target("sum.show", new_id(), EXTRA))
    group = Group("overdue", hostile, (hostile,) * 3, targets, Table(hostile, (hostile,), ((1,),)))
    directive = DirectiveCard(
        new_id(), 3, "spike", "answered", hostile, hostile, "0.5", NOON, True, hostile, new_id(), True, True
    )
    days = [{"number": number, "name": name} for number, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri"))]
    wish = {"weekday_name": "Mon", "days": days, "week": True, "month": False, "quarter": True, "year": False}
    return {
        "told": Told(hostile, hostile, "3", (hostile,), 2, None),
        "directive": directive,
        "wish": wish,
        "summary": card,
        "group": group,
        "may_open": True,
        "subjects": [{"id": new_id(), "extra": EXTRA, "name": hostile}],
    }
