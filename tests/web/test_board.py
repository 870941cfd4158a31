"""The public board and the page that verifies papers, over HTTP and in a browser; screenshots are kept to be looked at."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from typing import Literal

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from models.certificate import Paper
from models.database import Database
from services import stars
from services.certificates import issuing
from services.hours.roots import keep_root
from tests.conftest import TurnedClock
from tests.county import TOWN, VILLAGE, Place
from tests.papers import entered
from tests.service.hours.serve import by, clerk_of
from tests.web.test_story import ARGUMENTS, CHROMIUM, SHOTS
from web import board, shell, verify
from webchat.server import create_app, listen

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NAMES = ("李建国", "王一芳", "王二芳", "王三芳", "王四芳", "王五芳")
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 360), ("dark", 1440))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Public:
    """The pages served for a small county with six volunteers, a star, a root and a paper."""

    place: Place
    url: str
    session: aiohttp.ClientSession
    paper: Paper

    async def get(self, path: str, status: int = 200, **headers: str) -> tuple[str, aiohttp.ClientResponse]:
        async with self.session.get(self.url + path, headers={"Accept-Language": "zh", **headers}) as answer:
            assert answer.status == status, path
            return await answer.text(), answer


@pytest.fixture
async def public(database: Database, clock: TurnedClock) -> AsyncIterator[Public]:
    place = await Place(database, clock).build()
    people = [await place.volunteer(name) for name in NAMES]
    await place.team("高桥志愿服务队", TOWN, people[0], *people[1:])
    for person in people:
        await entered(place, person, 120, days_ago=4)
    await entered(place, people[0], 6000, days_ago=60)
    await place.act(people[0], by(stars.apply, 1))
    paper = await place.act(people[0], by(issuing.make_statement, date(2026, 1, 1), date(2026, 11, 24)))
    await place.tick(keep_root)
    async with AsyncExitStack() as stack:
        app = create_app(database=database, clock=clock)
        for module in (board, verify):
            app.add_routes(module.routes(database, place.settings, clock))
        app.add_routes(shell.routes())
        runner, port = await listen(app)
        stack.push_async_callback(runner.cleanup)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield Public(place, f"http://127.0.0.1:{port}", session, paper)


async def test_the_board_shows_sums_and_names_nobody(public: Public) -> None:
    text, answer = await public.get("/board")
    for part in ("盱眙县", "<b>12</b>", "李*国", "马坝镇", "少于 5", "时长账本的指纹"):
        assert part in text, part
    for name in NAMES:
        assert name not in text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in text
    assert len(text.encode()) < 60_000
    _, again = await public.get("/board", 304, **{"If-None-Match": answer.headers["ETag"]})
    assert again.headers["ETag"] == answer.headers["ETag"]
    roots = json.loads((await public.get("/board/roots.json"))[0])["roots"]
    assert [one["day"] for one in roots] == ["2026-11-23"]
    assert roots[0]["root"] in text
    town, _ = await public.get(f"/board/{TOWN}")
    assert "高桥志愿服务队" in town
    assert "李*国" in town
    english, _ = await public.get("/board?lang=en")
    shown = re.sub(r"<[^>]+>", "", english.replace("中文", ""))
    for chinese in ("盱眙县", "李*国", "马坝镇", "官滩镇", "公示"):
        shown = shown.replace(chinese, "")
    assert not CHINESE.search(shown), CHINESE.findall(shown)
    for wrong in ("/board/320831", "/board/1", "/board/%20", "/board/" + "3" * 300):
        await public.get(wrong, 404)


async def test_the_board_is_read_anew_after_some_minutes(public: Public) -> None:
    other = await public.place.volunteer("赵小兰", VILLAGE)
    await entered(public.place, other, 6000, days_ago=70)
    assert "赵*兰" not in (await public.get("/board"))[0]
    await public.place.act(other, by(stars.apply, 1))
    assert "赵*兰" not in (await public.get("/board"))[0]
    public.place.clock.turn(minutes=5)
    assert "赵*兰" in (await public.get("/board"))[0]


async def test_a_paper_is_verified_until_it_is_revoked(public: Public) -> None:
    number = public.paper.number or ""
    text, answer = await public.get(f"/verify/{number}")
    for part in (
        "这份证明是真的",
        "李*国",
        "102小时",
        "高桥村",
        "2026年11月24日",
        (public.paper.digest or b"").hex()[:32],
    ):
        assert part in text
    assert "李建国" not in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert "这份证明是真的" in (await public.get(f"/verify?number={number.replace('-', '')}"))[0]
    clerk = await clerk_of(public.place)
    await public.place.act(clerk, by(issuing.revoke, public.paper.id, "重开"))
    assert "已经撤销" in (await public.get(f"/verify/{number}"))[0]


async def test_wrong_numbers_are_answered_kindly_and_slowed_down(public: Public) -> None:
    number = public.paper.number or ""
    for last in range(9):
        text, _ = await public.get(f"/verify/{number[:-8]}0000000{last}", 404)
        assert "没有这个编号的证明" in text
    assert "没有这个编号的证明" in (await public.get("/verify/<b>x", 404))[0]
    text, answer = await public.get(f"/verify/{number}", 429)
    assert "请过 10 分钟再试" in text
    assert answer.headers["Retry-After"] == "600"
    public.place.clock.turn(minutes=10)
    await public.get(f"/verify/{number}")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
async def test_both_are_readable_for_everybody_in_a_browser(public: Public) -> None:
    """axe-core finds nothing, light and dark; nothing overflows a narrow phone; a number is typed in and verified."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    number = public.paper.number or ""
    pages = {"board": "/board?lang=zh", "town": f"/board/{TOWN}?lang=en", "verify": f"/verify/{number}?lang=zh"}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme, width in LOOKS:
            context = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page = await context.new_page()
            for name, path in pages.items():
                await page.goto(public.url + path)
                await _is_accessible(page, f"{name} {scheme}")
                await page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
            await page.goto(public.url + "/verify?lang=zh")
            await page.get_by_label("证明编号").fill(number.replace("-", " "))
            await page.get_by_role("button", name="核验").click()
            await expect(page.get_by_text("这份证明是真的")).to_be_visible()
            assert await context.cookies() == []
            await context.close()
        await browser.close()


async def _is_accessible(page: Page, name: str) -> None:
    await page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    found = await Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
