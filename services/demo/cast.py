"""The people of the demo whom one can be: a resident, two volunteers, a captain, a clerk and the manager, with chat accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.area import Area, VenueLevel
from models.grant import Role
from models.person import Account, Person, Sex, Volunteer
from models.request import Request, RequestState
from models.scope import unscoped
from models.team import Membership, Team
from models.visit import Attendance, AttendanceState, Visit, VisitState
from models.webchat import create_chat_user
from services.demo.people import Maker, grant, make_volunteer
from services.demo.skills import CARING, NEIGHBOUR, Calling

FIRST_USER_ID = 1001
HANDS = Calling(
    "多面手",
    (*NEIGHBOUR, *CARING, "A05", "B03", "C01", "C02", "C03", "C05", "F05"),
    ("barber", "nurse", "plumber", "electrician", "first_aid"),
    vetted=True,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the cast: the name, and what is said of it to whoever chooses."""

    key: str
    name: str
    role: str
    hint: str
    sex: Sex
    birth_year: int


PARTS = (
    Part("resident", "王秀英", "居民", "79 岁，一个人住。说一句话就能请人帮忙。", Sex.WOMAN, 1946),
    Part("volunteer", "李敏", "志愿者", "住在同一个村。收到派单，接不接由她定。", Sex.WOMAN, 1988),
    Part("second", "赵军", "志愿者", "也住在村里，和李敏同队。", Sex.MAN, 1979),
    Part("captain", "陈志强", "队长", "镇上志愿服务分队的队长，接单后点名。", Sex.MAN, 1971),
    Part("clerk", "孙丽", "工作人员", "镇文明实践所的工作人员，管待办点单、替人点单。", Sex.WOMAN, 1990),
    Part("manager", "周慧", "中心管理员", "县中心管理员，看本周小结。", Sex.WOMAN, 1978),
)


async def make_cast(maker: Maker, bot_id: int) -> None:
    """Add the cast to a demo county in the making: all live in one village that has a team."""
    team = next(team for team in maker.demo.teams if len(team.venue_code) == 12)
    village = next(area for area in maker.villages if area.code == team.venue_code)
    town = next(area for area in maker.areas if area.code == village.code[:9])
    people = {part.key: _person(maker, village, part) for part in PARTS}
    people["resident"].lives_alone = True
    people["resident"].note = "听力不好，说话大声一点"
    await maker.session.flush()
    for number, key in enumerate(("volunteer", "second", "captain")):
        make_volunteer(maker, people[key], HANDS, f"{village.code[:6]}8{number:05d}")
        _join(maker, team, people[key])
    team.captain_id = people["captain"].id
    grant(maker, people["captain"], Role.CAPTAIN, team_id=team.id)
    grant(maker, people["clerk"], Role.CLERK, town.code)
    grant(maker, people["manager"], Role.MANAGER, village.code[:6])
    await maker.session.flush()
    _known_helper(maker, people["resident"], people["volunteer"], days_ago=9)
    _known_helper(maker, people["resident"], people["second"], days_ago=40)
    await _accounts(maker, people, bot_id)


@unscoped("the demo's choice of who to be, shown to whoever opens the demo's page")
async def cast(session: AsyncSession, bot_id: int) -> Sequence[tuple[int, Part]]:
    """(chat user id, part) of the demo county's cast; empty where there is none."""
    ids = set(await session.scalars(select(Account.chat_id).where(Account.bot_id == bot_id)))
    return [(FIRST_USER_ID + n, part) for n, part in enumerate(PARTS) if FIRST_USER_ID + n in ids]


def _person(maker: Maker, village: Area, part: Part) -> Person:
    kind = "woman" if part.sex is Sex.WOMAN else "man"
    person = maker.person(village, kind, (part.birth_year, part.birth_year))
    person.name, person.sex = part.name, part.sex
    person.pinyin = None
    return person


def _join(maker: Maker, team: Team, person: Person) -> None:
    joined = maker.now - timedelta(days=400)
    maker.session.add(Membership(team_id=team.id, person_id=person.id, asked_at=joined, approved_at=joined))


def _known_helper(maker: Maker, resident: Person, helper: Person, *, days_ago: int) -> None:
    """A service of the past, so that the two know each other and the helper is asked first."""
    start = maker.now - timedelta(days=days_ago)
    end = start + timedelta(minutes=45)
    request = Request(
        county_code=resident.area_code[:6],
        number=90_000 + days_ago,
        area_code=resident.area_code,
        item_code="C09",
        resident_id=resident.id,
        filed_by=resident.id,
        state=RequestState.CLOSED,
        level=VenueLevel.POST,
        venue_code=resident.area_code,
        start=start,
        end=end,
        volunteers=1,
        created_at=start - timedelta(days=1),
        opened_at=start - timedelta(days=1),
        accepted_at=start - timedelta(hours=20),
        ended_at=end,
    )
    visit = Visit(
        request_id=request.id,
        state=VisitState.DONE,
        start=start,
        end=end,
        needed=1,
        created_at=start - timedelta(hours=20),
        started_at=start,
        ended_at=end,
    )
    row = Attendance(
        visit_id=visit.id,
        person_id=helper.id,
        state=AttendanceState.OUT,
        in_at=start,
        out_at=end,
        in_evidence="code",
        out_evidence="self",
        minutes=45,
    )
    maker.session.add_all([request, visit, row])


@unscoped("the demo's cast, before it is opened")
async def wake(session: AsyncSession, bot_id: int) -> None:
    """Let the cast's volunteers be asked again, whatever the days that were played asked of them."""
    ids = select(Account.person_id).where(Account.bot_id == bot_id)
    await session.execute(update(Volunteer).where(Volunteer.id.in_(ids)).values(rest_until=None))


async def _accounts(maker: Maker, people: dict[str, Person], bot_id: int) -> None:
    for number, part in enumerate(PARTS):
        user_id = FIRST_USER_ID + number
        await create_chat_user(maker.session, user_id=user_id, name=part.name, now=maker.now, bot_id=bot_id)
        maker.session.add(Account(person_id=people[part.key].id, bot_id=bot_id, chat_id=user_id, created_at=maker.now))
    await maker.session.flush()
