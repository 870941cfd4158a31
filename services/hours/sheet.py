"""The sheet to be signed where nobody has a phone: an A4 page with the visit, its people, and a QR code that tells it is ours."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import typst

import data
from models.grant import Action, NotAllowed
from models.queries.people import person_row
from models.queries.visits import attendances, visit_for
from models.request import Request
from models.scope import unscoped
from models.visit import AttendanceState, VisitState
from services.cards import visit_card
from services.disclosure import note_look
from services.hours.evidence import sheet_qr, sheet_token
from services.summary.printable import printable
from services.work import Refusal, Work
from templates.engine import FOLDER
from templates.sheet_words import sheet_words
from templates.words import say_window

SHEET = FOLDER / "hours" / "sheet.typ"
LINES, SPARE = 12, 2
ABSENT = (AttendanceState.CANCELLED, AttendanceState.CANCELLED_LATE, AttendanceState.SICK)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: nothing of the resident but the village."""

    token: str
    item: str
    place: str
    start: datetime
    end: datetime
    team: str | None
    names: tuple[str, ...]
    qr: str  # the token as a picture, SVG


@unscoped("checked here: a visit of a team that the actor leads, or in an area that they handle")
async def sheet_of(work: Work, visit_id: int) -> Sheet:
    """The sheet of a visit, to be printed before it or after.

    Raises:
        Refusal: there is no such visit, or it is off.
        NotAllowed: the actor leads not its team and handles not its area.
    """
    visit = await visit_for(work.session, work.actor, visit_id)
    if visit is None or visit.state is VisitState.CANCELLED:
        raise Refusal("no_visit")
    request = await work.session.get_one(Request, visit.request_id)
    leads = visit.team_id is not None and work.actor.may(Action.STAFF_VISITS, team_id=visit.team_id)
    if not leads and not work.actor.may(Action.HANDLE_REQUESTS, area_code=request.area_code):
        raise NotAllowed(Action.STAFF_VISITS.value)
    names = []
    for row in await attendances(work.session, visit.id):
        if row.state not in ABSENT:
            person = await person_row(work.session, row.person_id)
            note_look(work, person, ["name"], "sheet", request.id)
            names.append(person.name or "—")
    card = await visit_card(work, visit, "sheet")
    place = f"{card.request.town} {card.request.village}".strip()
    return Sheet(
        sheet_token(visit),
        card.request.item,
        place,
        visit.start,
        visit.end,
        card.team,
        tuple(names),
        sheet_qr(visit),
    )


def sheet_pdf(work: Work, sheet: Sheet) -> bytes:
    """The sheet as a PDF (one page for up to sixteen people), with lines for those who are not on it yet.

    Raises:
        ValueError: typst warned, as of a font that is missing.
    """
    language = work.actor.language
    names = list(sheet.names)
    blank = max(SPARE, LINES - len(names))
    shown: dict[str, Any] = {
        "lang": "en" if language == "en" else "zh",
        "words": sheet_words(language),
        "token": sheet.token,
        "item": sheet.item,
        "place": sheet.place,
        "when": say_window(sheet.start, sheet.end, work.zone, language),
        "team": sheet.team,
        "names": names + [""] * blank,
    }
    inputs = {"sheet": json.dumps(printable(shown), ensure_ascii=False), "qr": sheet.qr}
    made, warnings = _compiler().compile_with_warnings(format="pdf", sys_inputs=inputs)
    if warnings or not isinstance(made, bytes):
        raise ValueError("; ".join(warning.message for warning in warnings) or "no document")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[data.FONTS])
    return typst.Compiler(str(SHEET), root=SHEET.parent, font_paths=fonts)
