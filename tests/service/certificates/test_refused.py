"""Papers and corrections that are refused: to whom, for what, and with which name of the refusal."""

from datetime import date

import pytest

from models.area import Area, AreaLevel, Venue, VenueLevel
from models.certificate import CorrectionState, IdentityShown
from models.grant import NotAllowed
from services.certificates import corrections, issuing
from services.certificates.desk import desk
from services.hours import bank
from services.work import Refusal
from tests.county import FAR_VILLAGE, VILLAGE, Place
from tests.papers import entered
from tests.service.hours.serve import by, claims_about, clerk_of, entries

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


async def test_a_correction_is_answered_nearby_and_by_what_fits_it(place: Place) -> None:
    li, town = await place.volunteer("李敏"), await clerk_of(place)
    near, far = await clerk_of(place, "村会计", VILLAGE), await clerk_of(place, "远会计", FAR_VILLAGE)
    entry = await entered(place, li, 60)
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(li, by(corrections.ask_about_entry, entry.id, " "))
    asked = await place.act(li, by(corrections.ask_about_entry, entry.id, "那天没有去"))
    told = [len(await place.told(person, "fix_wanted")) for person in (near, town, far)]
    assert told == [1, 0, 0], "only the nearest are told"
    with pytest.raises(Refusal, match="fix_gone"):
        await place.act(far, by(corrections.refuse, asked.id, "不归我管"))
    for minutes in (-1, 60 * 24 * 4):
        with pytest.raises(Refusal, match="hours_time"):
            await place.act(near, by(corrections.correct_entry, asked.id, minutes, "改过来"))
    with pytest.raises(Refusal, match="fix_gone"):
        await place.act(near, by(corrections.revoke_paper, asked.id, "这不是证明"))

    statement = await place.act(li, by(issuing.make_statement, *YEAR))
    wrong = await place.act(li, by(corrections.ask_about_paper, statement.id, "名字写错了"))
    with pytest.raises(Refusal, match="fix_gone"):
        await place.act(near, by(corrections.correct_entry, wrong.id, 30, "这不是时长"))
    done = await place.act(near, by(corrections.correct_entry, asked.id, 0, "那天确实没有去"))
    assert (done.state, done.claim_id) == (CorrectionState.DONE, None)
    assert [one.minutes for one in await entries(place, li)] == [60, -60]
    assert await claims_about(place, li) == [], "nothing is entered again"
    await place.act(town, by(bank.confirm_kin, li, near))
    with pytest.raises(Refusal, match="hours_second") as refused:
        await place.act(near, by(corrections.refuse, wrong.id, "名字没有错"))
    assert refused.value.context == {"why": "family"}


async def test_a_record_is_asked_for_and_refused_with_what_it_takes(place: Place) -> None:
    li, clerk = await place.volunteer("李敏"), await clerk_of(place)
    await entered(place, li, 60)
    with pytest.raises(Refusal, match="paper_identity"):
        await place.act(li, by(issuing.ask_record, *YEAR, IdentityShown.MASKED, "12345"))
    record = await place.act(li, by(issuing.ask_record, *YEAR))
    with pytest.raises(Refusal, match="fix_gone"):
        await place.act(li, by(corrections.ask_about_paper, record.id, "还没有开"))
    with pytest.raises(NotAllowed):
        await place.act(li, desk)
    assert [one.id for one in (await place.act(clerk, desk)).papers] == [record.id]
    with pytest.raises(Refusal, match="reason_needed"):
        await place.act(clerk, by(issuing.refuse, record.id, " "))
    assert (await place.act(clerk, by(issuing.refuse, record.id, "时间太短"))).reason == "时间太短"
    assert (await place.act(clerk, desk)).count == 0

    nameless = await place.volunteer("")
    await entered(place, nameless, 60)
    with pytest.raises(Refusal, match="paper_name"):
        await place.act(nameless, by(issuing.make_statement, *YEAR))
    async with place.database.begin() as session:
        session.add(Area(code="320831", name="金湖县", level=AreaLevel.COUNTY))
        session.add(Venue(code="320831", name="金湖县文明实践中心", level=VenueLevel.CENTER))
    await entered(place, li, 60, days_ago=5, chain="320831")
    with pytest.raises(Refusal, match="no_venue"):  # no venue recorded the service of two counties
        await place.act(li, by(issuing.make_statement, *YEAR))
    one_day = (date(2026, 11, 19), date(2026, 11, 19))
    assert (await place.act(li, by(issuing.make_statement, *one_day))).venue_code == "320831"
