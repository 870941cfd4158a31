"""Rendering for whoever speaks: their language, the county's zone and the present time are always at hand."""

from typing import Any

from models.grant import Action, Role
from models.queries.people import volunteer_of
from services.managing.signing import may_manage
from services.work import Work
from templates.engine import Said, say


def show(work: Work, template: str, **context: Any) -> Said:
    """Render a chat template for the actor."""
    return say(template, work.actor.language, zone=work.zone, now=work.now, **context)


async def menu(work: Work, *, hello: bool = False) -> Said:
    """The main menu with what the actor's roles allow."""
    actor = work.actor
    volunteer = await volunteer_of(work.session, work.me)
    return show(
        work,
        "menu",
        hello=hello,
        volunteer=volunteer is not None,
        captain=bool(actor.teams(Action.STAFF_VISITS)),
        clerk=actor.is_a(Role.CLERK, Role.GRID_WORKER),
        approver=bool(actor.areas(Action.APPROVE_HOURS)),
        dashboard=may_manage(actor),
        manager=bool(actor.areas(Action.READ_SUMMARY) or actor.teams(Action.READ_SUMMARY)),
    )
