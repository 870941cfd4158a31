"""The questions that follow a draft, and the card that ends them."""

from typing import Any

from aiogram.fsm.context import FSMContext

from handlers.screens import show
from models.area import AreaLevel, area, children
from models.grant import Action
from models.item import item
from models.queries.requests import request_for
from models.request import Request, RequestState
from services import drafts
from services.cards import place_names, request_card
from services.work import Refusal, Work
from templates.engine import Said

STATES = {
    drafts.Missing.VILLAGE: "Asking:village",
    drafts.Missing.WHEN: "Asking:when",
    drafts.Missing.PLACE: "Asking:place",
}


async def ask_next(work: Work, state: FSMContext, request_id: int) -> list[Said]:
    """The next question for a draft, or its card when nothing is missing."""
    request = await request_for(work.session, work.actor, request_id)
    if request is None or request.state is not RequestState.DRAFT:
        raise Refusal("no_request")
    data = await state.get_data()
    asked = list(data.get("asked", []))
    lacking = await drafts.missing(work, request, set(asked))
    if lacking is None:
        await state.set_state(None)
        return [await card(work, request, data.get("near", []))]
    await state.set_state(STATES[lacking])
    await state.update_data(asked=[*asked, lacking.value])
    return [await next_said(work, request, lacking)]


async def next_said(work: Work, request: Request, lacking: drafts.Missing) -> Said:
    """One question."""
    if lacking is drafts.Missing.VILLAGE:
        return await village_question(work, request.id, request.area_code if len(request.area_code) > 6 else None)
    if lacking is drafts.Missing.WHEN:
        return show(work, "ask_when", **await when_choices(work, request))
    village, _ = await place_names(work, request.area_code)
    return show(work, "ask_place", village=village, draft=request.id)


async def card(work: Work, request: Request, near: list[str] | None = None) -> Said:
    """What was understood, to be confirmed; `near` are item codes that were close."""
    found = [await item(work.session, code) for code in near or [] if code != request.item_code]
    return show(
        work,
        "draft",
        request=await request_card(work, request),
        alternatives=[drafts.Named(one.code, one.name(work.actor.language)) for one in found if one][:2],
        may_file_for_others=bool(work.actor.areas(Action.FILE_FOR_OTHERS)),
    )


async def village_question(
    work: Work, request_id: int, town: str | None, *, again: bool = False, action: str = "draft"
) -> Said:
    """Which town, or which village of a town; `action` is the conversation that asks."""
    found = await area(work.session, town[:9]) if town and len(town) >= 9 else None
    if found is None or found.level is not AreaLevel.TOWN:
        towns = await children(work.session, work.actor.county_code)
        return show(work, "ask_town", towns=towns, draft=request_id, again=again, action=action)
    villages = await children(work.session, found.code)
    return show(work, "ask_village", town=found.name, villages=villages, draft=request_id, action=action)


async def when_choices(work: Work, request: Request) -> dict[str, Any]:
    """The times on the buttons."""
    service = await item(work.session, request.item_code)
    name = service.name(work.actor.language) if service else request.item_code
    choices = [
        {"code": f"{days}-{part}", "days": days, "part": part, "day": drafts.day_of(work, days)}
        for days, part in drafts.day_choices(work)
    ]
    return {"item": name, "choices": choices, "draft": request.id}
