"""Answering a question about the figures: with a number, a chart, and how the question was understood."""

from dataclasses import dataclass
from datetime import timedelta

from language.questions import Asked, Question, read_question
from models.area import ancestors
from models.grant import Action
from models.item import items
from models.queries import summary_now as standing
from services.reading import county_of
from services.summary.document import hours
from services.summary.figures import Board, Figures, board
from services.summary.paper import picture
from services.summary.period import midnight
from services.summary.plain import Chart
from services.work import Work
from templates.summary.words import short_day, word

BARS = 12
SHOWN = 15
OF_EVERY_ITEM = (Asked.HOURS, Asked.VOLUNTEERS)  # these figures are not kept by item, so the answer names none


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: what was understood, the figure, which venues (for a question of which), and a picture where one helps."""

    understood: str
    asked: str
    figure: str
    names: tuple[str, ...]
    more: int
    picture: bytes | None


async def answer_question(work: Work, text: str) -> Told | None:
    """The answer to a question about the actor's own areas; None where the text is no such question, or not theirs to ask."""
    areas = work.actor.areas(Action.READ_SUMMARY)
    if not areas:
        return None
    catalogue = {one.code: (one.zh, one.en) for one in await items(work.session)}
    today = work.now.astimezone(work.zone).date()
    question = read_question(text, today, await county_of(work), catalogue)
    if question is None:
        return None
    area = question.area or areas[0]
    work.actor.must(Action.READ_SUMMARY, area_code=area)
    item = None if question.asked in OF_EVERY_ITEM else question.item
    named = catalogue[item][work.actor.language == "en"] if item else ""
    return await _told(work, question, area, named)


async def _told(work: Work, question: Question, area: str, item: str) -> Told:
    language = work.actor.language
    sites = {site.code: site.area_name for site in await standing.sites(work.session, area)}
    understood, asked = (
        _understood(question, sites.get(area, area), item, language),
        word(f"ask_{question.asked.value}", language),
    )
    if question.asked is Asked.WAITING:
        values = await _waiting(work, question, area)
    else:
        start, end = midnight(question.first, work.zone), midnight(question.after, work.zone)
        made = await board(work.session, area, start, end)
        if question.asked is Asked.IDLE:
            idle = [name for code, name in sites.items() if code != area and not _visits(made.of(code), question)]
            return Told(understood, asked, str(len(idle)), tuple(idle[:SHOWN]), max(0, len(idle) - SHOWN), None)
        values = {code: _value(made, code, question) for code in sites}
    parts = [(sites[code], values.get(code, 0)) for code in sites if len(code) == len(area) + 3]
    shown = sorted((part for part in parts if part[1]), key=lambda part: (-part[1], part[0]))[:BARS]
    chart = Chart(asked, tuple(name for name, _ in shown), (asked,), (tuple(value for _, value in shown),), lying=True)
    image = picture(chart, understood, language) if len(shown) > 1 else None
    return Told(understood, asked, str(values.get(area, 0)), (), 0, image)


def _understood(question: Question, place: str, item: str, language: str) -> str:
    """马坝镇，11月16日至11月22日，陪诊就医."""
    last = question.after - timedelta(days=1)
    days = word("span", language, first=short_day(question.first, language), last=short_day(last, language))
    if question.asked is Asked.WAITING:
        days = word("ask_now", language)
    elif last == question.first:
        days = short_day(last, language)
    return ("，" if language != "en" else ", ").join(filter(None, (place, days, item)))


def _value(made: Board, code: str, question: Question) -> int:
    figures = made.of(code)
    match question.asked:
        case Asked.FILED:
            return figures.items.get(question.item, [0, 0])[0] if question.item else figures.filed
        case Asked.HOURS:
            return round(hours(figures.minutes))
        case Asked.VOLUNTEERS:
            return figures.volunteers
        case _:
            return _visits(figures, question)


def _visits(figures: Figures, question: Question) -> int:
    return figures.items.get(question.item, [0, 0])[1] if question.item else figures.visits


async def _waiting(work: Work, question: Question, area: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in await standing.waiting(work.session, area):
        if question.item in (None, row.item):
            for code in ancestors(row.area):
                counts[code] = counts.get(code, 0) + 1
    return counts
