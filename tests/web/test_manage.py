"""The managers' pages in a real browser: signed in from the chat, worked with, looked at by axe, signed out.

With LIANXIN_SHOTS set, screenshots are kept in `build/screenshots`, to be looked at.
"""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect
from sqlalchemy import select

from models.claim import Claim, ClaimState
from models.directive import Directive
from models.disclosure import Look
from models.ids import short
from models.offer import Offer
from services.directives.answering import answer
from tests.web.manager_world import Managed
from tests.web.test_story import ARGUMENTS, CHROMIUM, SHOTS
from tests.web.visitor import Visitor

WIDTHS, SCHEMES = (360, 768, 1440), ("light", "dark")
FIRST_PAGE = 100_000
COLOURS = ["color-contrast", "link-in-text-block"]  # all that differs between light and dark
RUN = """async rules => {
    const some = rules ? {runOnly: rules} : {};
    const found = await axe.run({resultTypes: ["violations"], selectors: false, preload: false, ...some});
    return found.violations.map(one => `${one.id} ${one.nodes[0].html}`);
}"""
pytestmark = [
    pytest.mark.xdist_group("manage"),  # one county for all of them
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield one
        await one.close()


async def test_from_the_chat_through_the_day_and_out(browser: Browser, managed: Managed) -> None:
    """A link from the chat; an unmet request is forwarded, hours are approved, a directive is closed; signed out."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1100, "height": 860})
    page, problems = await context.new_page(), list[str]()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    await managed.manager.say("管理")
    said = await managed.manager.sees("只能用一次")
    link = said.data("打开管理页面")
    assert link is not None
    await _weighed(page, link)
    await page.get_by_role("button", name="进入").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("盱眙县")
    await _forwards(page, managed)
    await _approves(page, managed)
    await _closes(page, managed)
    await page.get_by_role("button", name="退出", exact=True).first.click()
    await expect(page.get_by_role("heading", name="已经退出")).to_be_visible()
    answered = await page.goto(f"{managed.url}/manage/requests")
    assert answered is not None
    assert answered.status == 401
    await page.goto(link)
    await expect(page.get_by_role("heading", name="这个链接打不开了")).to_be_visible()
    assert [one for one in problems if "401" not in one and "410" not in one] == []


async def _weighed(page: Page, link: str) -> None:
    """The first page with all that it loads is small."""
    weights: list[int] = []

    async def weigh(response: object) -> None:
        weights.append(len(await response.body()))

    page.on("response", weigh)
    await page.goto(link, wait_until="networkidle")
    page.remove_listener("response", weigh)
    print(f"the first page weighs {sum(weights)} bytes")
    assert 0 < sum(weights) < FIRST_PAGE


async def _forwards(page: Page, managed: Managed) -> None:
    await page.get_by_role("navigation", name="页面").get_by_role("link", name="点单").click()
    await page.get_by_label("状态").select_option("unmet")
    await page.get_by_label("姓名拼音首字母").fill("wxy")
    await page.get_by_role("button", name="查找").click()
    await expect(page.get_by_role("row").filter(has_text="王秀英")).to_have_count(1)
    await page.get_by_role("checkbox", name="选第").check()
    await page.get_by_role("button", name="选中的转给").click()
    await expect(page.get_by_role("status")).to_contain_text("王家志愿服务队")
    (offer,) = await _rows(managed, select(Offer).where(Offer.request_id == managed.here.unmet[0]))
    assert (offer.team_id, offer.person_id) == (managed.here.team, managed.here.captain)
    told = await managed.place.told(managed.here.captain, "offer")
    assert [row.ids["offer"] for row in told] == [offer.id]


async def _approves(page: Page, managed: Managed) -> None:
    claim_id = managed.here.claims[0]
    await page.get_by_role("navigation", name="页面").get_by_role("link", name="审批").click()
    card = page.locator(f"#c{short(claim_id)}")
    await expect(card).to_contain_text("帮忙打扫了院子")
    await card.get_by_role("button", name="算数", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("90 分钟已经算数")
    (claim,) = await _rows(managed, select(Claim).where(Claim.id == claim_id))
    assert (claim.state, claim.decided_by) == (ClaimState.APPROVED, managed.manager.person_id)


async def _closes(page: Page, managed: Managed) -> None:
    directive_id = managed.here.directive
    await managed.place.act(managed.here.clerk, lambda work: answer(work, directive_id, "去看过了，已经另派人。"))
    await page.get_by_role("navigation", name="页面").get_by_role("link", name="指令").click()
    await page.locator(f'a[href$="{short(directive_id)}"]').click()
    await expect(page.get_by_text("去看过了，已经另派人。")).to_be_visible()
    await page.get_by_role("button", name="办结").click()
    await expect(page.get_by_role("status")).to_contain_text("已经办结")
    (directive,) = await _rows(managed, select(Directive).where(Directive.id == directive_id))
    assert (directive.state.value, directive.closed_by) == ("closed", managed.manager.person_id)


async def _rows(managed: Managed, statement):  # type: ignore[no-untyped-def]
    async with managed.place.database.read() as session:
        return (await session.scalars(statement)).all()


async def test_axe_finds_nothing_at_any_width_light_or_dark(browser: Browser, managed: Managed) -> None:
    """Every page, three widths, light and dark; nothing stands out over the side, and there is one heading of the first level."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    here = managed.here
    paths = {
        "today": "",
        "requests": "/requests?state=all",
        "nothing": "/requests?q=nobody-is-called-so",
        "request": f"/requests/{short(here.unmet[1])}",
        "served": f"/requests/{short(here.served)}",
        "visits": "/visits",
        "teams": "/teams",
        "team": f"/teams/{short(here.team)}",
        "volunteers": "/volunteers",
        "volunteer": f"/volunteers/{short(here.captain)}",
        "approvals": "/approvals",
        "ledger": "/ledger",
        "directives": "/directives?all=1",
        "directive": f"/directives/{short(managed.there.directive)}",
        "settings": "/settings",
        "english": "/requests?lang=en",
        "missing": "/requests/1",
    }
    async with Visitor(managed, managed.manager.person_id) as visitor:
        halves = [list(paths.items())[half::2] for half in (0, 1)]
        pages = [await _signed_in(browser, managed, visitor) for _ in halves]
        found = await asyncio.gather(*(_look(managed, *both) for both in zip(pages, halves, strict=True)))
        await pages[0].goto(managed.url + await visitor.link())
        found.append(await _faults(pages[0], "door"))
        await pages[0].context.clear_cookies()
        await pages[0].goto(f"{managed.url}/manage")
        found.append(await _faults(pages[0], "signed_out"))
    assert [one for part in found for one in part] == []


async def _signed_in(browser: Browser, managed: Managed, visitor: Visitor) -> Page:
    context = await browser.new_context(locale="zh-CN")
    await context.add_init_script(Axe().axe_script)
    name, value = visitor.cookie
    await context.add_cookies([{"name": name, "value": value, "url": managed.url}])
    return await context.new_page()


async def _look(managed: Managed, page: Page, paths: list[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    for name, path in paths:
        began = time.perf_counter()
        await page.goto(f"{managed.url}/manage{path}")
        print(f"{name}: {time.perf_counter() - began:.3f} s with all it loads")
        found += await _faults(page, name)
    return found


async def _faults(page: Page, name: str) -> list[str]:
    found: list[str] = []
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            where = f"{name}-{width}-{scheme}"
            rules = None if scheme == "light" else COLOURS
            found += [f"{where}: {one}" for one in await page.evaluate(RUN, rules)]
            if os.environ.get("LIANXIN_SHOTS"):
                await page.screenshot(path=SHOTS / f"manage-{where}.png", full_page=True)
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}-{width}: wider than the screen")
    if await page.locator("h1").count() != 1:
        found.append(f"{name}: not one heading of the first level")
    return found


async def test_keyboard_reaches_the_main_part_first(browser: Browser, managed: Managed) -> None:
    async with Visitor(managed, managed.manager.person_id) as visitor:
        page = await _signed_in(browser, managed, visitor)
        await page.goto(f"{managed.url}/manage/requests")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(page.get_by_label(re.compile("^状态"))).to_be_focused()


async def test_every_look_is_written_down(managed: Managed) -> None:
    """Opening a request, a list of volunteers and a volunteer each leaves its looks; a list of requests leaves none."""
    here, me = managed.here, managed.manager.person_id
    looks = select(Look).where(Look.viewer_id == me)
    async with Visitor(managed, me) as visitor:
        before = {look.id for look in await _rows(managed, looks)}
        await visitor.get("/manage/requests?state=all")
        assert {look.id for look in await _rows(managed, looks)} == before
        await visitor.get(f"/manage/requests/{short(here.unmet[2])}")
        await visitor.get(f"/manage/volunteers/{short(here.captain)}")
    new = [look for look in await _rows(managed, looks) if look.id not in before]
    seen = {(look.person_id, field) for look in new for field in look.fields}
    assert (here.captain, "name") in seen
    assert {look.purpose for look in new} >= {"manage", "volunteer"}
    assert {look.request_id for look in new} >= {here.unmet[2]}
