"""The page in a real browser: by keyboard, on a phone and on a desk, in the demo and signed in."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy import text

from models.webchat import issue_code
from tests.conftest import TurnedClock
from tests.webchat.conftest import BOT_ID, LI, WANG, Serve, Served
from tests.webchat.pictures import png
from webchat.options import CodeLimits, Options

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the page was not opened"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # the page does not see which database it is
]
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input, textarea, [role=log], nav, section, audio, img")]
  .filter((node) => node.offsetParent !== null || node.tagName === "NAV")
  .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length
    || node.hasAttribute("alt")))
  .map((node) => node.outerHTML.slice(0, 120))"""
SPILLING = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield one
        await one.close()


async def opened(browser: Browser, problems: list[str], **context: Any) -> Page:
    """A fresh page that writes down what goes wrong in it."""
    made = await browser.new_context(locale="zh-CN", **context)
    page = await made.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    return page


async def test_a_conversation_by_keyboard_alone(browser: Browser, chat: Served) -> None:
    problems: list[str] = []
    page = await opened(browser, problems, viewport={"width": 1440, "height": 900})
    await page.goto(chat.url)
    await expect(page.get_by_text("演示 Demo")).to_be_visible()
    card = page.get_by_role("button", name="王秀英")
    await card.focus()
    await page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="写给 连心")
    await expect(field).to_be_focused()
    await page.keyboard.type("<img src=x onerror=alert(1)> 明天想理发")
    await page.keyboard.press("Enter")
    log = page.get_by_role("log")
    await expect(log).to_contain_text("<img src=x onerror=alert(1)> 明天想理发")
    (update,) = await chat.result("getUpdates")
    assert update["message"]["text"] == "<img src=x onerror=alert(1)> 明天想理发"
    buttons = {
        "inline_keyboard": [[{"text": "确定", "callback_data": "yes"}, {"text": "改一改", "callback_data": "no"}]]
    }
    sent = await chat.result("sendMessage", chat_id=WANG, text="<b>上门理发</b>，对吗？", parse_mode="HTML",
                             reply_markup=buttons)  # fmt: skip
    await expect(log.locator("strong")).to_have_text("上门理发")
    button = log.get_by_role("button", name="确定")
    await button.focus()
    await page.keyboard.press("Enter")
    (update,) = await chat.result("getUpdates", offset=update["update_id"] + 1, timeout=20)
    query = update["callback_query"]
    assert query["data"] == "yes"
    await chat.result("editMessageText", chat_id=WANG, message_id=sent["message_id"], text="已记下")
    await chat.result("answerCallbackQuery", callback_query_id=query["id"], text="记下了", show_alert=True)
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("记下了")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(log).to_contain_text("已记下")
    await expect(log.get_by_role("button", name="确定")).to_have_count(0)
    assert await page.evaluate(NAMELESS) == []
    assert problems == []


async def test_a_long_text_goes_in_parts_and_nothing_is_lost(browser: Browser, chat: Served) -> None:
    problems: list[str] = []
    page = await opened(browser, problems)
    await page.goto(chat.url)
    await page.get_by_role("button", name="王秀英").click()
    text = "".join(f"第{number}句，家里的水管又漏了。" for number in range(700))
    field = page.get_by_role("textbox", name="写给 连心")
    await field.fill(text)
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("log")).to_contain_text("第699句")
    await expect(field).to_have_value("")
    updates = await chat.result("getUpdates")
    parts = [update["message"]["text"] for update in updates]
    assert "".join(parts) == text
    assert len(parts) == -(-len(text) // 4096)
    assert all(part.endswith("。") for part in parts)
    assert not problems


async def test_reply_buttons_files_and_places_are_shown(browser: Browser, chat: Served) -> None:
    problems: list[str] = []
    page = await opened(browser, problems, viewport={"width": 360, "height": 740}, geolocation={
        "latitude": 33.01, "longitude": 118.49}, permissions=["geolocation"])  # fmt: skip
    await page.goto(f"{chat.url}/#{WANG}")
    log = page.get_by_role("log")
    await page.get_by_role("button", name="开始").click()
    await expect(log).to_contain_text("/start")
    keyboard = {"keyboard": [[{"text": "我要点单"}], [{"text": "发位置", "request_location": True}]],
                "one_time_keyboard": True}  # fmt: skip
    await chat.result("sendMessage", chat_id=WANG, text="请选", reply_markup=keyboard)
    await page.get_by_role("button", name="发位置").click()
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(log.get_by_role("link", name="33.01000, 118.49000")).to_be_visible()
    await page.get_by_role("button", name="显示按钮").click()
    await page.get_by_role("button", name="我要点单").click()
    await expect(log).to_contain_text("我要点单")
    await chat.result("sendLocation", chat_id=WANG, latitude=32.5, longitude=118)
    wang = chat.person(WANG)
    room = await wang.room(BOT_ID)
    await wang.send_file(room, "photo", png(300, 200), "a.png", "image/png", caption="屋顶")
    await wang.send_file(room, "voice", b"OggS....", "v.ogg", "audio/ogg", duration="3")
    await wang.send_file(room, "document", b"x" * 3000, "证明.pdf", "application/pdf")
    await wang.do("share", room=room, kind="sticker", name="thanks")
    await expect(log.get_by_role("link", name="打开照片").locator("img")).to_be_visible()
    await page.wait_for_function(
        "() => [...document.querySelectorAll('.log img')].every((one) => one.naturalWidth > 0)"
    )
    await expect(log.get_by_role("link", name="证明.pdf")).to_be_visible()
    await expect(log.locator("audio")).to_have_attribute("aria-label", "语音，3 秒")
    await page.get_by_role("button", name="更多").click()
    await page.get_by_role("button", name="电话", exact=True).click()
    await page.get_by_label("电话号码").last.fill("138 0000 0000")
    await page.keyboard.press("Enter")
    await expect(log.get_by_role("link", name="13800000000")).to_be_visible()
    assert await page.evaluate(SPILLING) == 0
    assert await page.evaluate(NAMELESS) == []
    assert [one for one in problems if "voice" not in one] == []


async def test_several_people_side_by_side_and_in_turn(browser: Browser, chat: Served) -> None:
    problems: list[str] = []
    page = await opened(browser, problems, viewport={"width": 1440, "height": 900})
    await page.goto(f"{chat.url}/#{WANG},{LI}")
    await expect(page.get_by_role("log")).to_have_count(2)
    await chat.result("sendMessage", chat_id=WANG, text="给王奶奶")
    await chat.result("sendMessage", chat_id=LI, text="给老李")
    await expect(page.get_by_role("region", name="王秀英 · 居民").get_by_role("log")).to_contain_text("给王奶奶")
    await expect(page.get_by_role("region", name="李建国 · 居民").get_by_role("log")).to_contain_text("给老李")
    await page.set_viewport_size({"width": 360, "height": 740})
    await expect(page.get_by_role("log")).to_have_count(1)
    await page.get_by_role("button", name="王秀英").click()
    await expect(page.get_by_role("log")).to_contain_text("给王奶奶")
    await chat.result("sendMessage", chat_id=LI, text="再来一条")
    await expect(page.get_by_role("button", name="李建国").get_by_label("1 条未读")).to_be_visible()
    await page.get_by_role("button", name="李建国").click()
    await expect(page.get_by_role("log")).to_contain_text("再来一条")
    await expect(page.get_by_label("1 条未读")).to_have_count(0)
    assert problems == []


async def test_it_reads_in_english_large_and_dark_at_every_width(
    browser: Browser, chat: Served, tmp_path: Path
) -> None:
    await chat.result("sendMessage", chat_id=WANG, text="【新派单】上门理发\n时间：11月25日 上午9:00", reply_markup={
        "inline_keyboard": [[{"text": "接单", "callback_data": "a", "style": "success"}, {"text": "不行", "callback_data": "b"}]],
    })  # fmt: skip
    for width, height in ((360, 740), (768, 1024), (1440, 900)):
        for scheme in ("light", "dark"):
            problems: list[str] = []
            page = await opened(browser, problems, viewport={"width": width, "height": height}, color_scheme=scheme)
            await page.goto(f"{chat.url}/#{WANG}")
            await expect(page.get_by_role("log")).to_contain_text("新派单")
            await page.screenshot(path=tmp_path / f"{width}-{scheme}.png")
            await page.get_by_role("button", name="大字").click()
            await page.get_by_role("button", name="English").click()
            await expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
            assert await page.evaluate(SPILLING) == 0, width
            send = await page.get_by_role("button", name="Send", exact=True).bounding_box()
            assert send is not None and send["x"] + send["width"] <= width and send["y"] + send["height"] <= height
            await page.screenshot(path=tmp_path / f"{width}-{scheme}-large.png")
            assert problems == []
            await page.context.close()


async def test_signing_in_with_a_code(browser: Browser, serve: Serve, clock: TurnedClock) -> None:
    chat = await serve(Options(flood=None, pacing=False, codes=CodeLimits(free=1)))
    async with chat.database.begin() as session:
        code = await issue_code(session, user_id=WANG, now=clock())
    page = await opened(browser, [], viewport={"width": 360, "height": 740})
    await page.goto(chat.url)
    field = page.get_by_label("请输入登录码")
    await field.fill("1111222333")
    await expect(field).to_have_value("1111 222 333")
    await page.get_by_role("button", name="进入").click()
    await expect(page.get_by_role("alert")).to_have_text("登录码不对。请等 31 秒再试。")
    await expect(page.get_by_role("button", name="请等")).to_be_disabled()
    clock.turn(seconds=32)
    await page.goto(f"{chat.url}/?code={code}")
    await expect(page).to_have_url(f"{chat.url}/")  # the code does not stay in the address
    async with chat.database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM webchat_code")) == 1  # opening the address used nothing
    await page.get_by_role("button", name="进入").click()
    await page.get_by_role("button", name="开始").click()
    await expect(page.get_by_role("log")).to_contain_text("/start")
    await page.reload()
    await expect(page.get_by_role("log")).to_contain_text("/start")
    await page.get_by_role("button", name="我的设备").click()
    await page.get_by_role("button", name="在这台设备上退出").click()
    await expect(page.get_by_label("请输入登录码")).to_be_visible()


async def test_it_comes_back_after_the_line_was_cut(browser: Browser, chat: Served) -> None:
    page = await opened(browser, [], viewport={"width": 768, "height": 900})
    await page.goto(f"{chat.url}/#{WANG}")
    await expect(page.get_by_role("textbox", name="写给 连心")).to_be_visible()
    await expect(page.get_by_role("button", name="开始")).to_be_visible()
    await page.context.set_offline(True)
    chat.hub.live.end()
    await expect(page.get_by_text("正在重新连接…")).to_be_visible()
    await chat.result("sendMessage", chat_id=WANG, text="您不在的时候")
    await page.context.set_offline(False)
    await expect(page.get_by_role("log")).to_contain_text("您不在的时候", timeout=20000)
    await expect(page.get_by_text("正在重新连接…")).to_be_hidden()
