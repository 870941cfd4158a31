"""The manager's summary in chat: asked for, opened line by line, as a file, and asked in words."""

import pytest

from tests.chat.world import World


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_manager_reads_the_week_and_opens_what_waits(world: World) -> None:
    wang, manager = await world.resident("王秀英"), await world.manager()
    await wang.say("明天上午想请人来弄一下手机")
    await wang.press("先不写，到时候电话说")
    await wang.press("确定")
    await manager.say("本周小结")
    shown = await manager.sees("点单 1")
    await manager.press("没人能接 1", shown)
    listed = await manager.sees("问遍了没人能接")
    await manager.press("1. 第 1 号", listed)
    await manager.sees("第 1 号单")
    await manager.say("这周点了多少单")
    await manager.sees("我是这样理解的：盱眙县")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_resident_gets_none(world: World) -> None:
    wang = await world.resident("王秀英")
    await wang.say("本周小结")
    await wang.sees_no("按时接单")
