"""Things to do as lines to read, as buttons that open them, and as tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from models.ids import short
from models.queries.summary_now import Waiting
from services.summary.books import Books, Report
from services.summary.plain import Cell, Group, Table, Target
from templates.summary.words import short_day, word
from templates.words import say_when

REQUEST = "clerk.show"
SUMMARY = "sum.show"
PAGE = "web.open"  # a page of the managers' pages, by a one-time link


def todo_groups(books: Books, report: Report, names: Mapping[int, str], language: str) -> Iterator[Group]:
    """One group for each kind of action that has any, the most pressing kind first."""
    made = _Groups(books, report, names, language)
    yield from made.waiting("overdue", report.actions.overdue)
    yield from made.unmet()
    yield from made.uncovered()
    yield from made.waiting("longest", report.actions.longest)
    yield from made.directives()
    yield from made.approvals()
    yield from made.overloaded()
    yield from made.forecast()
    yield from made.expiring()
    yield from made.idle()


class _Groups:
    """Makes groups in one language."""

    def __init__(self, books: Books, report: Report, names: Mapping[int, str], language: str) -> None:
        self.books, self.report, self.names, self.language = books, report, names, language

    def waiting(self, name: str, rows: Sequence[Waiting]) -> Iterator[Group]:
        now = self.report.now
        return self._group(
            name,
            ("number", "item", "part", "opened", "limit"),
            [(*self._request(row), self._at(row.respond_by) if row.respond_by else "") for row in rows],
            [self._said(self._title(row), self._say("waits", days=(now - row.opened_at).days)) for row in rows],
            [Target(REQUEST, row.id) for row in rows],
        )

    def unmet(self) -> Iterator[Group]:
        found = self.report.actions.unmet
        return self._group(
            "unmet",
            ("number", "item", "part", "opened", "why"),
            [(*self._request(one.request), self._say(one.why)) for one in found],
            [self._said(self._title(one.request), self._say(one.why)) for one in found],
            [Target(REQUEST, one.request.id) for one in found],
        )

    def uncovered(self) -> Iterator[Group]:
        found = self.report.actions.uncovered
        starts = [self._at(one.start) for one in found]
        return self._group(
            "uncovered",
            ("number", "item", "part", "start"),
            [
                (one.number, self._item(one.item), self.books.area_name(one.area), start)
                for one, start in zip(found, starts, strict=True)
            ],
            [
                self._said(self._named(one.number, one.item, one.area), self._say("starts", when=start))
                for one, start in zip(found, starts, strict=True)
            ],
            [Target(REQUEST, one.id) for one in found],
        )

    def directives(self) -> Iterator[Group]:
        found = self.report.actions.directives
        said = [self._say(f"rule_{one.rule.value}", count=one.found, item=self._item(one.item or "")) for one in found]
        return self._group(
            "directives",
            ("directive", "part", "what", "state", "limit"),
            [
                (
                    one.number,
                    self.books.area_name(one.area),
                    what,
                    self._say(f"is_{one.state.value}"),
                    self._at(one.deadline),
                )
                for one, what in zip(found, said, strict=True)
            ],
            [
                self._say("directive_row", number=one.number, place=self.books.area_name(one.area), what=what)
                for one, what in zip(found, said, strict=True)
            ],
            [Target("dir.show", one.id) for one in found],
        )

    def approvals(self) -> Iterator[Group]:
        found = self.report.actions.approvals
        named = [self.names.get(one.person, self._say("somebody")) for one in found]
        return self._group(
            "approvals",
            ("name", "minutes", "start", "part"),
            [
                (name, one.minutes, self._at(one.start), self.books.area_name(one.area))
                for one, name in zip(found, named, strict=True)
            ],
            [
                self._say("approval_row", name=name, minutes=one.minutes, when=self._at(one.start))
                for one, name in zip(found, named, strict=True)
            ],
            [Target("hours.one", one.id) for one in found],
        )

    def overloaded(self) -> Iterator[Group]:
        found = self.report.actions.overloaded
        return self._group(
            "overloaded",
            ("team", "members", "promised"),
            [(busy.team.name, busy.team.members, busy.promised) for busy in found],
            [
                self._say("busy_row", name=busy.team.name, promised=busy.promised, members=busy.team.members)
                for busy in found
            ],
            [self._team(busy.team.id) for busy in found],
        )

    def forecast(self) -> Iterator[Group]:
        found = self.report.actions.forecast
        shown = [(self.books.area_name(one.town), self._item(one.item), round(one.expected)) for one in found]
        return self._group(
            "forecast",
            ("part", "item", "expected", "able", "error", "naive"),
            [
                (place, item, expected, one.able, one.error, one.naive)
                for one, (place, item, expected) in zip(found, shown, strict=True)
            ],
            [
                self._say("forecast_row", place=place, item=item, expected=expected, able=one.able)
                for one, (place, item, expected) in zip(found, shown, strict=True)
            ],
            [Target(PAGE, 0, f"volunteers?item={one.item}&place={one.town}") for one in found],
        )

    def expiring(self) -> Iterator[Group]:
        found = self.report.actions.expiring
        named = [(self.names.get(one.person, self._say("somebody")), self._say(one.kind), one.on) for one in found]
        return self._group(
            "expiring",
            ("name", "kind", "on"),
            [(name, kind, on.isoformat()) for name, kind, on in named],
            [
                self._say("expiring_row", name=name, kind=kind, on=short_day(on, self.language))
                for name, kind, on in named
            ],
            [Target(PAGE, 0, f"volunteers/{short(one.person)}") for one in found],
        )

    def idle(self) -> Iterator[Group]:
        found = self.report.actions.idle
        return self._group(
            "idle",
            ("team", "members"),
            [(team.name, team.members) for team in found],
            [self._say("idle_row", name=team.name, members=team.members) for team in found],
            [self._team(team.id) for team in found],
        )

    def _say(self, name: str, /, **values: object) -> str:
        return word(name, self.language, **values)

    def _said(self, what: str, more: str) -> str:
        return f"{what}: {more}" if self.language == "en" else f"{what}：{more}"

    def _at(self, when: datetime) -> str:
        return say_when(when, self.books.zone, self.language)

    def _item(self, code: str) -> str:
        return self.books.item_name(code, self.language)

    def _named(self, number: int, item: str, area: str) -> str:
        return self._say("request_row", number=number, item=self._item(item), place=self.books.area_name(area))

    def _title(self, row: Waiting) -> str:
        return self._named(row.number, row.item, row.area)

    def _request(self, row: Waiting) -> tuple[int, str, str, str]:
        return row.number, self._item(row.item), self.books.area_name(row.area), self._at(row.opened_at)

    def _team(self, team_id: int) -> Target:
        return Target(SUMMARY, team_id, f"{self.report.period.key}.t")

    def _group(
        self,
        kind: str,
        columns: Iterable[str],
        rows: Iterable[tuple[Cell, ...]],
        lines: Sequence[str],
        targets: Sequence[Target | None],
    ) -> Iterator[Group]:
        if lines:
            title = self._say(kind)
            table = Table(title, tuple(self._say(column) for column in columns), tuple(rows))
            yield Group(kind, title, tuple(lines), tuple(targets), table)
