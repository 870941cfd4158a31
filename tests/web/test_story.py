"""The story in a real browser, on the demo county as `make run` serves it: from a sentence to the manager's week.

Screenshots are kept in `build/screenshots`, to be looked at.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BOT = [sys.executable, "-m", "bot"]
SHOTS = Path("build/screenshots")
SOON = 30_000
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("story"),  # one county for both
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo county without history, where nobody has been asked of late."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run([*BOT, "demo", "--days", "0"], env=_environment(folder), check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture
def served(county: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of the county, served by the program itself; yields the address."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    folder = shutil.copytree(county, tmp_path / "demo")
    process = subprocess.Popen([*BOT, "serve", "--demo"], env=_environment(folder), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "http://" in line)
        yield line.split()[-1]
    finally:
        process.terminate()
        assert process.wait(30) == 0, "a stop is clean"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield one
        await one.close()


def _environment(folder: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **os.environ,
        "LIANXIN_DATABASE__URL": str(folder / "demo.db"),
        "LIANXIN_WEBCHAT__PORT": str(port),
        "LIANXIN_LANGUAGE__MODEL": "",
        "LIANXIN_QUIET__START": "00:00",
        "LIANXIN_QUIET__END": "00:00",
    }


class Column:
    """One person's column of the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.room: Locator = page.locator("section").filter(has=page.get_by_role("heading", name=re.compile(name)))

    async def say(self, text: str) -> None:
        field = self.room.get_by_role("textbox")
        await field.fill(text)
        await self.room.get_by_role("button", name="发送", exact=True).click()
        await expect(field).to_have_value("", timeout=SOON)

    async def press(self, label: str) -> None:
        await self.room.get_by_role("button", name=label, exact=True).last.click(timeout=SOON)

    async def sees(self, text: str | re.Pattern[str]) -> str:
        shown = self.room.get_by_role("log").get_by_text(text).last
        await expect(shown).to_be_visible(timeout=SOON)
        return await self.room.get_by_role("log").inner_text()


async def test_from_a_sentence_to_the_managers_week(browser: Browser, served: str) -> None:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(served)
    for name in ("王秀英", "李敏", "周慧"):
        await page.get_by_role("button", name=re.compile(name)).first.click()
    wang, li, zhou = Column(page, "王秀英"), Column(page, "李敏"), Column(page, "周慧")

    await wang.say("明天上午想请人来看看电视，没有声音了")
    await wang.sees("您看对不对")
    await page.screenshot(path=SHOTS / "1-card.png")
    await wang.press("确定")
    await li.sees("想请您帮忙")
    await page.screenshot(path=SHOTS / "2-offer.png")
    await li.press("接单")
    await li.sees("找谁：王秀英")
    shown = await wang.sees(re.compile("请把这四个数字告诉他"))
    found = re.search(r"四个数字告诉他：\s*(\d{4})", shown)
    assert found is not None
    await page.screenshot(path=SHOTS / "3-agreed.png")

    await li.say("我的服务")
    await li.sees("您要去的服务")
    await zhou.say("本周小结")
    await expect(zhou.room.get_by_role("log")).to_contain_text(re.compile("小结|这周|本周"), timeout=SOON)
    await page.screenshot(path=SHOTS / "4-summary.png")
    assert problems == []


async def test_code_done_rated_and_hours(browser: Browser, served: str) -> None:
    """What happens now rather than tomorrow: arrived with the code, done, rated, and the hours are there."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1100, "height": 860})
    page = await context.new_page()
    await page.goto(served)
    for name in ("王秀英", "赵军", "李敏"):
        await page.get_by_role("button", name=re.compile(name)).first.click()
    await expect(page.get_by_role("log").first).to_contain_text(re.compile("."), timeout=SOON)
    wang, zhao, li = Column(page, "王秀英"), Column(page, "赵军"), Column(page, "李敏")
    await wang.say("现在就想请人来帮我看看手机")
    await wang.sees("您看对不对")
    await wang.press("确定")
    helper = await _first_asked(li, zhao)
    await helper.press("接单")
    shown = await wang.sees(re.compile(f"来的人：{helper.name}"))
    codes = re.findall(r"四个数字告诉他：\s*(\d{4})", shown)
    await helper.press("我到了")
    await helper.sees("请写下老乡告诉您的四位数的码")
    await helper.say(codes[-1])
    await helper.sees("记下了")
    await helper.press("做完了")
    await helper.sees("辛苦了")
    for answer in ("来了", "准时", "解决了"):
        await wang.press(answer)
    await wang.sees("谢谢您")
    await page.screenshot(path=SHOTS / "5-rated.png")
    phone = await browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}, is_mobile=True)
    small = await phone.new_page()
    await small.goto(served)
    await small.get_by_role("button", name=re.compile("王秀英")).first.click()
    await expect(small.get_by_role("log")).to_contain_text("谢谢您", timeout=SOON)
    await small.screenshot(path=SHOTS / "6-phone.png")


async def _first_asked(*columns: Column) -> Column:
    """Whoever was asked for what has just been said: of what was asked before, nothing stands last."""
    newest = [
        column.room.get_by_role("article").last.get_by_role("button", name="接单", exact=True) for column in columns
    ]
    either = newest[0]
    for other in newest[1:]:
        either = either.or_(other)
    await expect(either.last).to_be_visible(timeout=SOON)
    for column, button in zip(columns, newest, strict=True):
        if await button.count():
            return column
    raise AssertionError("nobody was asked")
