"""The chat's own ids: what is no bot's token, and what is no id of a group."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.webchat import create_group, register_bot
from tests.conftest import NOON


@pytest.mark.parametrize(
    "token",
    ["", "77", "77:short", "x:abcdefghij", "-1:abcdefghij", "0:abcdefghij", f"{2**52}:abcdefghij", "\u0667:abcdefghij"],
)
async def test_what_is_no_token_registers_no_bot(token: str) -> None:
    session = AsyncSession()
    with pytest.raises(ValueError, match="a bot's token"):
        await register_bot(session, token=token, username="county_bot", name="连心", now=NOON)
    assert not session.new


@pytest.mark.parametrize("chat_id", [0, 5])
async def test_the_id_of_a_group_is_negative(chat_id: int) -> None:
    session = AsyncSession()
    with pytest.raises(ValueError, match="negative"):
        await create_group(session, bot_id=77, chat_id=chat_id, title="群", user_ids=[1], now=NOON)
    assert not session.new
