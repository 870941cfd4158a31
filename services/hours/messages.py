"""What the outbox says about hours: loaders that read the truth at the time of sending."""

from typing import Any

from models.anomaly import Anomaly
from models.claim import Claim, ClaimState
from models.hours import Entry
from models.queries.kin import ask_for
from models.scope import unscoped
from models.visit import Attendance, AttendanceState, Visit
from services.cards import visit_card
from services.hours.cards import absence_card, claim_card, entry_line, list_card, odd_card
from services.hours.kin import kin_card
from services.notices import Context, loader
from services.work import Work


@loader("hours_held")
@unscoped("the recipient's own minutes")
async def _held(work: Work, ids: dict[str, Any]) -> Context | None:
    claim = await work.session.get(Claim, ids["claim"])
    return {"claim": await claim_card(work, claim)} if claim is not None and claim.state is ClaimState.HELD else None


@loader("hours_approved", "hours_refused")
@unscoped("the recipient's own minutes")
async def _claim(work: Work, ids: dict[str, Any]) -> Context | None:
    claim = await work.session.get(Claim, ids["claim"])
    return None if claim is None else {"claim": await claim_card(work, claim)}


@loader("hours_reversed")
@unscoped("the recipient's own entry")
async def _entry(work: Work, ids: dict[str, Any]) -> Context | None:
    entry = await work.session.get(Entry, ids["entry"])
    return None if entry is None else {"entry": await entry_line(work, entry)}


@loader("hours_doubted")
@unscoped("something unusual about the recipient's own minutes")
async def _odd(work: Work, ids: dict[str, Any]) -> Context | None:
    anomaly = await work.session.get(Anomaly, ids["anomaly"])
    card = None if anomaly is None else await odd_card(work, anomaly)
    return {"odd": card} if card is not None and card.open else None


@loader("hours_absence")
@unscoped("the recipient's own absence")
async def _absence(work: Work, ids: dict[str, Any]) -> Context | None:
    row = await work.session.get(Attendance, ids["attendance"])
    return None if row is None else {"absence": await absence_card(work, row)}


@loader("hours_forgot")
@unscoped("a visit at which the recipient is still checked in")
async def _forgot(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    card = None if visit is None else await visit_card(work, visit, "notice")
    return {"visit": card} if card is not None and card.my_state == AttendanceState.IN.value else None


@loader("hours_list")
@unscoped("a visit of the recipient's team")
async def _list(work: Work, ids: dict[str, Any]) -> Context | None:
    visit = await work.session.get(Visit, ids["visit"])
    return None if visit is None else {"list": await list_card(work, visit)}


@loader("kin_wanted", "kin_answered")
async def _kin(work: Work, ids: dict[str, Any]) -> Context | None:
    ask = await ask_for(work.session, work.actor, ids["ask"])
    return None if ask is None else {"kin": await kin_card(work, ask)}
