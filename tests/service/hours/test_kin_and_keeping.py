"""Family and the shop as use cases: who may say what, what is asked at once, and what is never below zero."""

import asyncio

import pytest
from sqlalchemy import select

from models.claim import Kin
from models.grant import NotAllowed
from models.kin import KinAsk, KinState
from models.person import Person, set_phone
from models.shop import Good, PointBalance
from services.hours import backfill, keeping, kin, points
from services.hours.claims import approve
from services.work import Refusal
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.service.hours.serve import ago, by, clerk_of, entries, manager_of, rows


async def test_family_is_confirmed_once_and_by_somebody_else(place: Place) -> None:
    helper, clerk, far = await place.volunteer("李敏"), await clerk_of(place), await clerk_of(place, "远", FAR_VILLAGE)
    ask = await place.act(helper, by(kin.name_kin, "王奶奶 13800000007"))
    assert await place.told(clerk, "kin_wanted")
    for who, refusal in ((helper, Refusal), (far, Refusal)):
        with pytest.raises(refusal):
            await place.act(who, lambda work: kin.answer_kin(work, ask.id, yes=True))
    tries = [place.act(clerk, lambda work: kin.answer_kin(work, ask.id, yes=True)) for _ in range(2)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["KinAsk", "Refusal"]
    (confirmed,) = await rows(place, select(Kin))
    (person,) = await rows(place, select(Person).where(Person.id == confirmed.kin_id))
    assert (person.name, person.phone, confirmed.confirmed_by) == ("王奶奶", "+8613800000007", clerk)
    with pytest.raises(Refusal, match="kin_asked"):
        await place.act(helper, by(kin.name_kin, "王奶奶 13800000007"))
    ask = await place.act(helper, by(kin.name_kin, "李妈妈 13800000008"))
    async with place.database.begin() as session:
        set_phone(await session.get_one(Person, helper), "+8613800000008")
    with pytest.raises(Refusal, match="kin_words"):  # nobody is their own family, by a phone that they took since
        await place.act(clerk, lambda work: kin.answer_kin(work, ask.id, yes=True))
    assert len(await rows(place, select(Kin))) == 1


async def test_a_wrong_name_for_a_known_phone_tells_nobody_anything(place: Place) -> None:
    helper, known = await place.volunteer("李敏"), await place.person("张三", phone="+8613800000007")
    ask = await place.act(helper, by(kin.name_kin, "李四 13800000007"))
    assert (ask.kin_id, await place.told(known)) == (None, [])
    with pytest.raises(Refusal, match="kin_words"):
        await place.act(known, by(kin.name_kin, "张三 13800000007"))
    for number in range(4):
        await place.act(helper, by(kin.name_kin, f"家人{number} 1380000001{number}"))
    with pytest.raises(Refusal, match="kin_many"):
        await place.act(helper, by(kin.name_kin, "再来 13800000019"))
    assert {one.state for one in await rows(place, select(KinAsk))} == {KinState.ASKED}


async def test_goods_are_kept_by_the_clerk_of_the_post_only(place: Place) -> None:
    clerk, far, manager = await clerk_of(place), await clerk_of(place, "远", FAR_VILLAGE), await manager_of(place)
    good = await place.act(clerk, by(keeping.add_goods, VILLAGE, "洗衣液 8分 2瓶"))
    for act in (
        by(keeping.add_goods, VILLAGE, "牙膏 1分 1支"),
        by(keeping.restock, good.id, 5),
        by(keeping.set_price, good.id, "1"),
        by(keeping.shelf, VILLAGE),
    ):
        with pytest.raises(NotAllowed):
            await place.act(far, act)
    with pytest.raises(Refusal, match="shop_number"):
        await place.act(clerk, by(keeping.restock, good.id, -3))
    with pytest.raises(Refusal, match="shop_number"):
        await place.act(clerk, by(keeping.set_price, good.id, "0"))
    await asyncio.gather(*(place.act(clerk, by(keeping.restock, good.id, -1)) for _ in range(2)))
    (good,) = await rows(place, select(Good))
    assert good.stock == 0
    assert {one.code for one in await place.act(clerk, keeping.shops)} == {VILLAGE, NEXT_VILLAGE}
    with pytest.raises(NotAllowed):
        await place.act(clerk, by(keeping.change_rule, TOWN, "", 5))
    with pytest.raises(NotAllowed):
        await place.act(await place.person("路人"), keeping.shops)
    for try_it, refused in (
        (by(keeping.change_rule, TOWN, "Z9", 5), "no_item"),
        (by(keeping.change_rule, TOWN, "", -1), "shop_number"),
        (by(keeping.change_rule, TOWN, "", keeping.MOST_PER_HOUR + 1), "shop_number"),
        (by(keeping.add_goods, f"{TOWN}999", "牙膏 1分 1支"), "no_venue"),
        (by(keeping.good_card, 404), "shop_gone"),
    ):
        with pytest.raises(Refusal, match=refused):
            await place.act(manager, try_it)
    await place.act(manager, by(keeping.change_rule, TOWN, "C", 5))
    (rule,) = await place.act(clerk, by(keeping.rules, VILLAGE))
    assert (rule.per_hour, rule.area) == (5, "马坝镇")


async def test_what_is_closed_cannot_be_chosen_and_is_still_fetched(place: Place) -> None:
    helper, clerk = await place.volunteer("李敏"), await clerk_of(place)
    async with place.database.begin() as session:
        session.add(PointBalance(person_id=helper, points=20))
    good = await place.act(clerk, by(keeping.add_goods, VILLAGE, "洗衣液 8分 2瓶"))
    kept = await place.act(helper, by(points.redeem, good.id))
    await place.act(clerk, lambda work: keeping.open_or_close(work, good.id, open_it=False))
    with pytest.raises(Refusal, match="shop_gone"):
        await place.act(helper, by(points.redeem, good.id))
    assert (await place.act(clerk, by(keeping.good_card, good.id))).kept == 1
    await place.act(clerk, lambda work: points.hand_over(work, [TOWN], kept.code or ""))
    assert (await place.act(clerk, by(keeping.good_card, good.id))).kept == 0


async def test_back_filling_is_all_or_nothing_and_never_by_the_captain_alone(place: Place) -> None:
    captain, one, stranger = await place.volunteer("队长"), await place.volunteer("小张"), await place.volunteer("外人")
    team, clerk = await place.team("高桥分队", VILLAGE, captain, one), await clerk_of(place)
    start = ago(place, hours=3)
    with pytest.raises(NotAllowed):
        await place.act(captain, by(backfill.back_fill, team, {one, stranger}, start, 60, "打扫"))
    with pytest.raises(Refusal, match="fill_people"):
        await place.act(captain, by(backfill.back_fill, team, set(), start, 60, "打扫"))
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(captain, by(backfill.back_fill, team, {one}, start, 60, " "))
    with pytest.raises(NotAllowed):
        await place.act(stranger, by(backfill.back_fill, team, {one}, start, 60, "打扫"))
    both = await place.act(captain, by(backfill.back_fill, team, {captain, one}, start, 60, "打扫"))
    for claim in both:
        with pytest.raises(NotAllowed):
            await place.act(captain, by(approve, claim.id))
    await place.act(clerk, by(approve, both[0].id))
    assert len(await entries(place, both[0].person_id)) == 1
    own = await place.act(stranger, by(backfill.back_fill, None, {stranger}, start, 30, "帮忙"))
    assert own[0].entered_by == stranger
