"""Questions in chat: the figure, the chart, how it was understood, and only for one's own areas."""

import pytest

from models.grant import NotAllowed, Role
from services.summary.asking import answer_question
from tests.county import COUNTY, OTHER_TOWN, TOWN, Place
from tests.service.summary.golden import tell_story


async def test_a_figure_with_how_it_was_understood(place: Place) -> None:
    await tell_story(place)
    manager = await place.person("周慧", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    told = await place.act(manager, lambda work: answer_question(work, "上周马坝镇陪诊做了几次"))
    assert told is not None
    assert (told.figure, told.understood) == ("3", "马坝镇，11月16日至11月22日，陪诊就医")
    everywhere = await place.act(manager, lambda work: answer_question(work, "上周点了多少单"))
    assert everywhere is not None
    assert everywhere.figure == "7"
    assert everywhere.picture is not None
    assert everywhere.picture.startswith(b"\x89PNG")
    idle = await place.act(manager, lambda work: answer_question(work, "上周哪些站点没人"))
    assert idle is not None
    assert idle.names == ("石桥村",)


async def test_only_for_those_who_may(place: Place) -> None:
    await tell_story(place)
    clerk, resident = await place.person("孙丽", OTHER_TOWN), await place.person("王奶奶")
    await place.grant(clerk, Role.CLERK, OTHER_TOWN)
    assert await place.act(resident, lambda work: answer_question(work, "上周马坝镇陪诊做了几次")) is None
    with pytest.raises(NotAllowed):
        await place.act(clerk, lambda work: answer_question(work, "上周马坝镇陪诊做了几次"))
    own = await place.act(clerk, lambda work: answer_question(work, "上周点了多少单"))
    assert own is not None
    assert own.figure == "2"
    assert TOWN not in own.understood


async def test_each_kind_of_question_has_its_figure(place: Place) -> None:
    """The story's week by hand. Hours and volunteers are not kept by item, so an answer about them claims none."""
    await tell_story(place)
    manager = await place.person("周慧", COUNTY)
    await place.grant(manager, Role.MANAGER, COUNTY)
    week, now = "11月16日至11月22日", "现在"
    for question, figure, understood in (
        ("上周马坝镇陪诊点了几单", "2", f"马坝镇，{week}，陪诊就医"),
        ("上周服务了多少小时", "7", f"盱眙县，{week}"),
        ("上周陪诊做了多少小时", "7", f"盱眙县，{week}"),
        ("上周来了多少志愿者", "2", f"盱眙县，{week}"),
        ("前天马坝镇点了几单", "1", "马坝镇，11月23日"),
        ("马坝镇有几单没人接", "3", f"马坝镇，{now}"),
        ("陪诊有几单没人接", "1", f"盱眙县，{now}，陪诊就医"),
    ):
        told = await place.act(manager, lambda work, said=question: answer_question(work, said))
        assert told is not None, question
        assert (told.figure, told.understood) == (figure, understood), question
