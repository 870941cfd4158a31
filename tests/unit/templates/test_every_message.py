"""Every message renders in both languages, fits Telegram, and has buttons that can be pressed."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.ids import new_id, short
from models.request import RequestState
from services.cards import OfferCard, RequestCard, VisitCard
from services.disclosure import Details
from services.drafts import Named
from services.queue import AskedOne
from templates.engine import FOLDER, LANGUAGES, say
from templates.press import LIMIT, unpack
from tests.conftest import NOON
from tests.unit.summary.samples import summary_samples

HOSTILE = '<b>&"|| => \n王'
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = sorted(
    str(file.relative_to(FOLDER / "chat")).removesuffix(".j2")
    for file in (FOLDER / "chat").rglob("*.j2")
    if file.name not in ("parts.j2", "reasons.j2")
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


def everything() -> dict[str, Any]:
    """Every name that some template knows, with a value as nasty as it may be."""
    choice = {"code": "1-am", "days": 1, "part": "am", "day": NOON}
    named = [Named("A01", "Meals"), Named("B01", HOSTILE), Named("C01", "Taps")]
    one = {"name": HOSTILE, "short": short(new_id()), "named": True, "number": 3, "code": "A", "id": new_id()}
    return {
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
        "below": [one],
        "beside": [one],
        "until": NOON,
    }


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
