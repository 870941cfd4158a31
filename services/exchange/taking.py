"""Taking in one row: it becomes a record, is known already, or is refused with its column and what is allowed there.

Nothing of a row makes anybody's right or balance: captains are appointed by a manager, hours wait as grade C for a second
person, qualifications are kept as papers until somebody has seen them, and what is derived is not read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson
from pypinyin import lazy_pinyin

from models.area import Venue
from models.certificate import Paper
from models.counter import next_number, not_below
from models.crypto import keyring
from models.exchange import ForeignRecord
from models.feedback import Feedback
from models.grant import Grant, Role
from models.hours import Grade
from models.ids import long, new_id
from models.person import Certificate, Person, Sex, Volunteer, set_phone
from models.queries import exchange as queries
from models.queries.hours import spans
from models.request import Attachment
from models.star import Star
from models.team import Membership, Team, TeamKind
from services.exchange.cells import Ground, RowRefused
from services.exchange.elements import SERVED, SEXES, TEAMS, Element
from services.hours.entering import enter, new_claim
from services.work import Work

LONGEST = timedelta(hours=24)
OURS = 10  # a random id is written in no fewer characters (but for one in four million); other systems' numbers are shorter
HOME: dict[Element, tuple[type[Any], ...]] = {
    Element.AWARD: (Star,),
    Element.PAPER: (Certificate, Paper),
    Element.OPINION: (Feedback, Attachment),
}
Values = dict[str, Any]


class Taken(StrEnum):
    """`known`: the same record is here already, and stays as it is."""

    ADDED = "added"
    KNOWN = "known"


@dataclass(slots=True)
class Taking:
    """An import under way: `teams` are the ids of the file's teams, `undone` the records that it says were reversed."""

    exchange_id: int
    ground: Ground
    teams: dict[str, int] = field(default_factory=dict)
    undone: frozenset[str] = frozenset()


async def take(work: Work, taking: Taking, element: Element, values: Values) -> Taken:
    """Take in a row.

    Raises:
        RowRefused: it cannot be taken in.
    """
    takers: dict[Element, Callable[[Work, Taking, Values], Awaitable[Taken]]] = {
        Element.TEAM: _team,
        Element.VOLUNTEER: _volunteer,
        Element.TIME: _time,
    }
    if element in takers:
        return await takers[element](work, taking, values)
    return await _foreign(work, taking, element, values)


async def _team(work: Work, taking: Taking, values: Values) -> Taken:
    code, venue, name = values["团体编号"], values["所属站点代码"], values["名称"]
    await _must_be_venue(work, "所属站点代码", venue)
    known = await queries.team_at(work.session, venue, name)
    if known is None:
        known = Team(
            id=await _own_id(work, code),
            venue_code=venue,
            parent_id=await _known_team(work, taking, "上级团体编号", values["上级团体编号"]),
            kind=TeamKind(_back(TEAMS, values["类别"])),
            name=name,
            skills=values["服务项目"] or [],
        )
        work.session.add(known)
        await work.session.flush()
        taken = Taken.ADDED
    else:
        taken = Taken.KNOWN
    taking.teams[code] = known.id
    return taken


async def _volunteer(work: Work, taking: Taking, values: Values) -> Taken:
    number, phone = values["统一编号"], values["联系电话"]
    known = await queries.volunteer_with(work.session, number) if number else None
    if known is not None:
        if known[1].name != values["姓名"]:
            raise RowRefused("统一编号", "taken")
        return Taken.KNOWN
    teams = [await _known_team(work, taking, "所属团体编号", code) for code in values["所属团体编号"] or []]
    person = await queries.person_with_phone(work.session, phone) if phone else None
    if person is None:
        person = _person(work, values)
    elif person.name != values["姓名"]:
        raise RowRefused("联系电话", "taken")
    elif await work.session.get(Volunteer, person.id) is not None:
        return Taken.KNOWN
    await _register(work, person, number, values)
    for team in teams:
        work.session.add(Membership(team_id=team, person_id=person.id, asked_at=work.now, approved_at=work.now))
    return Taken.ADDED


def _person(work: Work, values: Values) -> Person:
    person = Person(
        area_code=values["区划代码"],
        sex=Sex(_back(SEXES, values["性别"] or SEXES["unknown"])),
        birth_year=values["出生年份"],
        created_at=work.now,
    )
    person.name, person.pinyin = values["姓名"], " ".join(lazy_pinyin(values["姓名"]))
    set_phone(person, values["联系电话"])
    work.session.add(person)
    return person


async def _register(work: Work, person: Person, number: str | None, values: Values) -> None:
    county = work.actor.county_code
    counter, own = f"volunteer:{county}", f"{county}9"
    if number is None:
        number = f"{own}{await next_number(work.session, counter):05d}"
    elif number.startswith(own) and number[len(own) :].isdecimal() and len(number) == len(own) + 5:
        await not_below(work.session, counter, int(number[len(own) :]))
    day = values["注册日期"]
    joined = datetime.combine(day, datetime.min.time(), work.zone).astimezone(UTC) if day else work.now
    volunteer = Volunteer(
        id=person.id,
        number=number,
        skills=values["服务项目"] or [],
        weekly_minutes=work.settings.offers.weekly_minutes,
        joined_at=min(joined, work.now),
    )
    work.session.add(volunteer)
    work.session.add(Grant(person_id=person.id, role=Role.VOLUNTEER, area_code=county, since=work.now))


async def _time(work: Work, taking: Taking, values: Values) -> Taken:
    if values["类型"] != SERVED:
        raise RowRefused("类型", "not_service")
    start, end, minutes, chain = values["开始时间"], values["结束时间"], values["分钟数"], values["站点代码"]
    _must_be_stretch(work, start, end, minutes)
    await _must_be_venue(work, "站点代码", chain)
    person = await _person_of(work, values)
    if await queries.same_hours(work.session, person.id, start, minutes):
        return Taken.KNOWN
    if values["记录编号"] in taking.undone:
        raise RowRefused("记录编号", "undone")
    around = await spans(work.session, person.id, start, end)
    if any(one.start < end and one.end > start for one in around):
        raise RowRefused("开始时间", "overlap")
    request = await _project(work, values["项目编号"])
    claim = new_claim(
        work,
        person_id=person.id,
        chain=chain,
        start=start,
        minutes=minutes,
        grade=Grade.C,
        request_id=request.id if request is not None and request.venue_code == chain else None,
    )
    await enter(work, claim, quietly=True)
    return Taken.ADDED


def _must_be_stretch(work: Work, start: datetime | None, end: datetime | None, minutes: int) -> None:
    if start is None or end is None:
        raise RowRefused("开始时间" if start is None else "结束时间", "empty")
    if end <= start:
        raise RowRefused("结束时间", "order")
    if end > work.now:
        raise RowRefused("结束时间", "future")
    most = int(min(end - start, LONGEST).total_seconds()) // 60
    if not 1 <= minutes <= most:
        raise RowRefused("分钟数", "number", least=1, most=most)


async def _foreign(work: Work, taking: Taking, element: Element, values: Values) -> Taken:
    record = values.get("记录编号")
    if await _came_about_here(work, element, record, values):
        return Taken.KNOWN
    person = await _person_of(work, values) if "统一编号" in values else None
    kept = {name: _text(work, value) for name, value in values.items() if value is not None and name != "姓名"}
    said = [element.value, kept.get("统一编号"), record] if record else [element.value, *sorted(kept.items())]
    key = keyring().blind("exchange", orjson.dumps(said).decode())
    if await queries.foreign_with(work.session, key) is not None:
        return Taken.KNOWN
    area = values.get("区划代码") or (person.area_code if person else work.actor.county_code)
    row = ForeignRecord(
        element=element.value,
        key=key,
        area_code=area,
        person_id=person.id if person else None,
        exchange_id=taking.exchange_id,
        at=work.now,
    )
    row.columns = orjson.dumps(kept).decode()
    work.session.add(row)
    return Taken.ADDED


async def _came_about_here(work: Work, element: Element, record: str | None, values: Values) -> bool:
    if element is Element.PROJECT:
        return await _project(work, values["项目编号"]) is not None
    row_id = _id(record)
    return row_id is not None and any(
        [await queries.is_here(work.session, table, row_id) for table in HOME.get(element, ())]
    )


async def _project(work: Work, code: str | None) -> Any:
    county, _, number = (code or "").partition("-")
    if county != work.actor.county_code or not number.isdecimal() or len(number) > 12:
        return None
    return await queries.request_with(work.session, county, int(number))


async def _person_of(work: Work, values: Values) -> Person:
    found = await queries.volunteer_with(work.session, values["统一编号"])
    if found is None:
        raise RowRefused("统一编号", "person")
    if values["姓名"] is not None and values["姓名"] != found[1].name:
        raise RowRefused("姓名", "name")
    return found[1]


async def _must_be_venue(work: Work, column: str, code: str) -> None:
    if await work.session.get(Venue, code) is None:
        raise RowRefused(column, "venue")


async def _known_team(work: Work, taking: Taking, column: str, code: str | None) -> int | None:
    """The team that a code means: one of the file, or one that is here under this number."""
    if not code:
        return None
    row_id = taking.teams.get(code) or _id(code)
    if row_id is None or await work.session.get(Team, row_id) is None:
        raise RowRefused(column, "team")
    return row_id


async def _own_id(work: Work, code: str) -> int:
    """The id that the file's code stands for, where it is one of ours and free; else a fresh one."""
    row_id = _id(code)
    return row_id if row_id and not await queries.is_here(work.session, Team, row_id) else new_id()


def _id(code: str | None) -> int | None:
    try:
        return long(code) if code and len(code) >= OURS else None
    except ValueError:
        return None


def _back(names: dict[str, str], name: str) -> str:
    return next(value for value, shown in names.items() if shown == name)


def _text(work: Work, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(work.zone).strftime("%Y-%m-%d %H:%M:%S")
    return str(value) if isinstance(value, date) else value
