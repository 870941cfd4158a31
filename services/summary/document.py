"""A report in the words of a language, ready for paper: what the page, the PDF and the workbook show alike."""

from collections.abc import Callable, Mapping, Sequence

from services.summary.books import Books, Report, Stretch
from services.summary.figures import Figures
from services.summary.period import Period, PeriodKind
from services.summary.plain import Cell, Chart, Document, Line, Table
from services.summary.todo_tables import todo_groups
from templates.summary.words import short_day, weekday, word
from templates.words import say_when

LONGEST_CHART = 12
FEWEST_STEPS = 3


def document(books: Books, report: Report, names: Mapping[int, str], language: str) -> Document:
    """A report in words; `names` are those of the people whom the reader may know."""

    def say(name: str, /, **values: object) -> str:
        return word(name, language, **values)

    return Document(
        language=language,
        title=report.subject.name,
        subtitle=f"{period_name(report.period, language)} · {span(report.period, language)}",
        quiet=say("quiet") if report.is_quiet else "",
        lines=tuple(figure_lines(report, language)),
        todo=tuple(todo_groups(books, report, names, language)),
        charts=tuple(charts(books, report, language)),
        tables=tuple(tables(books, report, language)),
        thanks=tuple(
            say("thanks_row", name=names.get(one.person, say("somebody")), times=one.times, hours=hours(one.minutes))
            for one in report.thanks
        ),
        notes=(say("open_data"), say("made", at=say_when(report.now, books.zone, language))),
    )


def period_name(period: Period, language: str) -> str:
    """2026年第47周, or Week 47, 2026."""
    year = period.first.isocalendar().year if period.kind is PeriodKind.WEEK else period.first.year
    return word(period.kind.value, language, year=year, number=period.number)


def span(period: Period, language: str) -> str:
    """11月16日 – 11月22日."""
    return word("span", language, first=short_day(period.first, language), last=short_day(period.last, language))


def hours(minutes: int) -> float:
    """Minutes as hours, to a tenth."""
    return round(minutes / 60, 1)


def share(part: int, whole: int) -> int | None:
    """Percent, or None of nothing."""
    return round(100 * part / whole) if whole else None


FIGURES: tuple[tuple[str, Callable[[Figures], Cell]], ...] = (
    ("filed", lambda f: f.filed),
    ("in_time", lambda f: f.in_time),
    ("missed", lambda f: f.missed),
    ("cancelled", lambda f: f.cancelled),
    ("visits", lambda f: f.visits),
    ("hours", lambda f: hours(f.minutes)),
    ("volunteers", lambda f: f.volunteers),
    ("residents", lambda f: f.residents),
    ("asked", lambda f: f.asked),
    ("accepted", lambda f: f.accepted),
    ("declined", lambda f: f.declined),
    ("expired", lambda f: f.expired),
    ("no_show", lambda f: f.no_show),
    ("answers", lambda f: f.answers),
    ("came", lambda f: f.came),
    ("on_time", lambda f: f.on_time),
    ("solved", lambda f: f.solved),
)
OF_TEAM = frozenset({"visits", "hours", "volunteers", "residents", "asked", "accepted", "declined", "expired"})


def figure_lines(report: Report, language: str) -> list[Line]:
    """Every figure with those of the period before and of the year before; where nothing was known then there is none."""
    known = not report.year_before.is_quiet
    known_before = known or not report.before.is_quiet
    return [
        Line(
            word(name, language),
            read(report.this),
            read(report.before) if known_before else None,
            read(report.year_before) if known else None,
        )
        for name, read in FIGURES
        if report.subject.team_id is None or name in OF_TEAM
    ]


def charts(books: Books, report: Report, language: str) -> list[Chart]:
    """By item, by place, by day, and the trend; one that would be empty is left out."""
    made = [_by_item(books, report, language), _by_part(report, language)]
    steps = "by_step" if report.period.kind in (PeriodKind.WEEK, PeriodKind.MONTH) else "by_month"
    made.append(_series(report.steps, steps, language, report.period.kind is PeriodKind.WEEK))
    made.append(_series(report.trend, "trend", language, False))
    return [chart for chart in made if chart is not None and any(map(any, chart.values))]


def _both(language: str) -> tuple[str, str]:
    return word("filed", language), word("visits", language)


def _lying(title: str, rows: Sequence[tuple[str, int, int]], language: str) -> Chart:
    shown = rows[:LONGEST_CHART]
    labels, filed, visits = (tuple(column) for column in zip(*shown, strict=True)) if shown else ((), (), ())
    return Chart(word(title, language), labels, _both(language), (filed, visits), lying=True)


def _by_item(books: Books, report: Report, language: str) -> Chart | None:
    items = sorted(report.this.items.items(), key=lambda one: (-sum(one[1]), one[0]))
    rows = [(books.item_name(code, language), counts[0], counts[1]) for code, counts in items]
    return _lying("by_item", rows, language)


def _by_part(report: Report, language: str) -> Chart | None:
    return _lying("by_part", [(name, part.filed, part.visits) for name, part in report.parts], language)


def _series(steps: Sequence[Stretch], title: str, language: str, is_week: bool) -> Chart | None:
    if len(steps) < FEWEST_STEPS:
        return None
    labels = tuple(weekday(step.first, language) if is_week else short_day(step.first, language) for step in steps)
    values = (tuple(step.filed for step in steps), tuple(step.visits for step in steps))
    return Chart(word(title, language), labels, _both(language), values)


def tables(books: Books, report: Report, language: str) -> list[Table]:
    """The figures behind the charts."""

    def say(name: str) -> str:
        return word(name, language)

    items = sorted(report.this.items.items())
    made = [
        Table(
            say("by_item"),
            (say("item"), say("filed"), say("visits")),
            tuple((books.item_name(code, language), *counts) for code, counts in items),
        )
    ]
    columns = ("filed", "in_time", "missed", "visits", "hours", "volunteers", "solved")
    read = dict(FIGURES)
    parts = tuple((name, *(read[column](part) for column in columns)) for name, part in report.parts)
    made.append(Table(say("by_part"), (say("part"), *(say(column) for column in columns)), parts))
    for title, steps in (("by_step", report.steps), ("trend", report.trend)):
        rows = tuple((step.first.isoformat(), step.filed, step.visits) for step in steps)
        made.append(Table(say(title), (say("first_day"), say("filed"), say("visits")), rows))
    return [table for table in made if table.rows]
