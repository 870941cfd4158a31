"""A paper is one page whatever it states, in both languages, with a code that is read; pictures are kept to be looked at."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
import typst

from config import Settings
from models.certificate import IdentityShown, Paper, PaperKind, PaperState
from services.certificates.facts import Facts, Line, read_facts, write_facts
from services.certificates.paper import pdf
from services.work import Refusal
from templates.engine import LANGUAGES
from tests.papers import IDENTITY, read_pdf

WIDER = "Noto Sans CJK SC"
FAMILIES = typst.Fonts(include_embedded_fonts=False).families()
SHOTS = Path("build/screenshots")
SETTINGS = Settings.model_validate({"webchat": {"public_url": "https://lianxin.a-county-with-a-long-name.example.org"}})
DAY = date(2026, 11, 24)


def paper(kind: PaperKind, language: str, items: int, name: str = "欧阳小芳") -> Paper:
    """A paper with so many items of service."""
    lines = tuple(Line(f"陪同就医和取药{number}", number, number * 90) for number in range(items, 0, -1))
    facts = Facts(
        *(kind.value, "320830-2026-00012-48370265", language, name, "320830900012", IDENTITY, "2026-01-01"),
        *(DAY.isoformat(), sum(one.times for one in lines), sum(one.minutes for one in lines), 90, 30, lines),
        *("盱眙县黄花塘镇新时代文明实践所", "周慧", "0517-88210000", DAY.isoformat(), {"320830": 3}, "ab" * 32),
    )
    made = Paper(
        kind=kind,
        state=PaperState.ISSUED,
        person_id=1,
        venue_code="320830",
        number=facts.number,
        first=date(2026, 1, 1),
        last=DAY,
        language=language,
        identity_shown=IdentityShown.WHOLE,
        asked_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    made.facts, made.digest = write_facts(facts)
    assert read_facts(made.facts) == facts
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "items"), [(PaperKind.OFFICIAL, 53), (PaperKind.STATEMENT, 1)])
def test_it_is_one_page_with_everything_on_it(kind: PaperKind, items: int, language: str) -> None:
    content = pdf(paper(kind, language, items), SETTINGS)
    pages, text, codes = read_pdf(content)
    assert pages == 1
    assert codes == ["https://lianxin.a-county-with-a-long-name.example.org/verify/320830-2026-00012-48370265"]
    for part in (
        "欧阳小芳",
        "320830900012",
        IDENTITY,
        "盱眙县黄花塘镇新时代文明实践所",
        "周慧",
        "0517-88210000",
        "SHA-256",
    ):
        assert part in text
    assert ("其余42项" if language == "zh" else "42more") in text or items == 1
    assert len(content) < 120_000
    SHOTS.mkdir(parents=True, exist_ok=True)
    with pdfplumber.open(BytesIO(content)) as document:
        document.pages[0].to_image(resolution=110).save(SHOTS / f"paper-{kind.value}-{language}.png")


@pytest.mark.skipif(WIDER not in FAMILIES, reason=f"no {WIDER} on this machine")
def test_a_name_with_a_rare_character_is_printed_where_the_machine_can() -> None:
    _, text, _ = read_pdf(pdf(paper(PaperKind.STATEMENT, "zh", 1, name="王喆"), SETTINGS))
    assert "姓名王喆" in text


def test_what_is_not_issued_is_not_printed() -> None:
    asked = paper(PaperKind.OFFICIAL, "zh", 1)
    asked.facts = asked.digest = None
    with pytest.raises(Refusal, match="paper_gone"):
        pdf(asked, SETTINGS)


@pytest.mark.parametrize(("name", "shown"), [("𠮷王䶮", "□王〔yan〕"), ("王\u9fff", "王〔xing〕")])
def test_it_is_printed_with_its_sound_where_no_font_is_sure_to_have_it(name: str, shown: str) -> None:
    _, text, _ = read_pdf(pdf(paper(PaperKind.STATEMENT, "zh", 1, name=name), SETTINGS))
    assert f"姓名{shown}" in text
