"""The summary as a chat message: a few figures and what is to be done, on one screen of a phone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.summary.books import Books, Report
from services.summary.document import period_name, share, span
from services.summary.period import PeriodKind
from templates.summary.words import short_day, word
from templates.words import say_day

MOST_ACTIONS = 6
MOST_THANKS = 3
NAMES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One thing to do: how many, and the most pressing of them. `extra` says in a button which list it opens."""

    kind: str
    count: int
    extra: str
    number: int = 0
    item: str = ""
    name: str = ""
    when: str = ""
    why: str = ""
    days: int = 0
    members: int = 0
    promised: int = 0


@dataclass(frozen=True, slots=True)
class SummaryCard:
    """What `chat/summary.j2` shows."""

    id: int
    name: str
    period: str
    quiet: bool
    is_team: bool
    filed: int
    visits: int
    minutes: int
    volunteers: int
    change: str
    asked: int
    accepted: int
    in_time: int | None
    solved: int | None
    actions: tuple[ActionLine, ...]
    thanks: str
    extra: str
    earlier: str
    later: str


def summary_card(books: Books, report: Report, names: Mapping[int, str], language: str) -> SummaryCard:
    """A report as a message."""
    this, subject, period = report.this, report.subject, report.period
    kind = "t" if subject.team_id is not None else "v"
    later = period.next()
    return SummaryCard(
        id=subject.team_id if subject.team_id is not None else int(subject.code),
        name=subject.name,
        period=_period(books, report, language),
        quiet=report.is_quiet,
        is_team=subject.team_id is not None,
        filed=this.filed,
        visits=this.visits,
        minutes=this.minutes,
        volunteers=this.volunteers,
        change=change(report, language),
        asked=this.asked,
        accepted=this.accepted,
        in_time=share(this.in_time, this.filed - this.cancelled),
        solved=share(this.solved, this.answers),
        actions=tuple(_actions(books, report, names, language, f"{period.key}.{kind}"))[:MOST_ACTIONS],
        thanks=_thanks(report, names, language),
        extra=f"{period.key}.{kind}",
        earlier=f"{period.before().key}.{kind}",
        later=f"{later.key}.{kind}" if later.end(books.zone) <= report.now else "",
    )


def change(report: Report, language: str) -> str:
    """（比上周 +3，比去年同期 -1）; nothing where neither is known."""
    if report.before.is_quiet and report.year_before.is_quiet:
        return ""
    is_team = report.subject.team_id is not None
    now, before, past = (
        figures.visits if is_team else figures.filed for figures in (report.this, report.before, report.year_before)
    )
    said = word(f"vs_{report.period.kind.value}", language, change=signed(now - before))
    if past and report.period.kind is not PeriodKind.YEAR:
        said = word("vs_same", language, vs=said, change=signed(now - past))
    return word("in_brackets", language, said=said)


def signed(number: int) -> str:
    """+3, -1 or ±0."""
    return f"{number:+d}" if number else "±0"


def _period(books: Books, report: Report, language: str) -> str:
    name = period_name(report.period, language)
    if report.period.kind is PeriodKind.WEEK:
        name = f"{name} {span(report.period, language)}"
    if report.period.end(books.zone) <= report.now:
        return name
    today = short_day(report.now.astimezone(books.zone).date(), language)
    return word("so_far", language, period=name, today=today)


def _thanks(report: Report, names: Mapping[int, str], language: str) -> str:
    known = [one for one in report.thanks if one.person in names][:MOST_THANKS]
    return ("、" if language != "en" else ", ").join(names[one.person] for one in known)


def _actions(books: Books, report: Report, names: Mapping[int, str], language: str, extra: str) -> Iterator[ActionLine]:
    actions = report.actions

    def item(code: str) -> str:
        return books.item_name(code, language)

    def line(kind: str, count: int, **values: object) -> ActionLine:
        return ActionLine(kind, count, f"{kind}.{extra}", **values)  # type: ignore[arg-type]

    if actions.overdue:
        first = actions.overdue[0]
        yield line("overdue", len(actions.overdue), number=first.number, item=item(first.item))
    if actions.unmet:
        unmet = actions.unmet[0]
        values = {"number": unmet.request.number, "item": item(unmet.request.item), "why": word(unmet.why, language)}
        yield line("unmet", len(actions.unmet), **values)
    if actions.uncovered:
        soon = actions.uncovered[0]
        when = say_day(soon.start, books.zone, language)
        yield line("uncovered", len(actions.uncovered), when=when, item=item(soon.item))
    if actions.longest:
        oldest = actions.longest[0]
        days = (report.now - oldest.opened_at).days
        yield line("longest", len(actions.longest), number=oldest.number, item=item(oldest.item), days=days)
    if actions.directives:
        order = actions.directives[0]
        when = say_day(order.deadline, books.zone, language)
        yield line("directives", len(actions.directives), number=order.number, when=when)
    if actions.approvals:
        days = (report.now - actions.approvals[0].entered_at).days
        yield line("approvals", len(actions.approvals), days=days)
    if actions.overloaded:
        busy = actions.overloaded[0]
        values = {"name": busy.team.name, "promised": busy.promised, "members": busy.team.members}
        yield line("overloaded", len(actions.overloaded), **values)
    if actions.expiring:
        paper = actions.expiring[0]
        name = names.get(paper.person, word("somebody", language))
        yield line("expiring", len(actions.expiring), name=name, when=short_day(paper.on, language))
    if actions.forecast:
        want = actions.forecast[0]
        place, expected = books.area_name(want.town), round(want.expected)
        yield line("forecast", expected, item=item(want.item), name=place, members=want.able)
    if actions.idle and report.subject.team_id is None:
        shown = ("、" if language != "en" else ", ").join(team.name for team in actions.idle[:NAMES_SHOWN])
        yield line("idle", len(actions.idle), name=shown)
