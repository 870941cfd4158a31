"""Every message renders in both languages, fits Telegram, and has buttons that can be pressed."""

import re
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.anomaly import AnomalyKind
from models.availability import FreeRule
from models.hours import Entry
from models.ids import new_id, short
from models.request import RequestState
from models.shop import Good
from services.availability import FreeDay
from services.cards import OfferCard, RequestCard, VisitCard
from services.certificates.cards import FixCard, PaperCard, StarCard
from services.certificates.verifying import Verified
from services.day_cards import DayCard, StopCard
from services.disclosure import Details
from services.drafts import Named
from services.hours.cards import AbsenceCard, ClaimCard, EntryLine, HoursCard, ListCard, Odd, OddCard
from services.plan_cards import PlanCard, PlanDayCard
from services.queue import AskedOne
from services.series import Series
from services.stars import Level
from templates.engine import FOLDER, LANGUAGES, say
from templates.press import LIMIT, unpack
from tests.conftest import NOON
from tests.unit.summary.samples import summary_samples
from tests.unit.templates.bank_samples import bank_samples

HOSTILE = '<b>&"|| => \n王'
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = sorted(
    str(file.relative_to(FOLDER / "chat")).removesuffix(".j2")
    for file in (FOLDER / "chat").rglob("*.j2")
    if file.name not in ("parts.j2", "hours_parts.j2", "paper_parts.j2", "reasons.j2", "free_lines.j2")
)


def request_card(**values: Any) -> RequestCard:
    """A request with everything in it."""
    told = {
        "id": new_id(),
        "version": 3,
        "number": 12,
        "state": RequestState.OPEN,
        "item": "Plumbing",
        "item_code": "C01",
        "minutes": 60,
        "start": NOON,
        "end": NOON + timedelta(hours=2),
        "repeat": None,
        "village": "Gaoqiao",
        "town": "Maba",
        "people": 2,
        "volunteers": 1,
        "danger": True,
        "for_other": True,
        "level": "post",
        "respond_by": NOON - timedelta(hours=1),
        "mine": True,
        "text": HOSTILE,
        "place": HOSTILE,
        "details": Details(HOSTILE, "+8613800000001", HOSTILE, HOSTILE),
        "wants_woman": True,
        "wants_same": True,
    }
    return RequestCard(**{**told, **values})


def visit_card(**values: Any) -> VisitCard:
    told: dict[str, Any] = {
        "id": new_id(),
        "version": 2,
        "state": "planned",
        "start": NOON,
        "end": NOON + timedelta(hours=1),
        "needed": 2,
        "request": request_card(),
        "names": (HOSTILE, "B"),
        "team": HOSTILE,
        "code": "1234",
        "my_state": "planned",
        "started_at": NOON,
    }
    return VisitCard(**{**told, **values})


def hours() -> dict[str, Any]:
    """Hours with everything in them."""
    kinds = [
        Odd(kind.value, {"minutes": 7, "parts": 3, "count": 30, "days": 30, "travel": 40, "cap": 600})
        for kind in AnomalyKind
    ]
    told = (
        *("A", True, NOON, HOSTILE, HOSTILE, HOSTILE, True, tuple(kinds), ((HOSTILE, HOSTILE),)),
        "family",
    )
    claims = tuple(
        ClaimCard(new_id(), 2, waits, 90, NOON, NOON + timedelta(minutes=90), *told)
        for waits in ("time", "second", "manager", "refused", "counted")
    )
    lines = tuple(
        EntryLine(kind, book, -90, NOON, None)
        for kind, book in (("served", "credit"), ("reversed", "credit"), ("transferred", "bank"), ("spent", "bank"))
    )
    odds = [OddCard(new_id(), kind, HOSTILE, 90, NOON, None, True, True, ((HOSTILE, HOSTILE),)) for kind in kinds]
    states = ("planned", "in", "out", "sick", "no_show", "cancelled_late")
    return {
        "mine": HoursCard(900, 800, 100, 300, 60, 12, lines, claims),
        "claim": claims[0],
        "claims": claims,
        "odd": odds[0],
        "odds": odds,
        "entry": lines[1],
        "list": ListCard(visit_card(), tuple((short(new_id()), HOSTILE, state) for state in states)),
        "absence": AbsenceCard(new_id(), "no_show", HOSTILE, None, NOON),
        "goods": [Good(venue_code="320830", name=HOSTILE, points=9, stock=2)],
        "points": 12,
        "token": "abc-12",
        "person": short(new_id()),
        "approver": True,
        "waits": "second",
    }


def day_plan() -> dict[str, Any]:
    """A day's draft with an agreed stop, one that can move, and one that nobody can make."""
    stops = tuple(
        StopCard(new_id(), short(new_id()), number, HOSTILE, HOSTILE, NOON, name, number == 0, number)
        for number, name in enumerate(("A", HOSTILE, None))
    )
    days = [{"code": "2026-11-24"}, {"code": "2026-11-25"}, {"code": "2026-11-26"}]
    return {
        "day": DayCard(new_id(), short(new_id()), NOON, HOSTILE, False, stops),
        "stop": stops[1],
        "substitutes": [{"name": HOSTILE, "short": short(new_id())}],
        "named_count": 3,
        "failed": 1,
        "day_teams": [{"name": HOSTILE, "id": new_id(), "days": days}] * 2,
    }


def everything() -> dict[str, Any]:
    """Every name that some template knows, with a value as nasty as it may be."""
    choice = {"code": "1-am", "days": 1, "part": "am", "day": NOON}
    named = [Named("A01", "Meals"), Named("B01", HOSTILE), Named("C01", "Taps")]
    one = {"name": HOSTILE, "short": short(new_id()), "named": True, "number": 3, "code": "A", "id": new_id()}
    return (
        day_plan()
        | hours()
        | {
            "zone": ZoneInfo("Asia/Shanghai"),
            "now": NOON,
            "request": request_card(),
            "requests": [request_card(), request_card(state=RequestState.SERVED)],
            "visit": visit_card(),
            "visits": [visit_card(), visit_card(state="staffing")],
            "offer": OfferCard(
                new_id(),
                1,
                "sent",
                NOON,
                request_card(),
                HOSTILE,
                12,
                1,
                [{"code": c} | {"minutes": 9, "days": 3, "team": "B"} for c in REASONS],
            ),
            "offers": [OfferCard(new_id(), 1, "sent", NOON, request_card(), None, 12, 1)],
            "hello": True,
            "volunteer": True,
            "captain": True,
            "clerk": True,
            "manager": True,
            "dashboard": True,
            "number": "120",
            "kind": "medical",
            "draft": new_id(),
            "action": "draft",
            "guesses": named,
            "categories": named,
            "unclear": True,
            "category": "Home help",
            "items": named,
            "item": HOSTILE,
            "choices": [choice, {**choice, "days": 0, "part": "pm"}, {**choice, "days": 3, "part": "all"}],
            "again": True,
            "towns": named,
            "villages": named,
            "town": HOSTILE,
            "village": HOSTILE,
            "waits_until": NOON,
            "asked": [AskedOne(HOSTILE, "B", "declined", "busy", [{"code": "near", "minutes": 9}])],
            "reason": HOSTILE,
            "offer_reason": None,
            "left": 3,
            "wrong": True,
            "minutes": 90,
            "total": 900,
            "given": {"came": True, "on_time": None, "solved": None},
            "good": True,
            "people": [one, one],
            "page": 0,
            "pages": 2,
            "into": 4,
            "intent": "cancel",
            "caption": HOSTILE,
            "name": HOSTILE,
            "phone": "+8613800000001",
            "alternatives": named[:2],
            "may_file_for_others": True,
            "membership": new_id(),
            "skills": [HOSTILE],
            "welcome": True,
            "open": True,
            "team": HOSTILE,
            "teams": [one],
            "own": [one],
            "team_id": new_id(),
            "same": [one],
            "more": 4,
            "counts": {"A01": 2, "B01": 0, "C01": 1},
            "chosen": {"A01"},
            "start": NOON,
            "end": NOON + timedelta(hours=1),
            "at": NOON,
            "seconds": 30,
            **summary_samples(HOSTILE),
            "times": [{"at": NOON, "code": "29"}],
            "code": "123456",
            "hours": 24,
            "count": 2,
            "place": HOSTILE,
            "below": [one],
            "beside": [one],
            "until": NOON,
            **time_samples(),
            **paper_samples(),
            **bank_samples(HOSTILE),
        }
    )


def paper_samples() -> dict[str, Any]:
    """What the messages of papers, corrections and stars show."""
    told = (HOSTILE, 3, 210, 150, 60, ((HOSTILE, 2, 90), ("", 1, 120)), "3208**********123X", HOSTILE, HOSTILE, HOSTILE)
    papers = [
        PaperCard(
            new_id(),
            2,
            kind,
            state,
            "320830-2026-00012-48370265",
            "1 Jan 2026",
            "24 Nov 2026",
            *told,
            HOSTILE,
            may,
            why,
        )
        for kind, state, may, why in (
            ("official", "asked", True, None),
            ("official", "issued", False, "own"),
            ("official", "refused", False, "family"),
            ("statement", "revoked", False, None),
        )
    ]
    fixes = [
        FixCard(
            new_id(), state, about, "320830-2026-00012-48370265", None, NOON, 60, new, HOSTILE, HOSTILE, answer, not new
        )
        for state, about, new, answer in (
            ("open", "entry", 0, ""),
            ("done", "entry", 90, HOSTILE),
            ("done", "paper", 0, HOSTILE),
            ("refused", "paper", 0, HOSTILE),
        )
    ]
    stars = [
        StarCard(
            *(new_id(), 3, 600, state, NOON, HOSTILE, HOSTILE, HOSTILE, 36_060, HOSTILE, HOSTILE),
            *(False, True, True, ((HOSTILE, ""), (HOSTILE, HOSTILE))),
        )
        for state in ("published", "granted", "refused", "withdrawn")
    ]
    levels = [
        Level(n, 100 * n, state, 90, new_id(), NOON)
        for n, state in enumerate(("granted", "published", "open", "far"), 1)
    ]
    day = NOON.date()
    verified = Verified(
        *(
            "corrected",
            "official",
            "320830-2026-00012-48370265",
            HOSTILE,
            day,
            day,
            90,
            60,
            30,
            2,
            60,
            HOSTILE,
            day,
            None,
            "ab",
        ),
    )
    return {
        "paper": papers[0],
        "papers": papers,
        "fix": fixes[0],
        "fixes": fixes,
        "star": stars[0],
        "stars": stars,
        "levels": levels,
        "level": 3,
        "verified": verified,
        "official": True,
        "first": "1 Jan 2026",
        "last": "24 Nov 2026",
        "services": [Entry(person_id=1, chain="320830", minutes=90, start=NOON)],
        "desk": 3,
        "board": "https://lianxin.example.org/board",
        "shown": HOSTILE,
        "lacks": 90,
    }


def time_samples() -> dict[str, Any]:
    """What the messages of availability, plans and reminders show."""
    hours = ((time(8), time(12)), (time(13), None))
    days = [FreeDay(NOON, True, hours), FreeDay(NOON, False, ()), FreeDay(NOON, True, ())]
    rule = FreeRule(free=True, repeat="FREQ=WEEKLY;BYDAY=TU,TH", first=None, last=None, start=time(8), end=time(12))
    away = FreeRule(free=False, repeat=None, first=NOON.date(), last=NOON.date(), start=time(8), end=None)
    coming = tuple(PlanDayCard(NOON, "2026-11-24", left_out) for left_out in (False, True))
    workdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    plan = PlanCard(new_id(), "Meals", HOSTILE, "Gaoqiao", workdays, NOON, "active", None, coming, True, 2027)
    return {
        "days": days,
        "has_said": True,
        "kept": False,
        "rules": [rule, away] * 10,
        "feeds": 1,
        "link": "https://example.org/calendar/x.ics",
        "plan": plan,
        "plans": [plan, replace(plan, state="paused", until=NOON)],
        "plan_id": new_id(),
        "series": Series("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE", NOON.date(), time(9), time(11)),
        "moved": True,
        "which": True,
        "made": True,
        "may_plan": True,
        "on": False,
        "late": 16,
        "year": 2027,
        "years": [2027],
        "why": HOSTILE,
        "slots": [NOON, NOON + timedelta(days=1)],
        "substitutes": [one_named()],
        "for_short": short(new_id()),
    }


def one_named() -> dict[str, Any]:
    """Somebody to choose."""
    return {"name": HOSTILE, "short": short(new_id())}


REASONS = (
    "handed_down",
    "asked_beside",
    "near",
    "level",
    "known",
    "served_little",
    "served_least",
    "reliable",
    "likely",
    "forwarded",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_it_renders_and_can_be_pressed(template: str, language: str) -> None:
    said = say(template, language, **everything())
    assert said.text
    assert len(said.text) <= 4096
    assert '<b>&"' not in said.text, "what people write is escaped"
    for row in (*said.buttons, *said.keyboard):
        for button in row:
            assert button.label
            assert "\n" not in button.label
    for row in said.buttons:
        assert len(row) <= 4
        for button in row:
            assert button.url or (len(button.data.encode()) <= LIMIT and unpack(button.data) is not None)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_english_has_no_chinese_but_names(template: str) -> None:
    said = say(template, "en", **everything())
    words = said.text + "".join(button.label for row in (*said.buttons, *said.keyboard) for button in row)
    left = words.replace("王", "").replace("、", "").replace("中文", "").replace("（", "").replace("）", "")
    assert not CHINESE.search(left), left


def test_the_templates_stand_where_they_are_looked_for() -> None:
    assert "offer" in TEMPLATES
    assert "refused/offer_gone" in TEMPLATES
    assert Path(FOLDER / "chat" / "parts.j2").exists()
