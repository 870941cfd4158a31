"""Directives: what the rules find is put to the venue, answered, closed, and not asked again at once."""

from datetime import timedelta

import pytest

from models.directive import Directive, DirectiveRule, DirectiveState, directives_for
from models.grant import NotAllowed, Role
from services.directives.answering import answer, close, send_back, withdraw
from services.directives.issuing import watch_figures, watch_hourly
from services.work import Refusal
from tests.county import COUNTY, OTHER_TOWN, TOWN, VILLAGE, Place
from tests.service.test_loop import filed, tomorrow


async def _open(place: Place, person_id: int) -> list[Directive]:
    async def read(work):  # type: ignore[no-untyped-def]
        return list(await directives_for(work.session, work.actor))

    return await place.act(person_id, read)


async def _people(place: Place) -> tuple[int, int]:
    manager, clerk = await place.person("周慧", COUNTY), await place.person("孙丽", TOWN)
    await place.grant(manager, Role.MANAGER, COUNTY)
    await place.grant(clerk, Role.CLERK, TOWN)
    return manager, clerk


async def test_a_spike_is_put_to_the_venue_once(place: Place) -> None:
    manager, clerk = await _people(place)
    for number in range(4):
        await filed(place, await place.person(f"居民{number}"))
    assert await place.tick(watch_figures) == 1
    assert await place.tick(watch_figures) == 0
    (directive,) = await _open(place, manager)
    assert (directive.rule, directive.number, directive.venue_code) == (DirectiveRule.SPIKE, 1, VILLAGE)
    assert (directive.count, directive.usual, directive.item_code) == (4, 0, "C09")
    assert [row.template for row in await place.told(clerk, "directive")] == ["directive"]


async def test_what_is_usual_is_no_spike(place: Place) -> None:
    manager, _ = await _people(place)
    for week in range(9):
        for number in range(4):
            await filed(place, await place.person(f"居民{week}-{number}"))
        if week < 8:
            place.clock.turn(days=7)
    await place.tick(watch_figures)
    assert all(one.rule is not DirectiveRule.SPIKE for one in await _open(place, manager))


async def test_one_person_again_and_again(place: Place) -> None:
    manager, _ = await _people(place)
    resident = await place.person("王奶奶")
    for item in ("C09", "A01", "B02", "D04", "A02"):
        await filed(place, resident, tomorrow(place, item=item))
    await place.tick(watch_figures)
    assert [(one.rule, one.count) for one in await _open(place, manager)] == [(DirectiveRule.REPEATED, 5)]


async def test_a_hazard_reported_twice(place: Place) -> None:
    manager, _ = await _people(place)
    await filed(place, await place.person("甲"), tomorrow(place, item="F06"))
    await place.tick(watch_figures)
    assert await _open(place, manager) == []
    place.clock.turn(days=20)
    await filed(place, await place.person("乙"), tomorrow(place, item="F06"))
    await place.tick(watch_figures)
    assert DirectiveRule.HAZARD in [one.rule for one in await _open(place, manager)]


async def test_it_is_answered_sent_back_and_closed(place: Place) -> None:
    manager, clerk = await _people(place)
    for number in range(4):
        await filed(place, await place.person(f"居民{number}"))
    await place.tick(watch_figures)
    (directive,) = await _open(place, clerk)
    with pytest.raises(Refusal, match="directive_moved"):
        await place.act(manager, lambda work: close(work, directive.id))
    await place.act(clerk, lambda work: answer(work, directive.id, "信号塔坏了，已报修"))
    assert "directive_answered" in [row.template for row in await place.told(manager)]
    with pytest.raises(NotAllowed):
        await place.act(clerk, lambda work: close(work, directive.id))
    await place.act(manager, lambda work: send_back(work, directive.id))
    assert len(await place.told(clerk, "directive")) == 2
    await place.act(clerk, lambda work: answer(work, directive.id, "已修好，逐户看过"))
    done = await place.act(manager, lambda work: close(work, directive.id))
    assert (done.state, done.answer, done.closed_by) == (DirectiveState.CLOSED, "已修好，逐户看过", manager)
    assert await place.tick(watch_figures) == 0, "the same is not put to them again so soon"
    with pytest.raises(Refusal, match="directive_moved"):
        await place.act(manager, lambda work: withdraw(work, directive.id))


async def test_nobody_else_sees_it_and_a_late_one_is_reminded_once(place: Place) -> None:
    manager, clerk = await _people(place)
    stranger = await place.person("别的镇", OTHER_TOWN)
    await place.grant(stranger, Role.CLERK, OTHER_TOWN)
    for number in range(4):
        await filed(place, await place.person(f"居民{number}"))
    await place.tick(watch_hourly)
    (directive,) = await _open(place, clerk)
    with pytest.raises(Refusal, match="no_directive"):
        await place.act(stranger, lambda work: answer(work, directive.id, "看看"))
    place.clock.now = directive.deadline + timedelta(hours=18)
    for _ in range(2):
        await place.tick(watch_figures)
    assert len(await place.told(clerk, "directive_late")) == 1
    assert len(await place.told(manager, "directive_late")) == 1
