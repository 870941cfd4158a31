"""A directive as it is shown in chat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.area import area
from models.directive import Directive
from models.grant import Action
from models.item import item
from models.scope import unscoped
from services.notices import Context, loader
from services.work import Work
from templates.summary.words import word


@dataclass(frozen=True, slots=True)
class DirectiveCard:
    """What `chat/directive*.j2` shows, and what the reader may do with it."""

    id: int
    number: int
    rule: str
    state: str
    place: str
    what: str
    usual: str
    deadline: datetime
    is_late: bool
    answer: str | None
    request: int
    may_answer: bool
    may_close: bool


async def directive_card(work: Work, directive: Directive) -> DirectiveCard:
    """A directive for the actor."""
    language = work.actor.language
    place = await area(work.session, directive.area_code)
    service = await item(work.session, directive.item_code) if directive.item_code else None
    named = service.name(language) if service else ""
    handles = work.actor.may(Action.HANDLE_REQUESTS, area_code=directive.venue_code)
    return DirectiveCard(
        id=directive.id,
        number=directive.number,
        rule=directive.rule.value,
        state=directive.state.value,
        place=place.name if place else directive.area_code,
        what=word(f"rule_{directive.rule.value}", language, count=directive.count, item=named),
        usual="" if directive.usual is None else f"{directive.usual / 10:g}",
        deadline=directive.deadline,
        is_late=directive.state == "issued" and directive.deadline <= work.now,
        answer=directive.answer,
        request=directive.request_id or 0 if handles else 0,
        may_answer=handles and directive.state == "issued",
        may_close=work.actor.may(Action.CLOSE_DIRECTIVES, area_code=directive.venue_code),
    )


@loader("directive", "directive_late", "directive_answered")
@unscoped("a directive to the recipient's venue, or one that they may close")
async def _directive(work: Work, ids: dict[str, Any]) -> Context | None:
    directive = await work.session.get(Directive, ids["directive"])
    if directive is None or directive.state in ("closed", "withdrawn"):
        return None
    return {"directive": await directive_card(work, directive)}
