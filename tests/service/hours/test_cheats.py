"""Ways to come by hours that were not served: each is refused, or waits for somebody else, or is seen."""

import asyncio
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.claim import ClaimState
from models.grant import NotAllowed, Role, whoever_runs_the_command
from models.hours import Book, Entry, EntryKind, Grade
from models.ledger import LedgerError, append, balance
from models.person import Person, set_phone
from models.request import Request
from models.visit import Visit
from services import serving
from services.exchange.loading import load
from services.exchange.reading import read
from services.hours import bank, claims, evidence
from services.hours.claims import enter_by_hand
from services.work import Refusal, Work
from tests.county import COUNTY, FAR_VILLAGE, TOWN, VILLAGE, Place
from tests.service.hours.serve import (
    ago,
    arrive,
    asked,
    by,
    claims_about,
    clerk_of,
    entries,
    in_book,
    leave,
    manager_of,
    named,
    odd_about,
    planned,
    serve,
)


async def typed(place: Place, by: int, whom: int, minutes: int = 120, **more: object) -> int:
    """Hours typed in by hand for the two hours before now."""
    start = ago(place, minutes=minutes)
    claim = await place.act(
        by,
        lambda work: enter_by_hand(work, whom, VILLAGE, start, minutes, "当时没有手机", **more),  # type: ignore[arg-type]
    )
    return claim.id


async def test_a_captain_approves_their_own(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, mate = await place.volunteer("队长"), await place.volunteer("小张")
    await place.team("高桥分队", VILLAGE, captain, mate)
    visit = await named(place, resident, captain, captain, mate)
    place.clock.now = visit.end + timedelta(hours=1)
    await place.act(captain, lambda work: evidence.confirm(work, visit.id, captain))
    (claim,) = await claims_about(place, captain)
    assert (claim.grade, claim.due_at) == (Grade.C, None), "one's own word is one side, and no time lets it count"
    with pytest.raises(NotAllowed):
        await place.act(captain, lambda work: claims.approve(work, claim.id))
    await place.grant(captain, Role.CLERK, VILLAGE)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(captain, lambda work: claims.approve(work, claim.id))
    assert await entries(place, captain) == []


async def test_replaying_a_code(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await serve(place, resident, helper)
    with pytest.raises(Refusal, match="not_going"):
        await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))
    assert [one.minutes for one in await entries(place, helper)] == [60]


async def test_a_code_used_at_another_visit(place: Place) -> None:
    helper = await place.volunteer("李敏")
    first = await planned(place, await place.person("王奶奶"), helper)
    second = await planned(place, await place.person("张爷爷"), helper, hours=40)
    async with place.database.begin() as session:
        (await session.get_one(Visit, second.id)).code = "0000" if first.code != "0000" else "0001"
    place.clock.now = second.start
    for left in (4, 3, 2, 1):
        tried = await place.act(helper, lambda work: serving.check_in(work, second.id, first.code or ""))
        assert (tried.result, tried.left) == (serving.Arrival.WRONG, left)
    tried = await place.act(helper, lambda work: serving.check_in(work, second.id, first.code or ""))
    assert tried.result is serving.Arrival.LOCKED
    assert await entries(place, helper) == []


async def test_two_devices(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await planned(place, resident, helper)
    place.clock.now = visit.start
    tries = [place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or "")) for _ in range(2)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Arrived", "Refusal"]
    place.clock.turn(minutes=30)
    outs = [place.act(helper, lambda work: serving.check_out(work, visit.id)) for _ in range(2)]
    refused = await asyncio.gather(*outs, return_exceptions=True)
    assert sum(isinstance(one, Refusal) for one in refused) == 1
    assert [one.minutes for one in await entries(place, helper)] == [30]


async def test_leaving_early_and_checking_out_late(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    visit = await planned(place, resident, helper)
    length = int((visit.end - visit.start).total_seconds()) // 60
    await arrive(place, visit, helper)
    await leave(place, visit, helper, length + 90)
    assert await entries(place, helper) == []
    (claim,) = await claims_about(place, helper)
    assert (claim.grade, claim.due_at is not None) == (Grade.B, True), "it waits for the resident's yes"
    await place.act(resident, lambda work: claims.object_to(work, visit.request_id, "她十点就走了"))
    (claim,) = await claims_about(place, helper)
    assert claim.due_at is None, "and now for a second person"


async def test_editing_the_time_after(place: Place) -> None:
    resident, helper = await place.person("王奶奶"), await place.volunteer("李敏")
    await serve(place, resident, helper)
    for change in ("UPDATE entry SET minutes = 600", "DELETE FROM entry", "UPDATE entry SET person_id = person_id"):
        with pytest.raises(DBAPIError, match="never changed"):
            async with place.database.begin() as session:
                await session.execute(text(change))
    assert [one.minutes for one in await entries(place, helper)] == [60]


async def test_a_back_fill_split_into_parts_below_a_limit(place: Place) -> None:
    clerk, helper = await clerk_of(place), await place.volunteer("李敏")
    for part in range(4):
        start = ago(place, hours=12 - 3 * part)
        await place.act(clerk, by(enter_by_hand, helper, VILLAGE, start, 170, "补登"))
    states = [one.state for one in await claims_about(place, helper)]
    assert states == [ClaimState.PENDING, ClaimState.PENDING, ClaimState.HELD, ClaimState.HELD]
    assert {"split", "too_much", "no_request"} <= await odd_about(place, helper)
    assert await entries(place, helper) == []
    assert "hours_held" in [row.template for row in await place.told(helper)], "the person concerned hears why"


async def test_whoever_entered_it_approves_it(place: Place) -> None:
    clerk, helper = await clerk_of(place), await place.volunteer("李敏")
    claim_id = await typed(place, clerk, helper)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(clerk, lambda work: claims.approve(work, claim_id))
    other = await clerk_of(place, "吴会计")
    entry = await place.act(other, lambda work: claims.approve(work, claim_id))
    assert (entry.book, entry.entered_by, entry.approved_by) == (Book.HONOUR, clerk, other)


async def test_approving_for_ones_spouse(place: Place) -> None:
    clerk, typist, helper = await clerk_of(place), await clerk_of(place, "吴会计"), await place.volunteer("李敏")
    async with place.database.begin() as session:
        for person in (clerk, helper):
            set_phone(await session.get_one(Person, person), "+8613800000009")
    claim_id = await typed(place, typist, helper)
    with pytest.raises(Refusal, match="hours_second") as refused:
        await place.act(clerk, lambda work: claims.approve(work, claim_id))
    assert refused.value.context == {"why": "family"}


async def test_approving_for_registered_family(place: Place) -> None:
    clerk, typist, helper = await clerk_of(place), await clerk_of(place, "吴会计"), await place.volunteer("李敏")
    await place.act(typist, lambda work: bank.confirm_kin(work, helper, clerk))
    claim_id = await typed(place, typist, helper)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(clerk, lambda work: claims.approve(work, claim_id))


async def test_overlapping_visits(place: Place) -> None:
    clerk, other, helper = await clerk_of(place), await clerk_of(place, "吴会计"), await place.volunteer("李敏")
    manager = await manager_of(place)
    await serve(place, await place.person("王奶奶"), helper)
    claim_id = await typed(place, clerk, helper, 30)
    (claim,) = await claims_about(place, helper)
    assert claim.state is ClaimState.HELD
    assert "overlap" in await odd_about(place, helper)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(other, lambda work: claims.approve(work, claim_id))
    with pytest.raises(Refusal, match="hours_ledger"):
        await place.act(manager, lambda work: claims.approve(work, claim_id))
    assert [one.minutes for one in await entries(place, helper)] == [60]


async def test_future_hours(place: Place) -> None:
    clerk, helper = await clerk_of(place), await place.volunteer("李敏")
    with pytest.raises(Refusal, match="hours_time"):
        await place.act(clerk, lambda work: enter_by_hand(work, helper, VILLAGE, work.now, 60, "明天再去"))
    visit = await planned(place, await place.person("王奶奶"), helper, hours=9)
    with pytest.raises(Refusal, match="too_early"):
        await place.act(helper, lambda work: serving.check_in(work, visit.id, visit.code or ""))


async def test_hours_without_a_request(place: Place) -> None:
    helper, clerk = await place.volunteer("李敏"), await clerk_of(place)
    claim_id = await typed(place, helper, helper, 60)
    (claim,) = await claims_about(place, helper)
    assert (claim.grade, claim.state, claim.due_at) == (Grade.C, ClaimState.PENDING, None)
    assert await odd_about(place, helper) == {"no_request"}
    entry = await place.act(clerk, lambda work: claims.approve(work, claim_id))
    assert entry.book is Book.HONOUR, "by approval, kept apart from hours by evidence"


async def test_an_administrator_types_hours_two_minutes_later(place: Place) -> None:
    manager, resident, helper = await manager_of(place), await place.person("王奶奶"), await place.volunteer("李敏")
    request_id = await asked(place, resident)
    place.clock.turn(minutes=2)
    claim_id = await typed(place, manager, helper, 300, request_id=request_id)
    (claim,) = await claims_about(place, helper)
    assert claim.state is ClaimState.HELD
    assert {"typed_at_once", "after_the_fact"} <= await odd_about(place, helper)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(manager, lambda work: claims.approve(work, claim_id))
    clerk = await clerk_of(place)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(clerk, lambda work: claims.approve(work, claim_id))


async def test_spending_twice_at_once(place: Place) -> None:
    helper, clerk, mother = await place.volunteer("李敏"), await clerk_of(place), await place.person("李妈妈")
    await serve(place, await place.person("王奶奶"), helper, 60)
    await place.act(clerk, lambda work: bank.confirm_kin(work, helper, mother))
    await place.act(helper, lambda work: bank.save_minutes(work, 60))
    request_id = await asked(place, mother, hours=30)
    tries = [place.act(helper, lambda work: bank.spend_minutes(work, request_id, 60)) for _ in range(3)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Refusal) for one in results) == 2
    held = {book: await in_book(place, helper, book) for book in Book}
    assert held == {Book.CREDIT: 0, Book.HONOUR: 0, Book.BANK: 0, Book.RECEIVED: 0}
    assert await place.look(lambda session: balance(session, mother, Book.RECEIVED)) == 60


async def test_spending_for_somebody_who_is_no_family(place: Place) -> None:
    helper, resident = await place.volunteer("李敏"), await place.person("王奶奶")
    await serve(place, resident, helper)
    await place.act(helper, lambda work: bank.save_minutes(work, 60))
    request_id = await asked(place, resident, hours=30)
    with pytest.raises(Refusal, match="hours_no_family"):
        await place.act(helper, lambda work: bank.spend_minutes(work, request_id, 30))


async def test_one_approver_for_many(place: Place) -> None:
    place.settings = place.settings.model_copy(
        update={"hours": place.settings.hours.model_copy(update={"many_approvals": 5})}
    )
    typist, clerk = await clerk_of(place), await clerk_of(place, "吴会计")
    for number in range(5):
        claim_id = await typed(place, typist, await place.volunteer(f"志愿者{number}"), 30)
        await place.act(clerk, by(claims.approve, claim_id))
    assert await odd_about(place, clerk) == {"one_approver"}


async def test_being_in_two_villages_at_once(place: Place) -> None:
    helper = await place.volunteer("李敏", skills=("C",))
    await serve(place, await place.person("王奶奶"), helper, 60)
    clerk = await clerk_of(place, area=TOWN[:6])
    place.clock.turn(minutes=31)
    start = ago(place, minutes=30)
    await place.act(clerk, lambda work: enter_by_hand(work, helper, FAR_VILLAGE, start, 30, "补登"))
    assert "impossible_travel" in await odd_about(place, helper)


async def test_asking_for_oneself(place: Place) -> None:
    """Whoever asked is no other side: the code that they tell themselves is worth one side."""
    helper = await place.volunteer("李敏")
    visit = await planned(place, await place.person("王奶奶"), helper)
    async with place.database.begin() as session:
        (await session.get_one(Request, visit.request_id)).filed_by = helper
    await arrive(place, visit, helper)
    await leave(place, visit, helper)
    (claim,) = await claims_about(place, helper)
    assert (claim.grade, claim.due_at) == (Grade.C, None)


async def test_a_sheet_made_up_or_handed_in_twice(place: Place) -> None:
    resident = await place.person("王奶奶", lives_alone=True)
    captain, one, two = [await place.volunteer(name) for name in ("队长", "小张", "小王")]
    await place.team("高桥分队", VILLAGE, captain, one, two)
    visit = await named(place, resident, captain, one, two)
    place.clock.now = visit.end
    token = evidence.sheet_token(visit)
    with pytest.raises(Refusal, match="sheet_wrong"):
        await place.act(captain, lambda work: evidence.enter_sheet(work, token[:-1] + "!", {one}))
    await place.act(captain, lambda work: evidence.enter_sheet(work, token, {one, two}))
    with pytest.raises(Refusal, match="sheet_used"):
        await place.act(captain, lambda work: evidence.enter_sheet(work, token, {one}))
    assert [claim.grade for claim in await claims_about(place, one)] == [Grade.B]


async def test_a_reversal_of_what_is_no_service_or_was_reversed(place: Place) -> None:
    helper, clerk = await place.volunteer("李敏"), await clerk_of(place)
    await serve(place, await place.person("王奶奶"), helper)
    (entry,) = await entries(place, helper)
    await place.act(clerk, lambda work: claims.reverse(work, entry.id))
    with pytest.raises(Refusal, match="hours_ledger"):
        await place.act(clerk, lambda work: claims.reverse(work, entry.id))

    async def more_than_was(work: Work) -> None:
        await append(
            work.session,
            Entry(
                chain=VILLAGE,
                person_id=helper,
                kind=EntryKind.REVERSED,
                book=Book.CREDIT,
                minutes=600,
                reverses_id=entry.id,
                at=work.now,
            ),
        )

    with pytest.raises(LedgerError):
        await place.act(clerk, more_than_was)
    assert await place.look(lambda session: balance(session, helper)) == 0


async def test_a_table_typed_somewhere_else_and_imported(place: Place, tmp_path: Path) -> None:
    helper = await place.volunteer("李敏")
    line = {
        "统一编号": f"N{helper}",
        "类型": "服务",
        "账册": "信用",
        "分钟数": 300,
        "开始时间": "2026-11-20 09:00",
        "结束时间": "2026-11-20 14:00",
        "站点代码": VILLAGE,
        "证据等级": "A",
    }
    saved = line | {"类型": "转存", "账册": "时间银行", "开始时间": "2026-11-19 09:00", "结束时间": "2026-11-19 14:00"}
    file = tmp_path / "bought.json"
    file.write_bytes(orjson.dumps({"时间": [line, line, saved]}))
    report = await load(
        place.database.begin,
        lambda session: Work(session, place.clock(), place.settings, whoever_runs_the_command(COUNTY)),
        read(file),
        COUNTY,
    )
    assert (report.added["时间"], report.known["时间"], len(report.refused)) == (1, 1, 1)
    (claim,) = await claims_about(place, helper)
    assert (claim.grade, claim.due_at) == (Grade.C, None), "the file's own grade is not read"
    assert await entries(place, helper) == []
    with pytest.raises(NotAllowed):
        await place.act(helper, lambda work: claims.approve(work, claim.id))


async def test_a_captain_back_fills_for_somebody_who_is_in_no_team_of_theirs(place: Place) -> None:
    captain, mate, buyer = await place.volunteer("队长"), await place.volunteer("小张"), await place.volunteer("买主")
    await place.team("高桥分队", VILLAGE, captain, mate)
    with pytest.raises(NotAllowed):
        await typed(place, captain, buyer)
    await typed(place, captain, mate)
    (claim,) = await claims_about(place, mate)
    await place.grant(captain, Role.CLERK, VILLAGE)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(captain, lambda work: claims.approve(work, claim.id))
