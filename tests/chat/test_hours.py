"""Hours in chat, over the Bot API: evidence at the door, what waits and why, the second person, the captain's list, the bank."""

from datetime import timedelta

import pytest

from models.ledger import balance, served
from models.shop import Good, PointRule
from services.hours import bank
from services.hours.claims import enter_by_hand
from tests.chat.chatter import Chatter
from tests.chat.world import World
from tests.county import COUNTY, VILLAGE
from tests.service.hours.serve import named

# the use cases are tested on both kinds of database; how they are talked about does not depend on it
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


HERE = {"latitude": 32.9811, "longitude": 118.7811}
FAR = {"latitude": 33.2, "longitude": 118.7}


async def agreed(world: World, resident: Chatter, helper: Chatter) -> None:
    """A request for tomorrow morning, accepted; it is a few minutes before it now."""
    await resident.say("明天上午想请人来看看电视，没有声音了")
    await resident.press("确定", await resident.sees("您看对不对"))
    await helper.press("接单")
    await helper.sees("接单了，谢谢")
    await world.turn(hours=20)


async def test_a_location_at_the_door_waits_for_the_residents_yes(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await agreed(world, wang, li)
    await li.press("我到了")
    await li.share("location", **FAR)
    await li.sees("还远")
    await li.share("location", **HERE)
    await li.sees("到的。做完了点")
    await world.turn(minutes=40)
    await li.press("做完了")
    await li.sees("居民点头或者三天没有异议就算数")
    await li.say("我的时长")
    await li.sees("没人有异议")
    await wang.press("来了")
    await li.say("我的时长")
    mine = await li.sees("您一共服务了 40分钟")
    assert "还没算数" not in mine.text


async def test_one_side_alone_is_refused_explained_and_confirmed_by_a_second_person(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    clerk = await world.clerk("孙丽")
    await agreed(world, wang, li)
    await li.press("我到了")
    await li.press("没有码")
    await world.turn(minutes=40)
    await li.press("做完了")
    await li.sees("要另一个人核实")
    await clerk.say("待核时长")
    await clerk.press("李敏 40分钟")
    shown = await clerk.sees("记录等级 C")
    await clerk.press("不算，说明原因", shown)
    await clerk.say("问过居民，说没见到人")
    await clerk.sees("原因已告诉 李敏")
    await li.sees("没见到人")
    await li.press("我来说明")
    await li.say("她儿子开的门")
    await clerk.say("待核时长")
    await clerk.press("李敏 40分钟")
    again = await clerk.sees("她儿子开的门")
    await clerk.press("算数", again)
    await clerk.sees("算数了：李敏")
    await li.sees("核实过了")
    await clerk.press_data(again.data("算数") or "", again.id)
    await clerk.sees("已经有人处理过")
    await li.say("我的时长")
    await li.sees("荣誉时数（经核实）40分钟")


async def test_the_clerk_who_entered_it_is_kindly_told_the_rule(world: World) -> None:
    clerk, other, li = await world.clerk("孙丽"), await world.clerk("周敏"), await world.volunteer("李敏")
    start = world.clock() - timedelta(hours=1)
    await world.place.act(
        clerk.person_id, lambda work: enter_by_hand(work, li.person_id, VILLAGE, start, 60, "没带手机")
    )
    await clerk.say("待核时长")
    await clerk.press("李敏 1小时")
    shown = await clerk.sees("要由另一个人来核")
    assert shown.data("算数") is None
    await other.say("待核时长")
    await other.press("李敏 1小时")
    await other.press("算数")
    await other.sees("没有要核的时长")
    await li.say("待核时长")
    assert await world.place.look(lambda session: served(session, li.person_id)) == 60


async def test_the_captain_says_who_came(world: World) -> None:
    one, two = await world.volunteer("小张"), await world.volunteer("小王")
    captain = await world.captain("队长", "高桥分队", VILLAGE, one, two)
    wang = await world.resident("王秀英", door="3组12号", lives_alone=True)
    visit = await named(world.place, wang.person_id, captain.person_id, one.person_id, two.person_id)
    await world.turn(seconds=(visit.end - world.clock()).total_seconds() + 660)
    await captain.sees("谁来了")
    await captain.press("小张 来了")
    await captain.press("小王 没来")
    await captain.press("生病")
    await captain.say("发烧，请了假")
    await two.sees("发烧，请了假")
    await two.press("我来说明")
    await two.say("谢谢队长")
    await two.sees("记下了")
    await one.say("我的时长")
    await one.sees("等另一个人核实")


async def test_the_resident_says_it_was_different_and_a_manager_corrects_it(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    manager = await world.manager()
    await agreed(world, wang, li)
    code = (await wang.sees("约好了")).text.split("四个数字告诉他：")[1][:4]
    await li.press("我到了")
    await li.say(code)
    await world.turn(minutes=40)
    await li.press("做完了")
    await li.sees("一共服务了 40分钟")
    for answer in ("来了", "准时", "解决了"):
        await wang.press(answer)
    await wang.press("时间和实际不一样")
    await wang.say("只来了十分钟")
    await wang.sees("记下了")
    await li.sees("这不是说您有错")
    await li.press("我来说明")
    await li.say("中间去买了零件")
    await manager.say("待核时长")
    await manager.press("看看：李敏")
    shown = await manager.sees("中间去买了零件")
    assert "只来了十分钟" in shown.text
    await manager.press("更正，说明原因", shown)
    await manager.say("买零件的时间不算")
    await li.sees("更正了")
    assert await world.place.look(lambda session: served(session, li.person_id)) == 0


async def test_minutes_are_saved_spent_for_family_and_points_become_goods(world: World) -> None:
    wang, li, clerk = (
        await world.resident("王秀英", door="3组12号"),
        await world.volunteer("李敏"),
        await world.clerk("孙丽"),
    )
    async with world.database.begin() as session:
        session.add(PointRule(area_code=COUNTY, item="", per_hour=6))
        session.add(Good(venue_code=VILLAGE, name="洗衣液", points=6, stock=1))
    await agreed(world, wang, li)
    code = (await wang.sees("约好了")).text.split("四个数字告诉他：")[1][:4]
    await li.press("我到了")
    await li.say(code)
    await world.turn(minutes=70)
    await li.press("做完了")
    await li.say("我的时长")
    await li.press("存时间")
    await li.press("存 1小时")
    await li.sees("已存 1小时")
    await world.place.act(clerk.person_id, lambda work: bank.confirm_kin(work, li.person_id, wang.person_id))
    await li.press("返回我的时长")
    await li.press("积分兑换")
    await li.press("换 洗衣液")
    kept = await li.sees("报这个码")
    await clerk.say("兑换 " + kept.text.split("：")[-1].strip())
    await clerk.sees("洗衣液")
    await clerk.say("兑换 000000")
    await clerk.sees("对不上")
    assert await world.place.look(lambda session: balance(session, li.person_id)) == 10


async def test_a_forgotten_check_out_is_asked_about(world: World) -> None:
    wang, li = await world.resident("王秀英", door="3组12号"), await world.volunteer("李敏")
    await agreed(world, wang, li)
    code = (await wang.sees("约好了")).text.split("四个数字告诉他：")[1][:4]
    await li.press("我到了")
    await li.say(code)
    await world.turn(hours=4)
    await li.sees("是忘了吗")
    await li.press("忘了，按计划的时间算")
    await li.sees("居民点头")
