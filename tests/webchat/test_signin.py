"""Signing in with a code outside the demo: once, slowed when wrong, remembered, ended."""

import aiohttp
import pytest
from sqlalchemy import text

from models.webchat import LOCATOR_DIGITS, create_chat_user, issue_code
from tests.conftest import TurnedClock
from tests.webchat.conftest import BOT_ID, LI, WANG, Serve, Served
from webchat.client import ChatClient, PageError
from webchat.options import CodeLimits, Options
from webchat.signin import cookie_of, device_of, plain_code

REAL = Options(flood=None, pacing=False, codes=CodeLimits(free=2, ends_code=5))


@pytest.fixture
async def real(serve: Serve) -> Served:
    return await serve(REAL)


async def code_for(chat: Served, clock: TurnedClock, user_id: int = WANG) -> str:
    async with chat.database.begin() as session:
        return await issue_code(session, user_id=user_id, now=clock())


def browser(chat: Served) -> tuple[aiohttp.ClientSession, ChatClient]:
    """A browser of its own, with its own cookies (kept for an address without a name, as 127.0.0.1 is one)."""
    session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
    return session, ChatClient(session, chat.url)


def other(code: str) -> str:
    """A wrong code with the right locator."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


async def test_a_code_signs_one_device_in_once(real: Served, clock: TurnedClock) -> None:
    code = await code_for(real, clock)
    assert len(code) == 10
    first, wang = browser(real)
    second, late = browser(real)
    async with first, second:
        with pytest.raises(PageError, match="signed_out"):
            await wang.rooms()
        signed = await wang.do("signin", code=f"{code[:4]} {code[4:7]}-{code[7:]}")
        assert signed == {"user_id": WANG}
        (room,) = [one for one in await wang.rooms() if one["chat"]["type"] == "private"]
        await wang.say(room["room"], "我进来了")
        (update,) = await real.result("getUpdates")
        assert update["message"]["from"]["id"] == WANG
        with pytest.raises(PageError, match="wrong"):
            await late.do("signin", code=code)
        (cookie,) = first.cookie_jar
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")


async def test_a_get_uses_nothing_up(real: Served, clock: TurnedClock) -> None:
    code = await code_for(real, clock)
    session, wang = browser(real)
    async with session:
        async with session.get(f"{real.url}/?code={code}") as answer:
            assert answer.status == 200
            assert code not in await answer.text()
        async with session.get(f"{real.url}/app/signin?code={code}") as answer:
            assert answer.status == 405
        await wang.do("signin", code=code)


async def test_wrong_codes_are_slowed_by_account_whoever_tries(serve: Serve, clock: TurnedClock) -> None:
    chat = await serve(Options(flood=None, pacing=False, behind_proxy=True, codes=REAL.codes))
    code = await code_for(chat, clock)
    session, _ = browser(chat)

    async def attempt(number: int, digits: str) -> tuple[int, str, int]:
        headers = {"Origin": chat.url, "X-Forwarded-For": f"9.9.9.9, 10.0.0.{number}"}
        async with session.post(f"{chat.url}/app/signin", json={"code": digits}, headers=headers) as answer:
            body = await answer.json()
            return answer.status, body.get("error", ""), body.get("seconds", 0)

    async with session:
        assert await attempt(1, other(code)) == (403, "wrong", 0)
        assert await attempt(2, other(code)) == (403, "wrong", 31)
        assert await attempt(3, code) == (429, "wait", 31)  # the right one has to wait as well
        clock.turn(seconds=31)
        assert await attempt(4, other(code)) == (403, "wrong", 61)
        for number, pause in ((5, 61), (6, 121)):
            clock.turn(seconds=pause)
            status, reason, _ = await attempt(number, other(code))
            assert (status, reason) == (403, "wrong")
        clock.turn(hours=25)
        assert (await attempt(7, code))[:2] == (403, "wrong")  # five wrong ones ended the code
        assert (await attempt(8, await code_for(chat, clock)))[0] == 200


async def test_wrong_codes_are_slowed_by_address_whatever_is_tried(real: Served, clock: TurnedClock) -> None:
    session, anybody = browser(real)
    async with session:
        for digits in ("1111222333", "2222333444"):
            with pytest.raises(PageError, match="403 wrong"):
                await anybody.do("signin", code=digits)
        with pytest.raises(PageError, match="429 wait") as raised:
            await anybody.do("signin", code=await code_for(real, clock))
        assert raised.value.seconds == 31
        async with real.database.read() as rows:
            kept = (await rows.execute(text("SELECT subject FROM webchat_wrong_code"))).all()
        assert not any(b"127.0.0.1" in bytes(one[0]) for one in kept)


async def test_a_code_ends_with_its_time_and_with_the_next_one(real: Served, clock: TurnedClock) -> None:
    session, wang = browser(real)
    async with session:
        first = await code_for(real, clock)
        second = await code_for(real, clock)
        with pytest.raises(PageError, match="wrong"):
            await wang.do("signin", code=first)
        clock.turn(days=4)
        with pytest.raises(PageError, match="wrong"):
            await wang.do("signin", code=second)


async def test_codes_are_kept_as_digests(real: Served, clock: TurnedClock) -> None:
    code = await code_for(real, clock)
    async with real.database.read() as session:
        (row,) = (await session.execute(text("SELECT * FROM webchat_code"))).all()
    assert code[LOCATOR_DIGITS:] not in str(row)


async def test_devices_are_listed_and_ended(real: Served, clock: TurnedClock) -> None:
    phone_session, phone = browser(real)
    desk_session, desk = browser(real)
    async with phone_session, desk_session:
        phone_session.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/130 Mobile Safari"
        await phone.do("signin", code=await code_for(real, clock))
        clock.turn(hours=2)
        await desk.do("signin", code=await code_for(real, clock))
        devices = await desk._get("devices")
        assert [one["this"] for one in devices] == [True, False]
        assert devices[1]["label"] == "Android · Chrome"
        stream = phone.events()
        assert (await anext(stream))["type"] == "hello"
        await desk.do("devices/end", device=devices[1]["id"])
        with pytest.raises(StopAsyncIteration):
            await anext(stream)
        with pytest.raises(PageError, match="signed_out"):
            await phone.rooms()
        with pytest.raises(PageError, match="no_device"):
            await desk.do("devices/end", device=devices[1]["id"])
        await desk.do("signout")
        with pytest.raises(PageError, match="signed_out"):
            await desk.rooms()


async def test_nobody_ends_or_forges_anothers_device(real: Served, clock: TurnedClock) -> None:
    wang_session, wang = browser(real)
    li_session, li = browser(real)
    async with wang_session, li_session:
        await wang.do("signin", code=await code_for(real, clock))
        await li.do("signin", code=await code_for(real, clock, LI))
        (device,) = await wang._get("devices")
        with pytest.raises(PageError, match="no_device"):
            await li.do("devices/end", device=device["id"])
        with pytest.raises(PageError, match="not_you"):
            await ChatClient(li_session, real.url, WANG).rooms()
        room = await wang.room(BOT_ID)
        with pytest.raises(PageError, match="no_room"):
            await li.say(room, "我是王秀英")
    assert device_of(cookie_of(77)) == 77
    for forged in ("", "1.25.", cookie_of(77)[:-1] + "0", cookie_of(77).replace("1.", "2.", 1), "1.x!.00"):
        assert device_of(forged) is None or forged == cookie_of(77)


async def test_another_site_can_do_nothing(real: Served, clock: TurnedClock) -> None:
    session, wang = browser(real)
    async with session:
        await wang.do("signin", code=await code_for(real, clock))
        room = await wang.room(BOT_ID)
        body = {"room": room, "text": "点我"}
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": real.url, "Sec-Fetch-Site": "cross-site"}):
            for path in ("say", "press", "block", "read", "share", "file", "edit", "signin", "signout", "devices/end"):
                async with session.post(f"{real.url}/app/{path}", json=body, headers=headers) as answer:
                    assert answer.status == 403, path
        assert await wang.messages(room) == []


async def test_the_demo_lets_only_its_people_in(serve: Serve, clock: TurnedClock) -> None:
    chat = await serve()
    async with chat.database.begin() as session:
        await create_chat_user(session, user_id=900, name="不在演示里", now=clock())
    with pytest.raises(PageError, match="not_you"):
        await chat.person(900).rooms()
    with pytest.raises(PageError, match="demo"):
        await chat.person(WANG).do("signin", code="1")
    closed = await serve(Options(flood=None, pacing=False))
    with pytest.raises(PageError, match="signed_out"):
        await closed.person(WANG).rooms()


async def test_secure_cookies_are_bound_to_the_host(serve: Serve, clock: TurnedClock) -> None:
    chat = await serve(Options(secure_cookies=True, origins=("https://chat.example",)))
    code = await code_for(chat, clock)
    async with chat.session.post(
        f"{chat.url}/app/signin", json={"code": code}, headers={"Origin": "https://chat.example"}
    ) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lianxin-device=")
    assert "Secure" in cookie and "HttpOnly" in cookie and "Path=/" in cookie


def test_digits_are_read_as_people_type_them() -> None:
    assert plain_code(" １２34-567 89０ ") == "1234567890"
