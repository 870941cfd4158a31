"""Papers: figures fixed when issued, verified against the ledger, corrected by reversing and entering again, revoked."""

from datetime import date

import pytest
from sqlalchemy import text

from models.area import Venue
from models.certificate import IdentityShown, Paper, PaperState
from models.grant import NotAllowed, Role
from models.hours import Book
from services.certificates import corrections, issuing
from services.certificates.facts import read_facts
from services.certificates.paper import pdf, verify_address
from services.certificates.verifying import Verified, verify
from services.hours import claims
from services.work import Refusal
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, TOWN, VILLAGE, Place
from tests.papers import IDENTITY, entered, read_pdf
from tests.service.hours.serve import by, claims_about, clerk_of, manager_of, rows, serve

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


async def seen(place: Place, paper: Paper) -> Verified:
    found = await place.tick(by(verify, paper.number))
    assert found is not None
    return found


async def test_a_statement_says_what_the_ledger_says_and_stays_so(place: Place) -> None:
    li = await place.volunteer("李敏")
    await serve(place, await place.person("王奶奶"), li, 60)
    await entered(place, li, 90)
    await entered(place, li, 30, days_ago=5, book=Book.HONOUR)
    await entered(place, li, 45, days_ago=400)
    paper = await place.act(li, by(issuing.make_statement, *YEAR))
    assert paper.last == date(2026, 11, 24), "no further than today"
    facts = read_facts(paper.facts or "")
    assert (facts.times, facts.minutes, facts.credit, facts.honour) == (3, 180, 150, 30)
    assert [(one.times, one.minutes) for one in facts.lines] == [(2, 120), (1, 60)]
    assert sum(one.minutes for one in facts.lines) == facts.minutes
    place.clock.turn(minutes=-5)  # an entry that was begun before the paper, and committed after it
    await entered(place, li, 240, days_ago=1.5)
    shown = await seen(place, paper)
    assert (shown.state, shown.minutes, shown.left, shown.name) == ("holds", 180, 180, "李*")
    pages, words, codes = read_pdf(pdf(paper, place.settings))
    assert (pages, codes) == (1, [verify_address(place.settings, paper.number or "")])
    for part in (
        paper.number,
        "李敏",
        "N" + str(li),
        "3小时",
        "2小时30分钟",
        "30分钟",
        "高桥村",
        "2026年1月1日至2026年11月24日",
    ):
        assert str(part) in words


async def test_a_correction_reverses_enters_again_and_the_paper_tells(place: Place) -> None:
    li, clerk, manager = await place.volunteer("李敏"), await clerk_of(place), await manager_of(place)
    entry = await entered(place, li, 60)
    paper = await place.act(li, by(issuing.make_statement, *YEAR))
    asked = await place.act(li, by(corrections.ask_about_entry, entry.id, "是一个半小时"))
    with pytest.raises(Refusal, match="fix_asked"):
        await place.act(li, by(corrections.ask_about_entry, entry.id, "真的"))
    assert await place.told(clerk, "fix_wanted")
    with pytest.raises(NotAllowed):
        await place.act(li, by(corrections.correct_entry, asked.id, 90, "我自己说的"))
    await place.act(clerk, by(corrections.correct_entry, asked.id, 90, "居民也这么说"))
    assert await place.told(li, "fix_answered")
    (claim,) = await claims_about(place, li)
    assert (claim.minutes, claim.start, claim.due_at) == (90, entry.start, None)
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(clerk, by(claims.approve, claim.id))
    await place.act(manager, by(claims.approve, claim.id))
    shown = await seen(place, paper)
    assert (shown.state, shown.minutes, shown.left) == ("corrected", 60, 0)
    again = await place.act(li, by(issuing.make_statement, *YEAR))
    assert (await seen(place, again)).minutes == 90
    with pytest.raises(Refusal, match="fix_gone"):
        await place.act(clerk, by(corrections.refuse, asked.id, "迟了"))


async def test_a_correction_is_refused_with_a_reason_that_both_see(place: Place) -> None:
    li, other, clerk = await place.volunteer("李敏"), await place.volunteer("张三"), await clerk_of(place)
    entry = await entered(place, li, 60)
    with pytest.raises(Refusal, match="fix_gone"):
        await place.act(other, by(corrections.ask_about_entry, entry.id, "不是他去的"))
    asked = await place.act(li, by(corrections.ask_about_entry, entry.id, "多了"))
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(clerk, by(corrections.refuse, asked.id, " "))
    done = await place.act(clerk, by(corrections.refuse, asked.id, "签到签退都在"))
    assert (done.words, done.answer) == ("多了", "签到签退都在")


async def test_a_record_is_issued_where_the_service_was_recorded(place: Place) -> None:
    li = await place.volunteer("李敏")
    clerk, far_clerk = await clerk_of(place), await clerk_of(place, "赵会计", FAR_VILLAGE[:9])
    manager = await place.person("陈主任", COUNTY, phone="+8613900000001")
    await place.grant(manager, Role.MANAGER, COUNTY)
    await entered(place, li, 60)
    await entered(place, li, 60, days_ago=4, chain=NEXT_VILLAGE)
    paper = await place.act(li, by(issuing.ask_record, *YEAR, IdentityShown.MASKED, IDENTITY))
    assert paper.venue_code == TOWN, "both villages lie in it"
    assert IDENTITY.encode() not in (paper.identity_sealed or b"")
    assert await place.told(clerk, "paper_asked")
    with pytest.raises(Refusal, match="paper_gone"):
        await place.act(far_clerk, by(issuing.issue, paper.id))
    with pytest.raises(Refusal, match="paper_contact"):
        await place.act(clerk, by(issuing.issue, paper.id))
    issued = await place.act(manager, by(issuing.issue, paper.id))
    facts = read_facts(issued.facts or "")
    assert (facts.responsible, facts.contact, facts.identity) == ("陈主任", "+8613900000001", "1101***********02X")
    with pytest.raises(Refusal, match="paper_gone"):
        await place.act(manager, by(issuing.issue, paper.id))
    await entered(place, li, 60, days_ago=6, chain=FAR_VILLAGE)
    wide = await place.act(li, by(issuing.ask_record, *YEAR))
    assert wide.venue_code == COUNTY
    with pytest.raises(NotAllowed):
        await place.act(li, by(issuing.issue, wide.id))


async def test_nobody_issues_their_own(place: Place) -> None:
    li = await place.volunteer("李敏")
    await place.grant(li, Role.CLERK, TOWN)
    await entered(place, li, 60)
    paper = await place.act(li, by(issuing.ask_record, *YEAR))
    with pytest.raises(Refusal, match="hours_second"):
        await place.act(li, by(issuing.issue, paper.id))


async def test_a_revoked_paper_says_so_and_a_changed_one_too(place: Place) -> None:
    li, clerk = await place.volunteer("李敏"), await clerk_of(place)
    await entered(place, li, 60)
    paper = await place.act(li, by(issuing.make_statement, *YEAR))
    other = await place.act(li, by(issuing.make_statement, *YEAR))
    asked = await place.act(li, by(corrections.ask_about_paper, paper.id, "名字写错了"))
    await place.act(clerk, by(corrections.revoke_paper, asked.id, "名字更正"))
    assert (await seen(place, paper)).state == "revoked"
    assert [one.template for one in await place.told(li)] == ["paper_revoked", "fix_answered"]
    (kept,) = await rows(place, Paper.__table__.select().where(Paper.id == paper.id).with_only_columns(Paper.state))
    assert kept == PaperState.REVOKED
    async with place.database.begin() as session:
        held = await session.get_one(Paper, other.id)
        held.facts = (held.facts or "").replace('"minutes":60', '"minutes":6000')
    assert (await seen(place, other)).state == "damaged"
    assert await place.tick(by(verify, "320830-2026-00001-00000000")) is None


async def test_a_paper_without_service_or_days_is_refused(place: Place) -> None:
    li = await place.volunteer("李敏")
    with pytest.raises(Refusal, match="paper_nothing"):
        await place.act(li, by(issuing.make_statement, *YEAR))
    with pytest.raises(Refusal, match="paper_nothing"):
        await place.act(li, issuing.whole_time)
    await entered(place, li, 60)
    for days in ((YEAR[1], YEAR[0]), (date(2027, 1, 1), date(2027, 2, 1))):
        with pytest.raises(Refusal, match="paper_days"):
            await place.act(li, by(issuing.make_statement, *days))
    assert await place.act(li, issuing.whole_time) == (date(2026, 11, 21), date(2026, 11, 24))
    async with place.database.read() as session:
        assert (await session.get_one(Venue, VILLAGE)).name == "高桥村"
        assert await session.scalar(text("SELECT count(*) FROM paper")) == 0
