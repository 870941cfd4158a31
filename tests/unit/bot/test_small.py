"""Small parts: logs, pace, throttle, codec, bots, keys of the demo."""

import io
import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot import logs
from bot.bots import bots_of, webchat_url
from bot.codec import decode, encode
from bot.ground import demo_keys
from bot.pacing import Pacer
from bot.throttle import Throttle, Verdict
from config import Settings, SettingsError
from config.secrets import SecretMissing
from config.settings import BotSettings, Delivery, Webchat
from models.crypto import parse_keyring
from models.outbox import Lane
from tests.conftest import TurnedClock


def test_the_log_has_no_tokens_and_no_words_of_an_exception() -> None:
    out = io.StringIO()
    kept = logging.getLogger().handlers[:]
    try:
        logs.set_up("info", out)
        try:
            raise KeyError("王秀英 13800000001")
        except KeyError:
            logging.getLogger("bot.test").exception("at http://x/bot7001:demo_secret_of/getMe", extra={"update_id": 5})
    finally:
        logging.getLogger().handlers[:] = kept
    line = json.loads(out.getvalue())
    assert line["said"] == "at http://x/bot7001:***/getMe"
    assert line["update_id"] == 5
    assert line["raised"].startswith("KeyError at bot/test_small.py:")
    assert "王秀英" not in out.getvalue()


def test_a_plain_line_is_for_a_terminal() -> None:
    record = logging.LogRecord("bot", logging.INFO, "x.py", 1, "token %s", ("7001:demo_secret_of",), None)
    assert logs.Plain().format(record).endswith("info    bot: token 7001:***")


def test_answers_survive_being_kept() -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="好", callback_data="x")]])
    methods: list[Any] = [
        AnswerCallbackQuery(callback_query_id="1"),
        EditMessageText(chat_id=1, message_id=2, text="<b>好</b>", parse_mode="HTML", reply_markup=markup),
        SendMessage(chat_id=1, text="好"),
    ]
    assert decode(encode(methods)) == methods
    (photo,) = decode(encode([SendPhoto(chat_id=1, photo=BufferedInputFile(b"\x89PNG", "qr.png"))]))
    assert (photo.photo.data, photo.photo.filename) == (b"\x89PNG", "qr.png")


class Time:
    """A time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def sent_at(settings: Delivery, *chats: int) -> list[float]:
    time, moments = Time(), []
    pacer = Pacer(settings, time, time.sleep)

    async def call(*_args: Any, **_kwargs: Any) -> bool:
        moments.append(round(time.now, 3))
        return True

    for chat_id in chats:
        await pacer.process_request(call, (), {}, "sendMessage", {"chat_id": chat_id}, Lane.NORMAL)
    await pacer.process_request(call, (), {}, "getMe", {}, None)
    return moments[:-1]


async def test_each_chat_group_and_bot_has_its_pace() -> None:
    settings = Delivery(per_second=20, chat_per_second=1, group_per_minute=12)
    assert await sent_at(settings, 1, 1, 1, 1, 1) == [0, 0, 0, 1, 2]  # two seconds of silence are made up for
    assert await sent_at(settings, *[-1] * 5) == [0, 0, 0, 5, 10]
    moments = await sent_at(settings, *range(1, 101))
    assert moments[10:12] == [0, 0.05]
    assert moments[-1] == pytest.approx(4.45)


def test_a_throttle_hears_hushes_once_and_fills_again() -> None:
    clock = TurnedClock()
    throttle = Throttle(2, 1, lambda: clock().timestamp())
    assert [throttle.judge(1, 1) for _ in range(4)] == [Verdict.HEAR, Verdict.HEAR, Verdict.HUSH, Verdict.SILENCE]
    assert throttle.judge(1, 2) is Verdict.HEAR
    clock.turn(seconds=1)
    assert [throttle.judge(1, 1) for _ in range(2)] == [Verdict.HEAR, Verdict.HUSH]


def test_the_webchats_bot_needs_no_token_and_others_do() -> None:
    settings = Settings(
        bots={"webchat": BotSettings(), "town": BotSettings(base_url="https://api.example", token_variable="T")}
    )
    with pytest.raises(SecretMissing, match="T is not set"):
        bots_of(settings, {})
    with pytest.raises(SettingsError, match="not a bot token"):
        bots_of(settings, {"T": "nonsense"})
    own, town = bots_of(settings, {"T": "7001:a_secret_of_the_bot"})
    assert (own.id, own.base_url, own.is_webchat) == (320830002, "http://127.0.0.1:8080", True)
    assert (town.id, town.base_url, town.is_webchat) == (7001, "https://api.example", False)
    assert "secret" not in repr(town)
    assert bots_of(settings, {"T": "7001:a_secret_of_the_bot"})[0].token == own.token
    same = Settings(bots={name: BotSettings(base_url="https://a", token_variable="T") for name in "ab"})
    with pytest.raises(SettingsError, match="same token"):
        bots_of(same, {"T": "7001:a_secret_of_the_bot"})


def test_this_machine_reaches_the_chat_wherever_it_listens() -> None:
    assert webchat_url(Settings(webchat=Webchat(host="0.0.0.0", port=9))) == "http://127.0.0.1:9"
    assert webchat_url(Settings(webchat=Webchat(host="::1"))) == "http://[::1]:8080"


def test_the_demos_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    first: dict[str, str] = {}
    demo_keys(tmp_path / "var", first)
    second: dict[str, str] = {}
    demo_keys(tmp_path / "var", second)
    assert first == second
    assert parse_keyring(first["LIANXIN_KEYS"], first["LIANXIN_INDEX_KEY"]).current == "demo"
    file = tmp_path / "var" / "demo-keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    own = {"LIANXIN_KEYS": "a", "LIANXIN_INDEX_KEY": "b"}
    demo_keys(tmp_path / "var", own)
    assert own == {"LIANXIN_KEYS": "a", "LIANXIN_INDEX_KEY": "b"}
    file.write_text("nonsense")
    with pytest.raises(SettingsError, match="does not hold the demo's keys"):
        demo_keys(tmp_path / "var", {})
