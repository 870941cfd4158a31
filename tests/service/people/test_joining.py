"""Becoming a volunteer and a member: numbers, skills, who is asked, who answers, and coming again."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from models.grant import Action, NotAllowed
from models.person import Person, Volunteer
from models.team import Membership, Team, TeamKind
from services import joining
from services.work import Refusal, Work
from tests.county import COUNTY, TOWN, VILLAGE, Place
from tests.service.hours.serve import by, clerk_of, rows


async def _person(work: Work) -> Person:
    return await work.session.get_one(Person, work.me)


async def _register(work: Work) -> Volunteer:
    return await joining.register(work, await _person(work))


async def _toggle(work: Work, code: str) -> list[str]:
    return list((await joining.toggle_skill(work, await _person(work), code)).skills)


async def _ask(work: Work, team_id: int) -> Team:
    return await joining.ask_to_join(work, await _person(work), team_id)


async def _teams(work: Work) -> tuple[Sequence[Team], list[Team]]:
    return await joining.nearby_teams(work, await _person(work))


async def _state(place: Place, team_id: int, person_id: int) -> Membership:
    statement = select(Membership).where(Membership.team_id == team_id, Membership.person_id == person_id)
    (found,) = await rows(place, statement)
    assert isinstance(found, Membership)
    return found


async def test_a_volunteer_has_one_number_and_ticks_what_they_do(place: Place) -> None:
    one, other = await place.person("李敏"), await place.person("赵军")
    with pytest.raises(Refusal, match="no_item"):
        await place.act(one, by(_toggle, "C09"))
    numbers = [(await place.act(who, _register)).number for who in (one, other, one)]
    assert numbers == [f"{COUNTY}900001", f"{COUNTY}900002", f"{COUNTY}900001"]
    assert await place.act(one, _may_take) == [COUNTY]
    for code, skills in (("C09", ["C09"]), ("A01", ["A01", "C09"]), ("C09", ["A01"])):
        assert await place.act(one, by(_toggle, code)) == skills
    with pytest.raises(Refusal, match="no_item"):
        await place.act(one, by(_toggle, "Z99"))


async def _may_take(work: Work) -> list[str]:
    return work.actor.areas(Action.TAKE_VISITS)


async def test_the_captain_is_asked_and_who_left_may_ask_again(place: Place) -> None:
    captain, joiner, stranger = [await place.volunteer(name) for name in ("队长", "李敏", "别的队长")]
    team = await place.team("高桥分队", VILLAGE, captain)
    await place.team("别的队", VILLAGE, stranger)
    with pytest.raises(Refusal, match="no_team"):
        await place.act(joiner, by(_ask, team + 1))
    with pytest.raises(Refusal, match="no_team"):
        await place.act(joiner, by(joining.leave_team, team))
    await place.act(joiner, by(_ask, team))
    asked = await _state(place, team, joiner)
    assert [row.ids for row in await place.told(captain, "wants_to_join")] == [{"membership": asked.id}]
    with pytest.raises(Refusal, match="asked_already"):
        await place.act(joiner, by(_ask, team))
    with pytest.raises(NotAllowed):
        await place.act(stranger, lambda work: joining.answer_joiner(work, asked.id, welcome=True))
    with pytest.raises(Refusal, match="changed"):
        await place.act(captain, lambda work: joining.answer_joiner(work, asked.id + 1, welcome=True))

    await place.act(captain, lambda work: joining.answer_joiner(work, asked.id, welcome=True))
    assert len(await place.told(joiner, "join_answer")) == 1
    with pytest.raises(Refusal, match="member_already"):
        await place.act(joiner, by(_ask, team))
    with pytest.raises(Refusal, match="changed"):
        await place.act(captain, lambda work: joining.answer_joiner(work, asked.id, welcome=False))

    place.clock.turn(hours=1)
    with pytest.raises(Refusal, match="captain_stays"):
        await place.act(captain, by(joining.leave_team, team))
    assert [len(teams) for teams in await place.act(joiner, _teams)] == [1, 1], "their own, and the other"
    await place.act(joiner, by(joining.leave_team, team))
    assert [len(teams) for teams in await place.act(joiner, _teams)] == [0, 2]
    with pytest.raises(Refusal, match="no_team"):
        await place.act(joiner, by(joining.leave_team, team))
    left = await _state(place, team, joiner)
    assert left.left_at == place.clock()
    await place.act(joiner, by(_ask, team))
    again = await _state(place, team, joiner)
    assert (again.id, again.left_at, again.approved_at, again.asked_at) == (asked.id, None, None, place.clock())
    assert len(await place.told(captain, "wants_to_join")) == 2

    place.clock.turn(minutes=1)
    await place.act(captain, lambda work: joining.answer_joiner(work, asked.id, welcome=False))
    with pytest.raises(Refusal, match="changed"):
        await place.act(captain, lambda work: joining.answer_joiner(work, asked.id, welcome=True))
    assert (await _state(place, team, joiner)).left_at == place.clock()


async def test_where_a_team_has_no_captain_the_nearest_clerk_is_asked(place: Place) -> None:
    joiner, early = await place.volunteer("李敏"), await place.volunteer("赵军")
    async with place.database.begin() as session:
        team = Team(venue_code=VILLAGE, kind=TeamKind.BRANCH, name="高桥分队", skills=[])
        session.add(team)
    await place.act(early, by(_ask, team.id))  # the county has nobody yet who could be told
    far, clerk = await clerk_of(place, "县里的", COUNTY), await clerk_of(place, "镇里的", TOWN)
    await place.act(joiner, by(_ask, team.id))
    asked = await _state(place, team.id, joiner)
    assert [row.ids for row in await place.told(clerk, "wants_to_join")] == [{"membership": asked.id}]
    assert await place.told(far) == []
    answered = await place.act(clerk, lambda work: joining.answer_joiner(work, asked.id, welcome=True))
    assert (answered.approved_by, answered.approved_at) == (clerk, place.clock())
