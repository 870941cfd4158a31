"""To whom a directive goes, what counts as an answer, and what is no longer said once it is closed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from models.area import Area, AreaLevel
from models.directive import Directive, DirectiveRule
from services.directives.answering import answer, close, withdraw
from services.directives.cards import DirectiveCard
from services.directives.issuing import issue
from services.directives.rules import Finding
from services.notices import LOADERS
from services.work import Refusal, Work
from tests.county import COUNTY, TOWN, VILLAGE, Place
from tests.service.hours.serve import by, clerk_of, manager_of, rows
from tests.service.summary.rows import opened

NOWHERE = "320899"


async def _found(place: Place) -> Finding:
    (request,) = await opened(place, await place.person("王奶奶"), range(1, 2), place.clock())
    return Finding(DirectiveRule.SPIKE, f"spike:{VILLAGE}:C09", VILLAGE, "C09", request, 4, 5, 3)


async def test_it_goes_to_the_clerks_of_the_nearest_venue_or_else_to_the_managers(place: Place) -> None:
    finding, manager = await _found(place), await manager_of(place)
    first = await place.tick(by(issue, finding))
    assert len(await place.told(manager, "directive")) == 1
    county, one, two = [
        await clerk_of(place, name, area) for name, area in (("县", COUNTY), ("甲", TOWN), ("乙", TOWN))
    ]
    second = await place.tick(by(issue, replace(finding, key="spike:again")))
    assert {who: len(await place.told(who, "directive")) for who in (manager, county, one, two)} == {
        manager: 1,
        county: 0,
        one: 1,
        two: 1,
    }
    assert first is not None
    assert second is not None
    assert (first.number, second.number, second.venue_code) == (1, 2, VILLAGE)

    async with place.database.begin() as session:
        session.add(Area(code=NOWHERE, name="别的县", level=AreaLevel.COUNTY, zone="Asia/Shanghai"))
    assert await place.tick(by(issue, replace(finding, area=NOWHERE))) is None, "no venue is responsible there"
    assert len(await rows(place, select(Directive))) == 2


async def test_an_answer_has_words_and_a_closed_directive_is_told_to_nobody(place: Place) -> None:
    manager, clerk, finding = await manager_of(place), await clerk_of(place), await _found(place)
    ids = []
    for key in ("spike:one", "spike:two"):
        directive = await place.tick(by(issue, replace(finding, key=key)))
        assert directive is not None
        ids.append(directive.id)

    async def said(work: Work, directive_id: int) -> str | None:
        context = await LOADERS["directive"](work, {"directive": directive_id})
        if context is None:
            return None
        card: DirectiveCard = context["directive"]
        return card.state

    for words in ("", " \n　"):
        with pytest.raises(Refusal, match="reason_needed"):
            await place.act(clerk, by(answer, ids[0], words))
    assert [await place.act(clerk, by(said, one)) for one in ids] == ["issued", "issued"]
    await place.act(clerk, by(answer, ids[0], "已上门看过"))
    assert await place.act(manager, by(said, ids[0])) == "answered"
    await place.act(manager, by(close, ids[0]))
    await place.act(manager, by(withdraw, ids[1]))
    assert [await place.act(clerk, by(said, one)) for one in (*ids, 1)] == [None, None, None]
