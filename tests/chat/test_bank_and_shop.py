"""Family for the time bank, the shop as its clerk keeps it, back-filling and the sheet, in chat over the Bot API."""

import io

import pdfplumber
import pytest
import zxingcpp
from sqlalchemy import select

from models.claim import Claim, Kin
from models.grant import NotAllowed
from models.hours import Book, Grade
from models.ids import short
from models.ledger import balance
from models.request import Request
from models.shop import Good, PointBalance, PointRule, Redemption, RedemptionState
from services.hours import claims
from services.hours.evidence import read_token
from services.notices import work_of
from tests.chat.chatter import Chatter
from tests.chat.world import World
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE
from tests.service.hours.serve import named, rows, serve

# the use cases are tested on both kinds of database; how they are talked about does not depend on it
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def my_family(who: Chatter) -> None:
    await who.say("我的时长")
    await who.press("存时间")
    await who.press("我的家人")


async def content_of(who: Chatter, message_id: int) -> bytes:
    """The file of a message, as the page downloads it."""
    url = f"{who.page.base_url}/app/file/{who.room}/{message_id}"
    async with who.page.session.get(url, params={"as": str(who.id)}) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_family_says_so_themselves(world: World) -> None:
    mother = await world.resident("王秀英", phone="+8613800000001", door="3组12号")
    li, other = await world.volunteer("李敏"), await world.volunteer("张三", skills=())
    await my_family(li)
    await li.press("加一位家人")
    await li.say("王秀英")
    await li.sees("请写家人的姓名和电话")
    await li.say("王秀英 13800000001")
    await li.sees("等确认：王秀英")
    asked = await mother.sees("李敏 说您是家人")
    await other.say("我的时长")
    await other.press_data(asked.data("是一家人") or "", other.last.id)
    await other.sees("这件事刚刚有了变化")
    assert await rows(world.place, select(Kin)) == []
    await mother.press("是一家人", asked)
    await mother.sees("已经确认")
    await li.sees("王秀英 是您的家人")
    await my_family(li)
    await li.sees("已确认：王秀英")
    await serve(world.place, await world.place.person("邻居"), li.person_id, 60)
    await mother.say("明天上午想请人来看看电视，没有声音了")
    await mother.press("确定", await mother.sees("您看对不对"))
    await li.press("返回时间银行")
    await li.press("存 1小时")
    await li.press("号单用 1小时")
    assert await world.place.look(lambda session: balance(session, mother.person_id, Book.RECEIVED)) == 60
    await li.press("我的家人")
    await mother.press_data(asked.data("不是") or "", asked.id)
    assert len(await rows(world.place, select(Kin))) == 1, "answered once"
    await li.press("加一位家人")
    await li.say("王秀英 13800000001")
    await li.sees("已经加过了")


async def test_a_clerk_confirms_whom_the_county_did_not_know(world: World) -> None:
    li, clerk, far = await world.volunteer("李敏"), await world.clerk("孙丽"), await world.clerk("远处", FAR_VILLAGE)
    await my_family(li)
    await li.press("加一位家人")
    await li.say("李大山 13900000009")
    told = await li.sees("记下了：李大山")
    assert "没有" not in told.text, "whether the county knows the phone is not told"
    shown = await clerk.sees("李敏 说 李大山 是家人")
    assert "+8613900000009" in shown.text
    await far.say("待核时长")
    await far.press("等确认的家人")
    await far.sees("没有等确认的家人")
    await clerk.say("待核时长")
    await clerk.press("等确认的家人")
    await clerk.press("李敏 — 李大山")
    await clerk.press("不是")
    await li.sees("没有确认 李大山")
    assert await rows(world.place, select(Kin)) == []


async def test_whom_one_filed_for_needs_no_phone(world: World) -> None:
    li, clerk = await world.volunteer("李敏"), await world.clerk("孙丽")
    visit = await serve(world.place, await world.place.person("老父亲"), li.person_id, 60)
    async with world.database.begin() as session:
        (await session.get_one(Request, visit.request_id)).filed_by = li.person_id
    await my_family(li)
    await li.press("是我家人")
    await li.sees("等确认：老父亲")
    await clerk.press("是一家人")
    await li.sees("老父亲 是您的家人")


async def test_a_clerk_keeps_the_shop(world: World) -> None:
    clerk, li = await world.clerk("孙丽", VILLAGE), await world.volunteer("李敏")
    manager = await world.manager()
    async with world.database.begin() as session:
        session.add(PointBalance(person_id=li.person_id, points=20))
    await clerk.say("积分超市")
    await clerk.press("上架")
    await clerk.say("洗衣液")
    await clerk.sees("名称、积分和份数三样")
    await clerk.say("洗衣液 8分 2瓶")
    await clerk.sees("洗衣液 · 8 分，架上 2 份")
    await li.say("我的时长")
    await li.press("积分兑换")
    await li.press("换 洗衣液")
    code = (await li.sees("报这个码")).text.split("：")[-1].strip()
    await clerk.say("积分超市")
    await clerk.sees("留着等取 1 份")
    await clerk.press("洗衣液")
    await clerk.press("+10")
    await clerk.sees("架上 11 份")
    await clerk.press("改价")
    await clerk.say("十分")
    await clerk.sees("请写一个不超过")
    await clerk.say("12分")
    await clerk.sees("12 分，架上 11 份")
    await clerk.press("盘点")
    await clerk.say("9")
    await clerk.sees("架上 9 份")
    await clerk.press("停换")
    await clerk.sees("已停换")
    await li.say("我的时长")
    await li.press("积分兑换")
    await li.sees("没有可以换的东西")
    await clerk.press("返回超市")
    await clerk.press("积分规则")
    await clerk.sees("规则由管理员定")
    await clerk.press("返回超市")
    await clerk.press("交货，对兑换码")
    await clerk.say("000000" if code != "000000" else "111111")
    await clerk.sees("对不上")
    await clerk.say(code)
    await clerk.sees("请把 洗衣液 交给来人")
    (good,) = await rows(world.place, select(Good))
    (kept,) = await rows(world.place, select(Redemption))
    assert (good.points, good.stock, good.closed_at is None, kept.state) == (12, 9, False, RedemptionState.FETCHED)
    await manager.say("积分超市")
    await manager.press("高桥村")
    await manager.press("积分规则")
    await manager.press("改规则")
    await manager.press_data(f"shop.per:{_short(VILLAGE)}::C09", manager.last.id)
    await manager.press("10", await manager.sees("每服务一小时给多少分"))
    await manager.sees("每小时 10 分（高桥村）")
    (rule,) = await rows(world.place, select(PointRule))
    assert (rule.area_code, rule.item, rule.per_hour) == (VILLAGE, "C09", 10)
    await clerk.press_data(f"shop.rule:{_short(COUNTY)}:2s:all", clerk.last.id)
    await clerk.sees("没有办这件事的权限")
    assert len(await rows(world.place, select(PointRule))) == 1


async def test_a_captain_enters_hours_in_words_and_by_buttons(world: World) -> None:
    one, two, clerk = await world.volunteer("张小明"), await world.volunteer("王小红"), await world.clerk("孙丽")
    captain = await world.captain("刘队长", "高桥分队", VILLAGE, one, two)
    stranger = await world.volunteer("外人")
    await captain.say("补登 张小明、王小红 昨天下午两点到四点 打扫村部，当时没有信号")
    await captain.sees("每人 2小时")
    await captain.press("登记")
    await captain.sees("登记了 2 人的时长")
    found = await rows(world.place, select(Claim).order_by(Claim.person_id))
    assert {claim.person_id for claim in found} == {one.person_id, two.person_id}
    assert {(claim.grade, claim.minutes, claim.due_at, claim.entered_by) for claim in found} == {
        (Grade.C, 120, None, captain.person_id)
    }
    await captain.say("队里的单子")
    await captain.press("补登时长")
    await captain.press("张小明")
    await captain.press("点好了")
    await captain.say("不记得了")
    await captain.sees("没看明白")
    await captain.say("前天上午9点，一个半小时")
    await captain.say("帮五保户晒被子，忘了登")
    await captain.sees("每人 1小时30分钟")
    await captain.press("登记")
    assert len(await rows(world.place, select(Claim).where(Claim.person_id == one.person_id))) == 2
    await clerk.say("待核时长")
    await clerk.press("王小红 2小时")
    shown = await clerk.sees("打扫村部")
    await clerk.press("算数", shown)
    await clerk.sees("算数了：王小红")

    await stranger.say("补登 张小明 昨天下午两点到四点")
    await stranger.sees("补登：外人")
    async with world.database.begin() as session:
        start = world.clock().replace(hour=0)
        work = await work_of(session, stranger.person_id, world.clock(), world.settings)
        with pytest.raises(NotAllowed):
            await claims.enter_by_hand(work, one.person_id, VILLAGE, start, 60, "替他登")


async def test_the_sheet_is_printed_before_and_read_back(world: World) -> None:
    one = await world.volunteer("张小明")
    captain = await world.captain("刘队长", "高桥分队", VILLAGE, one)
    outsider = await world.volunteer("外人")
    resident = await world.resident("王秀英", door="3组12号", lives_alone=True)
    visit = await named(world.place, resident.person_id, captain.person_id, captain.person_id, one.person_id)
    await captain.say("队里的单子")
    sent = await captain.press_data(f"hours.print:{short(visit.id)}", captain.last.id)
    (message,) = [shown for shown in sent if "签到表" in shown.text]
    file = await content_of(captain, message.id)
    with pdfplumber.open(io.BytesIO(file)) as pdf:
        (page,) = pdf.pages
        text, picture = page.extract_text(), page.to_image(resolution=144).original
    for word in ("志愿服务签到表", "张小明", "刘队长", "高桥分队", "高桥村", "到达时间"):
        assert word in text
    assert "王秀英" not in text
    assert "3组12号" not in text
    (code,) = zxingcpp.read_barcodes(picture)
    assert read_token(code.text) == visit.id
    await outsider.say("我的时长")
    await outsider.press_data(f"hours.print:{short(visit.id)}", outsider.last.id)
    await outsider.sees("没有找到这次服务")

    await world.turn(seconds=(visit.end - world.clock()).total_seconds() + 660)
    await captain.press("有签到表")
    await captain.say("zzzzzz")
    await captain.sees("这不是我们的签到表编号")
    await captain.say(code.text[-6:].upper())
    await captain.press("张小明")
    await captain.press("交表")
    (claim,) = await rows(world.place, select(Claim))
    assert (claim.person_id, claim.grade) == (one.person_id, Grade.B)


def _short(code: str) -> str:
    return short(int(code))
