"""kill -9 in the middle of a busy moment: what was acknowledged is there afterwards, once and in order."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from models.database import Database
from tests.conftest import TurnedClock
from tests.webchat.conftest import BOT_ID, LI, TOKEN, WANG, populate
from webchat.client import ChatClient

ROUNDS = 2


@contextlib.asynccontextmanager
async def process(url: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A server in its own process; killed at the end at the latest."""
    command = (sys.executable, "-m", "tests.webchat.serve_process", url)
    one = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert one.stdout is not None
        yield f"http://127.0.0.1:{int(await one.stdout.readline())}", one
    finally:
        with contextlib.suppress(ProcessLookupError):
            one.kill()
        await one.wait()


async def talk(person: ChatClient, room: str, name: str, heard: list[str], enough: asyncio.Event) -> None:
    """Say one thing after another until the server is gone; write down what it took."""
    with contextlib.suppress(aiohttp.ClientError):
        for number in range(10**6):
            await person.say(room, f"{name} {number}")
            heard.append(f"{name} {number}")
            if number == 5:
                enough.set()


async def updates(session: aiohttp.ClientSession, url: str) -> list[tuple[int, str]]:
    """Every update that waits: its number and text, confirmed as it is read."""
    found: list[tuple[int, str]] = []
    while True:
        offset = found[-1][0] + 1 if found else 0
        async with session.post(f"{url}/bot{TOKEN}/getUpdates", json={"offset": offset}) as answer:
            batch = (await answer.json())["result"]
        if not batch:
            return found
        found += [(one["update_id"], one["message"]["text"]) for one in batch]


@pytest.mark.slow
async def test_what_was_acknowledged_survives_a_kill(database: Database, database_url: str, clock: TurnedClock) -> None:
    await populate(database, clock)
    last, heard = 0, dict[int, list[str]]()
    async with aiohttp.ClientSession() as session:
        for turn in range(ROUNDS + 1):
            async with process(database_url) as (url, server):
                if turn:
                    last = check(await updates(session, url), heard, last)
                heard = {WANG: [], LI: []}
                people = {user_id: ChatClient(session, url, user_id) for user_id in heard}
                rooms = {user_id: await person.room(BOT_ID) for user_id, person in people.items()}
                enough = asyncio.Event()
                talks = [
                    asyncio.create_task(talk(people[one], rooms[one], f"{turn} {one} {lane}", heard[one], enough))
                    for one in heard
                    for lane in range(5)
                ]
                await enough.wait()
                server.kill()
                await asyncio.gather(*talks)


def check(got: list[tuple[int, str]], heard: dict[int, list[str]], last: int) -> int:
    """Everything acknowledged is there once, in the order in which it was said; return the last number."""
    numbers, texts = [number for number, _ in got], [text for _, text in got]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert numbers[0] > last
    assert len(set(texts)) == len(texts)
    for said in heard.values():
        assert set(said) <= set(texts)
        for lane in {text.rsplit(" ", 1)[0] for text in said}:
            mine = [text for text in texts if text.startswith(f"{lane} ")]
            assert mine == [f"{lane} {i}" for i in range(len(mine))]
    return numbers[-1]
