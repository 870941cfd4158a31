"""The thirty messages of which the reader is least sure, each through to a confirmed request or the right answer."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from language.understand import Reader
from models.database import Database
from models.request import Request, RequestState
from tests.chat.chatter import Chatter
from tests.chat.trained import trained_reader
from tests.chat.world import World
from tests.conftest import TurnedClock

HARDEST = (
    *(39, 104, 290, 216, 208, 308, 25, 315, 1, 301, 247, 76, 78, 200, 227),
    *(300, 18, 26, 160, 296, 243, 93, 107, 238, 174, 118, 152, 225, 262, 188),
)
ANSWERS = {
    "volunteer": "谢谢您愿意帮忙",
    "thanks": "不客气",
    "complaint": "对不起",
    "help": "怎么用",
    "other": "没有听懂",
    "status": "1 号",
    "cancel": "真的要取消第 1 号",
    "reschedule": "改到",
}
DEV = Path("language/data/dev.jsonl")


def _row(number: int) -> dict[str, Any]:
    rows = map(json.loads, DEV.read_text(encoding="utf-8").splitlines())
    return next(row for row in rows if row["id"] == f"dev-{number:03d}")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return trained_reader()


@pytest.fixture
async def world(database: Database, clock: TurnedClock, reader: Reader) -> AsyncIterator[World]:
    """A world whose reader has its models."""
    async with AsyncExitStack() as stack:
        yield await World(database, clock, tools={"reader": reader}).start(stack)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", HARDEST)
async def test_it_ends_well(world: World, number: int) -> None:
    row = _row(number)
    tz = world.settings.county.tz
    world.clock.now = max(datetime.fromisoformat(row["now"]).replace(tzinfo=tz), world.clock.now)
    person = await world.resident("王秀英", door="3组12号", phone="+8613800000001")
    if row["intent"] in ("status", "cancel", "reschedule"):
        await person.say("大后天想请人帮我买点菜")
        await person.press("确定")
    if row["intent"] != "request":
        await person.say(row["text"])
        if row["danger"]:
            await person.sees("请马上打")
        else:
            await person.sees(ANSWERS[row["intent"]])
        return
    await person.say(row["text"])
    if row["danger"]:
        assert "请马上打" in next(shown.text for shown in person.messages if not shown.mine)
    request = await _confirmed(world, person, row["item"])
    assert request.item_code == row["item"]
    assert request.state is not RequestState.DRAFT


async def _confirmed(world: World, person: Chatter, item: str) -> Request:
    """Answer what is asked until the card stands there, and confirm it."""
    for _ in range(5):
        await person.look()
        if person.last.data("确定") is not None:
            break
        for answer in ("什么时候都行", "先不写", "马坝镇", "高桥村"):
            if person.last.data(answer) is not None:
                await person.press(answer)
                break
    await person.press("确定")
    await person.sees("号单")

    async def last(session: Any) -> Request:
        found = await session.scalars(select(Request).order_by(Request.created_at.desc()))
        return next(one for one in found if one.state is not RequestState.DRAFT)

    return await world.place.look(last)
