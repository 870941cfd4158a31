"""Papers, corrections and stars in chat, over the Bot API: asked for, issued, sent as PDF, corrected, objected to."""

import pytest

from services.certificates.paper import verify_address
from tests.chat.chatter import Chatter, Shown
from tests.chat.world import World
from tests.county import TOWN
from tests.papers import IDENTITY, entered, read_pdf

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def the_pdf(who: Chatter, shown: Shown) -> tuple[int, str, list[str]]:
    """The document of a message, read from its page."""
    url = f"{who.page.base_url}/app/file/{who.room}/{shown.id}"
    async with who.page.session.get(url, params={"as": str(who.id)}) as answer:
        assert answer.status == 200
        return read_pdf(await answer.read())


async def test_a_statement_comes_at_once_and_its_code_opens_the_page(world: World) -> None:
    li = await world.volunteer("李敏")
    await li.say("证明")
    await li.press("开个人说明", await li.sees("都能扫码核验"))
    await li.press("今年")
    await li.sees("没有算数的服务时长")
    await entered(world.place, li.person_id, 90)
    await li.press("写两个日期")
    await li.say("2026年13月1日到12月1日")
    await li.sees("没看懂这两个日期")
    await li.say("2026-01-01 2026-11-24")
    shown = await li.sees("志愿服务时长个人说明 · 1小时30分钟")
    pages, text, codes = await the_pdf(li, shown)
    number = shown.text.split("编号 ")[1].split()[0]
    assert pages == 1
    assert "李敏" in text
    assert "1小时30分钟" in text
    assert codes == [verify_address(world.settings, number)]
    await li.say(number.replace("-", " "))
    await li.sees("这份证明是真的")
    await li.say("证明")
    await li.press(f"取 {number}")
    assert "document" in (await li.sees("志愿服务时长个人说明 · 1小时30分钟")).raw


async def test_a_record_is_issued_by_one_tap_and_revoked(world: World) -> None:
    li, clerk = await world.volunteer("李敏"), await world.clerk("孙丽")
    await entered(world.place, li.person_id, 90)
    await li.say("证明")
    await li.press("申请记录证明")
    await li.press("今年")
    await li.press("只印头尾")
    await li.say("110105194912310021")
    await li.sees("身份证号不对")
    await li.say(IDENTITY)
    await li.sees("申请交给 马坝镇 了")
    assert not any("1949123100" in one.text for one in li.messages), "the number does not stay in the chat"
    await clerk.press("看看申请", await clerk.sees("李敏 申请"))
    one = await clerk.sees("身份证号：1101***********02X")
    await clerk.press("出具", one)
    await clerk.sees("请先登记您的姓名和电话")
    world.place.settings.certificates.contacts[TOWN] = "0517-88210000"
    try:
        await clerk.press("出具", one)
        await clerk.sees("编号 320830-2026-")
        await li.press("取证明（PDF）", await li.sees("马坝镇 出具了您的志愿服务记录证明"))
        pages, text, _ = await the_pdf(li, await li.sees("志愿服务记录证明 · 1小时30分钟"))
    finally:
        world.place.settings.certificates.contacts.clear()
    assert pages == 1
    for part in ("李敏", "1101***********02X", "马坝镇（盖章）", "孙丽", "0517-88210000", "2026年11月24日"):
        assert part in text
    await clerk.press_data(one.data("出具") or "", one.id)
    await clerk.sees("已经有人处理过了")
    await clerk.press("撤销，说明原因", await clerk.sees("编号 320830-2026-"))
    await clerk.say("时间写错了")
    await li.sees("原因：时间写错了")
    await li.say("证明")
    await li.sees("已撤销")


async def test_a_wrong_entry_is_told_of_corrected_and_seen_by_both(world: World) -> None:
    li, clerk, manager = await world.volunteer("李敏"), await world.clerk("孙丽"), await world.manager()
    await entered(world.place, li.person_id, 60)
    await li.say("我的时长")
    await li.press("记录有错")
    await li.press("1小时", await li.sees("哪一条不对"))
    await li.say("那天是一个半小时")
    await li.sees("工作人员会核实")
    await clerk.sees("那天是一个半小时")
    await clerk.say("待核时长")
    await clerk.press("证明、更正和星级（1）")
    await clerk.press("更正：李敏")
    await clerk.press("改时长")
    await clerk.say("一个半小时")
    await clerk.sees("没看懂")
    await clerk.say("90 居民也这么说")
    await clerk.sees("改成 1小时30分钟")
    await li.sees("答复：居民也这么说")
    await li.sees("更正了，不再计入")
    await manager.say("待核时长")
    await manager.press("李敏 1小时30分钟")
    await manager.press("算数")
    await li.say("我的时长")
    await li.sees("您一共服务了 1小时30分钟")


async def test_a_star_is_published_objected_to_and_granted(world: World) -> None:
    li, wang, clerk = await world.volunteer("李建国"), await world.resident("王秀英"), await world.clerk("孙丽")
    await entered(world.place, li.person_id, 100 * 60, days_ago=30)
    await li.say("星级")
    await li.press("申请 1 星级", await li.sees("还差 200小时"))
    await li.sees("公示栏上会写“李*国”")
    await li.press("申请，同意公示")
    await li.sees("正在公示")
    await wang.say("公示")
    await wang.press("对 李*国 有异议", await wang.sees("李*国"))
    await wang.say("他有一次没来")
    await clerk.press("看看星级", await clerk.sees("有人对 李建国"))
    await clerk.sees("异议：他有一次没来")
    await world.turn(days=8)
    await li.say("星级")
    await li.sees_no("没有成立的异议")
    await clerk.press("异议不成立")
    await clerk.say("那次他请了病假")
    await wang.sees("那次他请了病假")
    await world.turn(hours=1)
    await li.sees("★ 1 星级志愿者")
    await li.say("星级")
    await li.sees("已认定")
