"""The time bank, points and the shop: nothing below zero, every code once, and what is reversed is taken back."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.grant import Action, NotAllowed
from models.hours import Book
from models.ledger import served
from models.shop import Good
from services.hours import bank, claims, points
from services.work import Refusal, Work
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, Place
from tests.service.hours.serve import by, clerk_of, entries, in_book, manager_of, serve


async def test_saving_moves_minutes_and_keeps_the_total(place: Place) -> None:
    helper = await place.volunteer("李敏")
    await serve(place, await place.person("王奶奶"), helper, 60)
    with pytest.raises(Refusal, match="hours_ledger"):
        await place.act(helper, lambda work: bank.save_minutes(work, 61))
    with pytest.raises(Refusal, match="hours_ledger"):
        await place.act(helper, lambda work: bank.save_minutes(work, -10))
    out, into = await place.act(helper, lambda work: bank.save_minutes(work, 40))
    assert (out.minutes + into.minutes, out.transfer_id) == (0, into.transfer_id)
    left = [await in_book(place, helper, book) for book in (Book.CREDIT, Book.BANK)]
    assert left == [20, 40]
    assert await place.look(lambda session: served(session, helper)) == 60


async def test_a_reversal_takes_from_the_bank_what_is_still_there(place: Place) -> None:
    helper, clerk = await place.volunteer("李敏"), await clerk_of(place)
    await serve(place, await place.person("王奶奶"), helper, 60)
    await place.act(helper, lambda work: bank.save_minutes(work, 40))
    (first, *_) = await entries(place, helper)
    await place.act(clerk, lambda work: claims.reverse(work, first.id))
    assert await place.look(lambda session: served(session, helper)) == 0
    assert sum(one.minutes for one in await entries(place, helper)) == 0


async def test_points_come_by_the_most_exact_rule_and_go_with_a_reversal(place: Place) -> None:
    helper, clerk, manager = await place.volunteer("李敏"), await clerk_of(place), await manager_of(place)
    for item, per_hour in (("", 1), ("C", 2), ("C09", 10)):
        await place.act(manager, by(points.set_rule, COUNTY, item, per_hour))
    with pytest.raises(NotAllowed):
        await place.act(clerk, lambda work: points.set_rule(work, COUNTY, "", 99))
    await serve(place, await place.person("王奶奶"), helper, 60)
    assert await place.act(helper, lambda work: points.points_of(work, helper)) == 10
    (entry,) = await entries(place, helper)
    await place.act(clerk, lambda work: claims.reverse(work, entry.id))
    assert await place.act(helper, lambda work: points.points_of(work, helper)) == 0
    with pytest.raises(DBAPIError, match="never changed"):
        async with place.database.begin() as session:
            await session.execute(text("DELETE FROM point_move"))


async def test_the_last_of_the_goods_goes_to_one_and_its_code_works_once(place: Place) -> None:
    clerk, manager, stranger = (
        await clerk_of(place),
        await manager_of(place),
        await clerk_of(place, "别处", FAR_VILLAGE),
    )
    await place.act(manager, lambda work: points.set_rule(work, COUNTY, "", 10))
    helpers = []
    for number in range(2):
        helpers.append(await place.volunteer(f"志愿者{number}", skills=(("C",), ("D",))[number]))
        item = ("C09", "D01")[number]
        await serve(place, await place.person(f"居民{number}"), helpers[number], 60, item=item)
    good = await place.act(clerk, lambda work: points.stock_good(work, VILLAGE, "洗衣液", 8, 1))
    results = await asyncio.gather(
        *(place.act(one, lambda work: points.redeem(work, good.id)) for one in helpers), return_exceptions=True
    )
    assert sum(isinstance(one, Refusal) for one in results) == 1
    kept = next(one for one in results if not isinstance(one, BaseException))
    assert await place.act(kept.person_id, lambda work: points.points_of(work, work.me)) == 2

    async def fetch(work: Work) -> None:
        await points.hand_over(work, work.actor.areas(Action.HANDLE_REQUESTS), kept.code or "")

    with pytest.raises(Refusal, match="shop_code"):
        await place.act(stranger, fetch)
    await place.act(clerk, fetch)
    with pytest.raises(Refusal, match="shop_code"):
        await place.act(clerk, fetch)


async def test_what_nobody_fetches_goes_back(place: Place) -> None:
    helper, clerk, manager = await place.volunteer("李敏"), await clerk_of(place), await manager_of(place)
    await place.act(manager, lambda work: points.set_rule(work, COUNTY, "", 10))
    await serve(place, await place.person("王奶奶"), helper, 60)
    good = await place.act(clerk, lambda work: points.stock_good(work, VILLAGE, "牙膏", 4, 3))
    with pytest.raises(ValueError, match="at least one"):
        await place.act(clerk, lambda work: points.stock_good(work, VILLAGE, "牙膏", 0, 3))
    await place.act(helper, lambda work: points.redeem(work, good.id))
    assert [one.stock for one in await place.act(helper, lambda work: points.goods_of(work, VILLAGE))] == [2]
    place.clock.turn(days=15)
    assert await place.tick(points.return_unfetched) == 1
    assert await place.act(helper, lambda work: points.points_of(work, helper)) == 10
    assert (await place.look(lambda session: session.get_one(Good, good.id))).stock == 3
