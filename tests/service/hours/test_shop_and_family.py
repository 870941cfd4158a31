"""The shop, points, family and the bank: what is set anew, refused, taken back, and where there is no venue."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.area import Area, AreaLevel, Venue
from models.claim import Kin
from models.grant import Role
from models.ids import seeded
from models.person import Person
from models.shop import Good
from services import drafts, ending
from services.filing import Wish, draft
from services.hours import bank, claims, keeping, kin, points
from services.work import Refusal, Work
from tests.county import COUNTY, TOWN, VILLAGE, Place
from tests.service.hours.serve import ago, by, clerk_of, manager_of, rows


async def test_points_goods_and_rules_are_set_anew_and_spent_once(place: Place) -> None:
    helper, clerk, manager = await place.volunteer("李敏"), await clerk_of(place), await manager_of(place)
    for per_hour in (5, 8):
        await place.act(manager, by(keeping.change_rule, COUNTY, "", per_hour))
    (rule,) = await place.act(clerk, by(keeping.rules, VILLAGE))
    assert (rule.name, rule.area, rule.per_hour) == (None, "盱眙县", 8)
    for words in ("洗衣液 9分 1瓶", "洗衣液 8分 2瓶"):
        await place.act(clerk, by(keeping.add_goods, VILLAGE, words))
    (good,) = await rows(place, select(Good))
    assert (good.points, good.stock) == (8, 3)
    with pytest.raises(Refusal, match="shop_points"):
        await place.act(helper, by(points.redeem, good.id))

    claim = by(claims.enter_by_hand, helper, VILLAGE, ago(place, hours=3), 120, "帮忙")
    entry = await place.act(clerk, by(claims.approve, (await place.act(helper, claim)).id))
    codes = set()
    for _ in range(2):
        with seeded(7):  # chance gives the same code twice
            codes.add((await place.act(helper, by(points.redeem, good.id))).code)
    assert len(codes) == 2, "two things that are put aside have two codes"
    await place.act(clerk, by(claims.reverse, entry.id))
    assert await place.act(helper, by(points.points_of, helper)) == 0, "what is spent cannot be taken back"


async def filed(place: Place, by_whom: int, resident: int) -> int:
    """A request that somebody filed for a resident."""

    async def ask(work: Work) -> int:
        start = work.now + timedelta(hours=30)
        person = await work.session.get_one(Person, resident)
        request = await draft(work, person, Wish("C09", VILLAGE, "", None, start, start + timedelta(hours=1)))
        await drafts.confirm(work, request.id)
        return request.id

    return await place.act(by_whom, ask)


async def test_whom_one_asked_help_for_can_be_named_as_family_once(place: Place) -> None:
    helper, mother, clerk = await place.volunteer("李敏"), await place.person("李妈妈"), await clerk_of(place)
    await place.grant(helper, Role.GRID_WORKER, VILLAGE)
    mine, first, second = [await filed(place, helper, who) for who in (helper, mother, mother)]
    ((request, _),) = await place.act(helper, kin.may_be_family)
    assert request in (first, second)
    for other in (mine, 404):
        with pytest.raises(Refusal, match="no_request"):
            await place.act(helper, by(kin.name_kin_of_request, other))
    asked = await place.act(helper, by(kin.name_kin_of_request, first))
    with pytest.raises(Refusal, match="kin_asked"):
        await place.act(helper, by(kin.name_kin_of_request, second))
    assert await place.act(helper, kin.may_be_family) == []
    for pair in ((helper, clerk), (helper, helper)):
        with pytest.raises(Refusal, match="hours_second"):
            await place.act(clerk, by(bank.confirm_kin, *pair))
    for _ in range(2):
        await place.act(clerk, by(bank.confirm_kin, helper, mother))
    await place.act(clerk, lambda work: kin.answer_kin(work, asked.id, yes=True))
    assert [(one.person_id, one.kin_id) for one in await rows(place, select(Kin))] == [(helper, mother)]
    await place.act(helper, by(ending.cancel, first))
    with pytest.raises(Refusal, match="no_request"):
        await place.act(helper, by(bank.spend_minutes, first, 30))


async def test_the_nearest_venue_above_answers_and_without_any_nobody_does(place: Place) -> None:
    async with place.database.begin() as session:
        await session.delete(await session.get_one(Venue, VILLAGE))
        session.add(Area(code="320831", name="金湖县", level=AreaLevel.COUNTY))
    here, elsewhere = await place.volunteer("李敏"), await place.volunteer("外县的", "320831")
    assert await place.act(here, by(bank.home_venue, here)) == TOWN
    with pytest.raises(Refusal, match="no_venue"):
        await place.act(elsewhere, by(bank.save_minutes, 30))
