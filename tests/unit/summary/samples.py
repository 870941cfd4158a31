"""Samples for the messages of the summary, as nasty as they may be."""

from typing import Any

from models.ids import new_id
from services.summary.message import ActionLine, SummaryCard
from services.summary.plain import Group, Table, Target

KINDS: tuple[str, ...] = ("overdue", "unmet", "uncovered", "longest", "overloaded", "expiring", "idle", "directives", "approvals")
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
    return {
        "summary": card,
        "group": group,
        "may_open": True,
        "subjects": [{"id": new_id(), "extra": EXTRA, "name": hostile}],
    }
