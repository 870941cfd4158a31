"""The door of the managers' pages: links that work once, forms that only our pages send, pages that nobody keeps."""

from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from models.anomaly import Anomaly
from models.directive import Directive
from models.ids import short
from models.request import Request
from services.hours.claims import object_to
from tests.web.manager_world import Managed
from tests.web.visitor import Visitor

pytestmark = [
    pytest.mark.xdist_group("manage_door"),  # one county for all of them
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
]
T = TypeVar("T")
PAGES = ("", "/requests", "/visits", "/teams", "/volunteers", "/approvals", "/ledger", "/directives", "/settings")


async def test_a_preview_does_not_use_the_link_up(managed: Managed) -> None:
    """Opening a link any number of times shows a button; pressing it works once, whoever presses."""
    async with Visitor(managed, managed.manager.person_id) as visitor, Visitor(managed) as stranger:
        link = await visitor.link()
        for _ in range(3):
            assert (await stranger.get(link)).status == 200
        entered = await visitor.enter(link)
        assert (entered.status, entered.to) == (303, "/manage")
        for again in (await stranger.get(link), await stranger.enter(link)):
            assert again.status == 410
        assert (await stranger.get("/manage")).status == 401


async def test_the_cookie_is_only_ours(managed: Managed) -> None:
    """HttpOnly and SameSite=Strict; and changed by one sign it opens nothing."""
    async with Visitor(managed, managed.manager.person_id) as visitor, Visitor(managed) as stranger:
        entered = await visitor.enter(await visitor.link())
        written = entered.headers["Set-Cookie"]
        assert all(word in written for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
        name, value = visitor.cookie
        for changed in (value[:-1] + ("0" if value[-1] != "0" else "1"), "1" + value, value.replace(".", ".x", 1)):
            assert (await stranger.get("/manage", Cookie=f"{name}={changed}")).status == 401
        assert (await stranger.get("/manage", Cookie=f"{name}={value}")).status == 200


async def test_a_link_leads_to_the_page_that_was_asked_for(managed: Managed) -> None:
    async with Visitor(managed, managed.manager.person_id) as visitor:
        entered = await visitor.enter(await visitor.link("volunteers?item=A01&place=320830101"))
        assert entered.to == "/manage/volunteers?item=A01&place=320830101"
        assert (await visitor.get(entered.to)).status == 200


async def test_the_chat_leads_to_the_pages(managed: Managed) -> None:
    """By the menu, by a word in either language, and from a line of the summary; a captain has no such key."""
    manager, clerk = managed.manager, managed.clerk
    await manager.say("/menu")
    assert "管理" in manager.last.keys
    await clerk.say("Dashboard")
    link = (await clerk.sees("只能用一次")).data("打开管理页面")
    assert link is not None
    async with Visitor(managed) as visitor:
        assert (await visitor.enter(link.removeprefix(managed.url))).to == "/manage"
    await manager.say("本周小结")
    summary = await manager.sees("点单")
    await manager.press("待审时长", summary)
    listed = await manager.sees("等人审核的时长")
    await manager.press("1. ", listed)
    await manager.sees("帮忙打扫了院子")
    said = await manager.press_data("web.open:::volunteers?item=A01", listed.id)
    link = said[-1].data("打开管理页面")
    assert link is not None
    async with Visitor(managed) as visitor:
        assert (await visitor.enter(link.removeprefix(managed.url))).to == "/manage/volunteers?item=A01"


async def test_only_our_own_forms_are_heard(managed: Managed) -> None:
    """Without the form's token, with another session's, or from another site nothing is done."""
    claim = f"/manage/approvals/hours/{short(managed.there.claims[0])}/approve"
    async with (
        Visitor(managed, managed.manager.person_id) as visitor,
        Visitor(managed, managed.there.clerk) as other,
    ):
        assert (await visitor.post(claim, csrf=False, version="1")).status == 403
        assert (await visitor.post(claim, csrf=False, version="1", form=other.form)).status == 403
        for headers in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await visitor.post(claim, headers=headers, version="1")).status == 403
        assert "已经算数" not in (await visitor.get("/manage")).text
        assert (await visitor.post("/manage/out", headers={"Origin": managed.url})).status == 303


async def test_what_was_done_already_is_said_kindly(managed: Managed) -> None:
    """Hours approved twice, a request forwarded from an old page: told what is true now, and nothing is done twice."""
    claim, back = short(managed.there.claims[1]), {"Referer": f"{managed.url}/manage/approvals?page=1"}
    async with Visitor(managed, managed.manager.person_id) as visitor:
        first = await visitor.post(f"/manage/approvals/hours/{claim}/approve", headers=back, version="1")
        assert (first.status, first.to) == (303, "/manage/approvals?page=1")
        assert "90 分钟已经算数" in (await visitor.get(first.to)).text
        assert "90 分钟已经算数" not in (await visitor.get(first.to)).text
        again = await visitor.post(f"/manage/approvals/hours/{claim}/approve", headers=back, version="1")
        assert 'class="said no"' in (await visitor.get(again.to)).text
        old = f"{short(managed.there.unmet[2])}:0"
        moved = await visitor.post("/manage/requests/forward", request=old)
        assert "没有转成" in (await visitor.get(moved.to)).text


async def test_every_form_does_what_it_says(managed: Managed) -> None:
    """Hours turned down, a joiner declined, an objection taken back, a request declined, a directive to and fro."""
    here = managed.here
    resident = (await _row(managed, Request, here.served)).resident_id
    await managed.place.act(resident, lambda work: object_to(work, here.served, "没有来这么久"))
    odd = await _first(managed, select(Anomaly).where(Anomaly.person_id == here.helper, Anomaly.entry_id.is_not(None)))
    claim, directive = short(here.claims[1]), f"/manage/directives/{short(here.directive)}"
    async with Visitor(managed, managed.manager.person_id) as visitor:

        async def does(path: str, said: str, **form: str) -> None:
            answer = await visitor.send(path, form)
            assert said in (await visitor.get(answer.to)).text, path

        assert "居民说和实际不一样" in (await visitor.get("/manage/approvals")).text
        await does(f"/manage/approvals/hours/{claim}/refuse", "已经退回", version="1", reason="那天没有人来")
        await does(f"/manage/approvals/odd/{short(odd.id)}/take-back", "已经冲销 60 分钟", reason="和居民核对过")
        await does(f"/manage/approvals/odd/{short(odd.id)}/clear", "已经有人处理过了")
        await does(f"/manage/approvals/joins/{short(here.membership)}/decline", "已经答复不入队")
        request = await _row(managed, Request, here.unmet[3])
        path, version = f"/manage/requests/{short(request.id)}", str(request.version)
        await does(f"{path}/decline", "请写明原因", version=version, reason="")
        await does(f"{path}/decline", "已经按“不能办理”答复", version=version, reason="这几天没有菜")
        assert "这几天没有菜" in (await visitor.get(path)).text
        for name, said in (("answer", "已经答复"), ("send-back", "已经退回再答"), ("withdraw", "已经撤回")):
            kept = str((await _row(managed, Directive, here.directive)).version)
            await does(f"{directive}/{name}", said, version=kept, answer="去看过了")
        await does(f"{directive}/close", "这条指令已经变了", version=kept)


async def test_pages_are_kept_by_nobody_and_run_no_script(managed: Managed) -> None:
    async with Visitor(managed, managed.manager.person_id) as visitor:
        for path in PAGES:
            answer = await visitor.get(f"/manage{path}")
            assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert "<script" not in answer.text
            assert " style=" not in answer.text
        strange = await visitor.get("/manage/requests?page=999999&age=-3&item=%3Cb%3E&place=x&q=%3Cb%3E&q=2&state=z")
        assert strange.status == 200
        assert "&lt;b&gt;" in strange.text


async def test_settings_are_kept_and_devices_signed_out(managed: Managed) -> None:
    """Language and summaries are those of the chat; all devices are signed out at once."""
    me = managed.manager.person_id
    async with Visitor(managed, me) as visitor, Visitor(managed, me) as phone:
        assert (await visitor.post("/manage/settings/summary", week="1", weekday="3")).status == 303
        text = (await visitor.get("/manage/settings")).text
        assert '<option value="3" selected>' in text
        assert 'name="week" value="1" checked' in text
        assert 'name="month" value="1" checked' not in text
        assert (await visitor.post("/manage/settings/language", language="en")).status == 303
        assert '<html lang="en">' in (await phone.get("/manage/requests")).text
        assert '<html lang="zh-CN">' in (await phone.get("/manage/requests?lang=zh")).text
        assert (await visitor.post("/manage/settings/language", language="zh")).status == 303
        assert (await visitor.post("/manage/settings/sessions/out")).to == "/manage/out"
        for one in (visitor, phone):
            assert (await one.get("/manage")).status == 401


async def test_the_ledger_is_proved(managed: Managed) -> None:
    async with Visitor(managed, managed.here.clerk) as clerk:
        answer = await clerk.post("/manage/ledger/verify")
        assert "账本核对无误" in (await clerk.get(answer.to)).text


async def test_a_session_ends_after_its_hours(managed: Managed) -> None:
    async with Visitor(managed, managed.manager.person_id) as visitor:
        managed.place.clock.turn(hours=12)
        assert (await visitor.get("/manage")).status == 401


async def _row(managed: Managed, table: type[T], row_id: int) -> T:
    return await managed.place.look(lambda session: session.get_one(table, row_id))


async def _first(managed: Managed, statement: Any) -> Any:
    async with managed.place.database.read() as session:
        return (await session.scalars(statement)).first()
