"""Time in chat, over the Bot API: availability in words, moving, reminders, the calendar; care plans; alarms; official holidays."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from icalendar import Calendar

from tests.chat.world import World
from tests.county import VILLAGE
from tests.kernels import compile_kernels
from web.feeds import routes

# the use cases are tested on both kinds of database; how they are talked about does not depend on it
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def feed(world: World, token: str) -> tuple[int, list[dict[str, object]]]:
    """The status and the events of a calendar, read over HTTP."""
    app = web.Application()
    app.add_routes(routes(world.database, world.settings, world.clock))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/calendar/{token}.ics") as answer:
            if answer.status != 200:
                return answer.status, []
            calendar = Calendar.from_ical(await answer.read())
    finally:
        await runner.cleanup()
    return answer.status, [
        {"start": event.decoded("dtstart"), "summary": str(event["summary"]), "text": event.to_ical().decode()}
        for event in calendar.walk("VEVENT")
    ]


async def test_from_availability_in_words_to_the_calendar(world: World) -> None:
    """Availability in words, an offer only when free, moved by the resident, everybody told, reminded at the new time."""
    wang = await world.resident("王秀英", phone="+8613800000001", door="3组12号")
    li = await world.volunteer("李敏")
    await li.say("我有空")
    await li.sees("还没说过")
    await li.say("每周三下午和周四有空")
    week = await li.sees("记下了")
    assert "11月25日（周三）：13:00–18:00" in week.text
    assert "11月26日（周四）：全天有空" in week.text
    assert "11月27日（周五）：没空" in week.text

    await wang.say("明天上午想请人来看看电视，没有声音了")
    await wang.press("确定")
    await wang.sees("附近暂时没有合适的志愿者")
    await li.sees_no("想请您帮忙")
    await wang.press("取消")
    await wang.press("是，取消")

    await wang.say("明天下午两点想请人来看看电视，没有声音了")
    await wang.press("确定")
    offer = await li.sees("想请您帮忙")
    await li.press("接单", offer)
    await wang.sees("约好了")

    await wang.say("我的点单")
    await wang.press("2 号")
    await wang.press("改时间")
    await wang.say("后天上午十点")
    await wang.press("行，改")
    moved = await li.sees("时间改了")
    assert "11月26日（周四） 上午10:00" in moved.text

    await world.turn(hours=7, step=timedelta(minutes=30))  # 19:00 on Tuesday: the evening before the old time
    await li.sees_no("提醒一下")
    await world.turn(hours=24, step=timedelta(minutes=30))  # 19:00 on Wednesday
    reminder = await li.sees("提醒一下，明天的服务")
    assert "11月26日（周四） 上午10:00" in reminder.text
    assert "3组12号" in reminder.text
    assert "李敏" in (await wang.sees("提醒一下，明天的服务")).text
    await world.turn(hours=13, step=timedelta(minutes=30))  # 8:00 on Thursday
    await li.sees("今天 10:00 的服务快到了")
    await wang.sees("请把这四个数字告诉他")
    for one in (li, wang):
        await one.look()
        assert sum("提醒一下" in shown.text for shown in one.messages) == 1
        assert sum("的服务快到了" in shown.text for shown in one.messages) == 1

    await li.press("放进手机日历")
    await li.press("我的日历")
    token = (await li.sees("/calendar/")).text.split("/calendar/")[1].split(".ics")[0]
    status, [event] = await feed(world, token)
    assert status == 200
    assert event["start"] == datetime(2026, 11, 26, 2, tzinfo=UTC)
    assert "高桥村" in str(event["summary"])
    for private in ("王秀英", "13800000001", "3组12号"):
        assert private not in str(event["text"])
    await li.press("返回")
    await li.press("地址全部作废")
    assert (await feed(world, token))[0] == 404


async def test_rules_are_shown_and_taken_back(world: World) -> None:
    li = await world.volunteer("李敏")
    await li.say("除了周末都行")
    await li.sees("11月28日（周六）：没空")
    await li.press("我说过的")
    rules = await li.sees("后说的算数")
    assert "1. 每周六、周日：没空" in rules.text
    await li.press("去掉 1", rules)
    await li.press("返回")
    assert "11月28日（周六）：全天有空" in li.last.text
    await li.press("我说过的")
    await li.press("全部去掉")
    assert "还没说过" in li.last.text


async def test_a_residents_words_are_not_taken_for_a_volunteers(world: World) -> None:
    wang = await world.resident("王秀英")
    await wang.say("我每周二四上午有空")
    await wang.sees_no("记下了")


async def test_nobody_comes_and_others_are_asked(world: World) -> None:
    wang, clerk = await world.resident("王秀英", door="3组12号"), await world.clerk("孙丽")
    li = await world.volunteer("李敏")
    await wang.say("明天下午两点想请人来看看电视，没有声音了")
    await wang.press("确定")
    await li.press("接单")
    await world.turn(hours=26, minutes=14, step=timedelta(minutes=7))
    await clerk.sees_no("没有人签到")
    await world.turn(minutes=1)
    alarm = await clerk.sees("到点 15分钟 了，没有人签到")
    assert "李敏" in alarm.text
    await li.sees("您到了吗")
    zhao = await world.volunteer("赵军")
    await clerk.press("没有人去，重新找人", alarm)
    await clerk.sees("记为没有人来")
    await wang.sees("志愿者")
    await zhao.sees("想请您帮忙")
    await world.turn(minutes=30, step=timedelta(minutes=10))
    await clerk.sees_no("没有人签到")


async def test_a_clerk_makes_a_care_plan_and_pauses_it(world: World) -> None:
    clerk = await world.clerk("孙丽")
    await world.resident("刘奶奶", phone="+8613900000009", door="5组")
    await clerk.say("替人点单")
    await clerk.say("刘奶奶 13900000009")
    await clerk.say("每周二四上午十点陪她聊聊天")
    card = await clerk.sees("您看对不对")
    assert "每周二" in card.text
    await clerk.press("确定", card)
    await clerk.press("做成关爱计划")
    plan = await clerk.sees("往后四周的单子已经排好")
    assert "刘奶奶" in plan.text
    assert "11月26日（周四） 上午10:00" in plan.text
    await clerk.press("11月26日（周四）这次不去")
    await clerk.sees("11月26日（周四） 上午10:00（这次不去）")
    await clerk.press("暂停（住院、外出）")
    await clerk.press("等我说恢复")
    await clerk.sees("暂停中，等您说恢复")
    await clerk.press("恢复")
    await clerk.sees_no("暂停中")
    await clerk.say("关爱计划")
    await clerk.press("1. 刘奶奶")
    await clerk.press("结束")
    await clerk.press("是，结束")
    await clerk.sees("这个计划已经结束")


async def test_a_whole_plan_is_moved_in_words(world: World) -> None:
    """以后都改到周三下午: who goes hears it, the reminder and the calendar follow."""
    clerk, li = await world.clerk("孙丽"), await world.volunteer("李敏")
    liu = await world.resident("刘奶奶", phone="+8613900000009", door="5组")
    await clerk.say("替人点单")
    await clerk.say("刘奶奶 13900000009")
    await clerk.say("每周四上午十点陪她聊聊天")
    await clerk.press("确定")
    await clerk.press("做成关爱计划")
    await world.turn(minutes=1)
    await li.press("接单")
    await li.sees("时间定下来了")
    await li.say("我有空")
    await li.press("放进手机日历")
    await li.press("我的日历")
    token = (await li.sees("/calendar/")).text.split("/calendar/")[1].split(".ics")[0]

    await liu.say("以后都改到周三下午三点")
    sure = await liu.sees("以后都改到：每周三 15:00")
    assert "原来的时间：每周四 10:00" in sure.text
    await liu.press("行，改")
    card = await liu.sees("改好了，已经排好的也改了")
    assert "11月25日（周三） 下午3:00" in card.text
    assert "11月25日（周三） 下午3:00" in (await li.sees("时间改了")).text
    assert "12月2日（周三） 下午3:00" in (await clerk.sees("关爱计划的时间改了")).text
    status, [event] = await feed(world, token)
    assert (status, event["start"]) == (200, datetime(2026, 11, 25, 7, tzinfo=UTC))
    await world.turn(hours=7, step=timedelta(minutes=30))
    assert "11月25日（周三） 下午3:00" in (await li.sees("提醒一下，明天的服务")).text

    await clerk.say("关爱计划")
    await clerk.press("1. 刘奶奶")
    await clerk.press("整个计划改时间")
    await clerk.say("嗯")
    await clerk.say("每个工作日中午")
    await clerk.press("行，改")
    await clerk.sees("调休上班那天去")
    await li.say("以后都改到周五")
    await li.sees_no("以后都改到：")


async def test_a_manager_sends_the_official_calendar(world: World) -> None:
    manager, wang = await world.manager(), await world.resident("王秀英")
    table = b'[2031]\noff = ["2031-10-01/2031-10-07"]\nwork = ["2031-10-11"]\n'
    await manager.send_file("document", table, "2031.toml", "application/toml")
    await manager.sees("收下了 2031 年")
    await manager.send_file("document", b"[2031]\noff = 7\n", "2031.toml", "application/toml")
    await manager.sees("这张假期表用不了")
    await wang.send_file("document", table, "2031.toml", "application/toml")
    await wang.sees_no("收下了 2031 年")


async def test_reminders_of_a_kind_can_be_switched_off(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await wang.say("明天下午两点想请人来看看电视，没有声音了")
    await wang.press("确定")
    await li.press("接单")
    await world.turn(hours=7, step=timedelta(hours=1))
    await li.press("以后前一晚不用提醒")
    await li.sees("这一类提醒以后不发了")
    await wang.say("我的点单")
    await wang.press("1 号")
    await wang.press("改时间")
    await wang.say("后天下午三点")
    await wang.press("行，改")
    await world.turn(hours=24, step=timedelta(hours=1))
    await li.look()
    assert sum("提醒一下" in shown.text for shown in li.messages) == 1
    await wang.look()
    assert sum("提醒一下" in shown.text for shown in wang.messages) == 2


async def test_three_times_are_proposed_and_one_is_tapped(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await li.say("除了周三下午都行")
    await wang.say("明天想请人来看看电视，没有声音了")
    await wang.press("确定")
    await li.press("接单")
    await li.sees("正在问哪个时间最方便")
    await wang.sees_no("约好了")
    asked = await wang.sees("哪个时间您方便")
    times = [label for label, data in asked.buttons if data.startswith("agree.take")]
    assert times == ["11月25日（周三） 上午9:00", "11月25日（周三） 上午10:30"]
    await wang.press("上午10:30", asked)
    await wang.sees("就定在 11月25日（周三） 上午10:30")
    assert "上午10:30" in (await wang.sees("约好了")).text
    assert "上午10:30" in (await li.sees("定下来了，请您去")).text
    await wang.press_data(next(data for label, data in asked.buttons if "9:00" in label), asked.id)
    assert "上午10:30" in (await wang.sees("约好了")).text
    await world.turn(hours=7, step=timedelta(hours=1))
    assert "上午10:30" in (await li.sees("提醒一下")).text


async def test_who_does_not_choose_keeps_the_first_time(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await wang.say("后天想请人来看看电视，没有声音了")
    await wang.press("确定")
    await li.press("接单")
    await wang.sees("哪个时间您方便")
    await world.turn(hours=5, step=timedelta(hours=1))
    await wang.sees_no("约好了")
    await world.turn(hours=2, step=timedelta(hours=1))
    assert "上午9:00" in (await wang.sees("约好了")).text


async def test_a_captain_plans_a_day(world: World) -> None:
    """A draft of the whole team's day, one visit moved, and released: everybody hears."""
    compile_kernels()
    zhang, zhao, qian = [await world.volunteer(name) for name in ("张伟", "赵军", "钱伟")]
    captain = await world.captain("李队长", "高桥分队", VILLAGE, zhang, zhao, qian)
    residents = [await world.resident(f"奶奶{n}", door=f"{n}组", lives_alone=True) for n in (1, 2)]
    for part, resident in zip(("上午九点", "下午三点"), residents, strict=True):
        await resident.say(f"后天{part}想请人来搬个大柜子")
        await resident.press("确定")
        await captain.press("接单")
    await captain.say("排班")
    await captain.press("后天")
    draft = await captain.sees("这是草稿")
    assert draft.text.count("09:00") == 2
    assert draft.text.count("15:00") == 2
    await captain.press(next(label for label, data in draft.buttons if data.startswith("day.move")))
    chosen = next(label for label, data in captain.last.buttons if data.startswith("day.pin"))
    await captain.press(chosen)
    again = await captain.sees("这是草稿")
    assert f"{chosen}\n09:00" in again.text
    await captain.press("发给大家")
    await captain.sees("点了 4 次名")
    for resident in residents:
        await resident.sees("约好了")
