"""The story of the product in chat, over the Bot API: asked, offered, accepted, served, rated; in both languages, and awry."""

from datetime import timedelta

import pytest

from models.grant import Role
from tests.chat.world import World
from tests.county import TOWN

# the use cases are tested on both kinds of database; how they are talked about does not depend on it
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_resident_is_helped_from_the_first_word_to_the_last(world: World) -> None:
    wang = await world.resident("王秀英", phone="+8613800000001", door="3组12号")
    li = await world.volunteer("李敏")
    await wang.say("明天上午想请人来看看电视，没有声音了")
    card = await wang.sees("您看对不对")
    assert "手机网络电视调试" in card.text
    assert "3组12号" in card.text
    await wang.press("确定", card)
    await wang.sees("这是第 1 号单")

    offer = await li.sees("想请您帮忙")
    assert "3组12号" not in offer.text
    assert "王秀英" not in offer.text
    assert "高桥村" in offer.text
    await li.press("为什么问我", offer)
    await li.press("接单")
    accepted = await li.sees("接单了，谢谢")
    assert "王秀英" in accepted.text
    assert "3组12号" in accepted.text
    assert "+8613800000001" in accepted.text

    told = await wang.sees("约好了")
    code = told.text.split("四个数字告诉他：")[1][:4]
    assert code.isdigit()
    await world.turn(hours=20)
    await li.press("出发了")
    await wang.sees("李敏出发了")
    await li.press("我到了")
    await li.say("0000" if code != "0000" else "1111")
    await li.sees("这个码不对")
    await li.say(code)
    await li.sees("记下了")
    await world.turn(minutes=40)
    await li.press("做完了")
    await li.sees("这次服务 40分钟")
    await wang.press("来了")
    await wang.press("准时")
    await wang.press("解决了")
    await wang.sees("谢谢您")
    await wang.say("小李人真好")
    await wang.sees("我转告他们")
    await li.sees("解决问题了")
    await li.say("我的服务")
    await li.sees("一共服务了 40分钟")


@SQLITE
async def test_a_newcomer_agrees_says_where_and_when_and_cancels(world: World) -> None:
    guest = await world.newcomer("新来的")
    await guest.say("想请人帮我买点菜")
    await guest.sees("您同意吗")
    await guest.press("同意，开始")
    await guest.sees("哪个镇")
    await guest.press("马坝镇")
    await guest.press("高桥村")
    await guest.sees("什么时候方便")
    await guest.say("明天下午三点")
    await guest.sees("门牌")
    await guest.say("村小学后面老王家")
    card = await guest.sees("您看对不对")
    assert "代购代办" in card.text
    assert "村小学后面老王家" in card.text
    assert "下午3:00" in card.text
    await guest.press("改一改")
    await guest.say("不是明天，是后天上午")
    changed = await guest.sees("您看对不对")
    assert "上午" in changed.text
    await guest.press("确定", changed)
    await guest.sees("附近暂时没有合适的志愿者")
    await guest.say("我的点单")
    await guest.press("1 号")
    await guest.press("取消这一单")
    await guest.press("是，取消")
    await guest.sees("取消了")


@SQLITE
async def test_a_clerk_asks_for_somebody_without_a_phone(world: World) -> None:
    clerk = await world.clerk("孙丽")
    li = await world.volunteer("李敏", TOWN)
    await clerk.say("替人点单")
    await clerk.sees("替谁点单")
    await clerk.say("刘奶奶 13900000009")
    await clerk.say("明天下午帮她理理手机")
    await clerk.press("高桥村")
    await clerk.say("5组")
    card = await clerk.sees("您看对不对")
    assert "刘奶奶" in card.text
    await clerk.press("确定", card)
    await li.press("接单")
    assert "刘奶奶" in (await li.sees("接单了")).text
    told = await clerk.sees("约好了")
    assert "四个数字" in told.text


@SQLITE
async def test_danger_comes_before_everything(world: World) -> None:
    clerk, guest = await world.clerk("孙丽"), await world.newcomer("吓坏的人")
    await guest.say("快来人啊我爸突然倒在地上没有呼吸了")
    first = next(shown for shown in guest.messages if not shown.mine)
    assert "请马上打 120" in first.text
    neighbour = await world.resident("赵奶奶", phone="+8613800000002")
    await neighbour.say("隔壁着火了，火好大")
    assert "请马上打 119" in next(shown for shown in neighbour.messages if not shown.mine).text
    alert = await clerk.sees("有人说遇到危险")
    assert "隔壁着火了" in alert.text


@SQLITE
async def test_danger_comes_before_what_was_asked_and_before_an_open_card(world: World) -> None:
    wang = await world.resident("王秀英", door="3组12号")
    await wang.say("想请人来看看电视，没有声音了")
    await wang.sees("什么时候方便")
    await wang.say("家里着火了")
    assert "请马上打 119" in (await wang.sees("请马上打")).text
    neighbour = await world.resident("赵奶奶", phone="+8613800000002", door="5组")
    await neighbour.say("明天上午想请人来看看电视，没有声音了")
    await neighbour.sees("您看对不对")
    await neighbour.say("煤气味好大，家里着火了")
    assert "请马上打 119" in (await neighbour.sees("请马上打")).text


@SQLITE
async def test_danger_comes_before_a_new_time(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await wang.say("明天上午想请人来看看电视，没有声音了")
    await wang.press("确定")
    await li.press("接单")
    await wang.sees("约好了")
    await wang.say("我的点单")
    await wang.press("1 号 手机网络电视调试")
    await wang.press("改时间")
    await wang.say("家里着火了")
    assert "请马上打 119" in (await wang.sees("请马上打")).text


@SQLITE
async def test_the_team_is_named_by_its_captain(world: World) -> None:
    wang = await world.resident("王秀英", door="3组12号", lives_alone=True)
    zhang, zhao = await world.volunteer("张伟"), await world.volunteer("赵军")
    captain = await world.captain("陈队长", "高桥分队", "320830101201", zhang, zhao)
    await wang.say("后天上午想请人来搬个大柜子")
    await wang.press("确定")
    await captain.sees("想请高桥分队帮忙")
    await captain.press("接单")
    await wang.sees("高桥分队答应来帮您")
    await captain.press("点名")
    await captain.press("张伟")
    await captain.press("赵军")
    await captain.sees("人齐了")
    await zhang.sees("请您去")
    told = await wang.sees("约好了")
    assert "张伟" in told.text
    await zhang.press("去不了了")
    await zhang.press("是，去不了")
    await captain.sees("有一位队员来不了")
    await captain.say("队里的单子")
    await captain.sees("还没点齐人的")


@SQLITE
async def test_somebody_becomes_a_volunteer_and_joins_a_team(world: World) -> None:
    captain = await world.captain("陈队长", "高桥分队", "320830101201")
    new = await world.newcomer("新人")
    await new.say("/start")
    await new.press("同意，开始")
    await new.say("我想当志愿者")
    await new.say("钱小美 13700000001")
    await new.press("马坝镇")
    await new.press("高桥村")
    await new.press("家政便民")
    await new.press("代购代办")
    await new.press("勾好了")
    await new.press("高桥分队")
    asked = await captain.sees("想加入高桥分队")
    assert "代购代办" in asked.text
    await captain.press("欢迎")
    await new.sees("欢迎您入队")
    for leaver in (new, captain):
        await leaver.say("我想当志愿者")
        await leaver.press("勾好了")
        await leaver.press("退出高桥分队")
    await new.sees("您已经退出高桥分队")
    await captain.sees("您是这个队的队长")
    wang = await world.resident("王秀英", door="3组12号")
    await wang.say("明天上午想请人帮我买点米")
    await wang.press("确定")
    await world.turn(hours=3)
    assert any("想请您帮忙" in shown.text for shown in await new.look())


@SQLITE
async def test_the_clerks_queue(world: World) -> None:
    clerk = await world.clerk("孙丽")
    wang = await world.resident("王秀英", door="3组12号")
    for _ in range(2):
        await wang.say("明天上午想请人来剪头发")
        await wang.press("确定")
    await clerk.say("待办点单")
    await clerk.sees("等着办的点单")
    await clerk.press("2 号")
    await clerk.sees("像是和第 1 号是一件事")
    await clerk.press("并到第 1 号")
    await wang.sees("并到第 1 号一起办了")
    await clerk.press("1 号")
    await clerk.press("办不了")
    await clerk.say("这周理发师傅都在外地")
    declined = await wang.sees("办不了")
    assert "这周理发师傅都在外地" in declined.text


@SQLITE
async def test_another_time_and_a_move(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await wang.say("明天上午十点想请人来看看手机")
    await wang.press("确定")
    await li.press("换个时间行")
    asked = await li.sees("哪个时间您行")
    await li.press(asked.buttons[0][0])
    await wang.press("行，就这个时间")
    await li.sees("请您去")
    await wang.say("看手机的改到大后天下午三点")
    await wang.press("行，改")
    moved = await li.sees("时间改了")
    assert "下午3:00" in moved.text
    await li.press("能去", moved)


@SQLITE
async def test_in_english(world: World) -> None:
    guest = await world.newcomer("Anna", language="en")
    await guest.say("Could somebody help me set up my TV tomorrow afternoon?")
    await guest.sees("Do you agree?")
    await guest.press("I agree, start")
    await guest.press("马坝镇")
    await guest.press("高桥村")
    await guest.press("Not now")
    card = await guest.sees("Is it right?")
    assert "Setting up phone, network and TV" in card.text
    await guest.press("Confirm", card)
    await guest.sees("This is request 1")


@SQLITE
async def test_what_people_send_is_never_lost_and_never_breaks(world: World) -> None:
    clerk = await world.clerk("孙丽")
    wang = await world.resident("王秀英", door="3组12号")
    for text in ("<b>&amp;", "‮abc‬\x07", "？", "😀" * 50, "好" * 4_000, "/nonsense"):
        await wang.say(text)
        assert wang.last.text
    await wang.send_file("voice", b"OggS" + bytes(200), "voice.ogg", "audio/ogg")
    await wang.sees("已经转给村里的工作人员")
    await clerk.sees("请听一听、看一看")
    await wang.press_data("nothing:at:all", wang.last.id)
    await wang.press_data("offer.yes:abc:1", wang.last.id)
    await wang.say("你们上次来的人态度很差，我要投诉")
    await wang.sees("对不起")
    await clerk.sees("居民不满意")


@SQLITE
async def test_old_buttons_are_answered_kindly(world: World) -> None:
    wang, li, zhao = (
        await world.resident("王秀英", door="3组12号"),
        await world.volunteer("李敏"),
        await world.volunteer("赵军"),
    )
    await world.official("孙丽", Role.CLERK, TOWN)
    start = (world.clock() + timedelta(minutes=50)).astimezone(world.settings.county.tz)
    await wang.say(f"今天{start.hour}点{start.minute}分想请人来看看手机")
    await wang.press("确定")
    mine, other = await li.sees("想请您帮忙"), await zhao.sees("想请您帮忙")
    await li.press("接单", mine)
    await zhao.press("接单", other)
    await zhao.sees("已经有人接了")
    await wang.say("今天看手机的不用了")
    await wang.press("是，取消")
    await li.sees("取消了，您不用去了")
    await li.press_data(mine.data("接单") or "", mine.id)
    await li.sees("这一单已经取消了")
