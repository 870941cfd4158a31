"""A paper as a PDF of one A4 page, set by typst from what was fixed when it was issued."""

import json
import re
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import segno
import typst

import data
from config import Settings
from models.certificate import Paper
from services.certificates.facts import Facts, read_facts
from services.summary.paper import PaperError
from services.summary.printable import covered, printable
from services.work import Refusal
from templates.certificate.words import word
from templates.engine import FOLDER
from templates.words import say_date, say_minutes

SOURCE = FOLDER / "certificate" / "paper.typ"
FONT, WIDER_FONT = "Noto Sans SC", "Noto Sans CJK SC"
WIDER = re.compile("[\u3400-\u4db5\u4e00-\u9fef]")  # what every edition of the wider font has
UNKNOWN = "□"
MOST_LINES = 12
SHORT_DIGEST = 32


def verify_address(settings: Settings, number: str) -> str:
    """The address of the page that verifies a paper."""
    return f"{public_address(settings)}/verify/{number}"


def public_address(settings: Settings) -> str:
    """Where our pages are, without a slash at the end."""
    web = settings.webchat
    return web.public_url.rstrip("/") or f"http://{web.host}:{web.port}"


def pdf(paper: Paper, settings: Settings) -> bytes:
    """An issued paper as a PDF; the same each time, but for the address in the QR code, which is that of now.

    A rare character in the name is set from the wider font where the machine has it; else its sound stands there, or a box.

    Raises:
        Refusal: it is not issued.
        PaperError: typst warned, as of a font that is missing.
    """
    if paper.facts is None or paper.digest is None:
        raise Refusal("paper_gone")
    facts, address = read_facts(paper.facts), verify_address(settings, paper.number or "")
    shown = plain(facts, paper.digest, address)
    if _is_rare(facts.name):
        made, warned = _set(plain(facts, paper.digest, address, name=facts.name), (FONT, WIDER_FONT))
        if not warned:
            return made
    made, warned = _set(shown, (FONT,))
    if warned:
        raise PaperError(warned)
    return made


def file_name(paper: Paper) -> str:
    """The name of a paper's file."""
    return f"{paper.number}.pdf"


def plain(facts: Facts, digest: bytes, address: str, *, name: str | None = None) -> dict[str, Any]:
    """What `paper.typ` shows, made printable but for the `name` if it is given."""
    language = facts.language

    def say(name: str, **values: object) -> str:
        return word(name, language, **values)

    official = facts.kind == "official"
    days = {"first": say_date(date.fromisoformat(facts.first), language)}
    days["last"] = say_date(date.fromisoformat(facts.last), language)
    hours = {"credit": say_minutes(facts.credit, language), "honour": say_minutes(facts.honour, language)}
    rows = [("name", facts.name), ("identity", facts.identity), ("volunteer", facts.volunteer)]
    rows += [("period", say("span", **days)), ("total", say_minutes(facts.minutes, language))]
    issuing = [("issuer" if official else "recorder", facts.issuer + (say("seal") if official else ""))]
    issuing += [("responsible", facts.responsible), ("contact", facts.contact)]
    issuing += [("issued", say_date(date.fromisoformat(facts.issued), language))]
    shown = {
        "lang": "en" if language == "en" else "zh",
        "title": say(f"title_{facts.kind}"),
        "number": facts.number,
        "number-label": say("number") + ("：" if language != "en" else ": "),
        "lead": say(f"lead_{facts.kind}"),
        "rows": [(say(name), value) for name, value in rows if value],
        "of-which": say("of_which", **hours),
        "columns": [say("item"), say("times"), say("length")],
        "lines": _lines(facts),
        "sum": [say("sum"), str(facts.times), say_minutes(facts.minutes, language)],
        "issuing": [(say(name), value) for name, value in issuing if value],
        "scan": say("scan"),
        "verify": say("verify"),
        "digest": f"{say('digest')} SHA-256 {digest.hex()[:SHORT_DIGEST]}",
        "note": say(f"note_{facts.kind}"),
    }
    printed: dict[str, Any] = printable(shown)
    printed["rows"][0] = (say("name"), name or "".join(printable(char) or UNKNOWN for char in facts.name))
    return printed | {"address": address, "qr": qr_code(address)}


def qr_code(address: str) -> str:
    """A QR code as SVG, read even where a corner is worn."""
    made = BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False, light="#fff")
    return made.getvalue().decode()


def _lines(facts: Facts) -> list[list[str]]:
    language = facts.language
    shown = list(facts.lines) if len(facts.lines) <= MOST_LINES else list(facts.lines[: MOST_LINES - 1])
    rest = facts.lines[len(shown) :]
    rows = [
        [one.item or word("no_item", language), str(one.times), say_minutes(one.minutes, language)] for one in shown
    ]
    if rest:
        minutes = sum(one.minutes for one in rest)
        times = str(sum(one.times for one in rest))
        rows.append([word("more_items", language, count=len(rest)), times, say_minutes(minutes, language)])
    return rows


def _is_rare(name: str) -> bool:
    """Whether a name has characters that our fonts lack and the wider one is sure to have: a box is worse than a sound."""
    lacking = set(name) - covered()
    return bool(lacking) and all(WIDER.match(char) for char in lacking)


def _set(shown: dict[str, Any], fonts: tuple[str, ...]) -> tuple[bytes, str]:
    """The PDF, and what typst warned of."""
    inputs = {"paper": json.dumps({**shown, "fonts": fonts})}
    made, warnings = _compiler(len(fonts) > 1).compile_with_warnings(format="pdf", sys_inputs=inputs)
    warned = "; ".join(warning.message for warning in warnings)
    return (made, warned) if isinstance(made, bytes) else (b"", warned or "no page")


@cache
def _compiler(with_system_fonts: bool) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=with_system_fonts, include_embedded_fonts=False, font_paths=[data.FONTS])
    return typst.Compiler(SOURCE, root=SOURCE.parent, font_paths=fonts)
