"""What the caller of the chat server may choose."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class DemoPersona:
    """Somebody whom a visitor of the demo may be: a chat user that exists, and what the choice says of them."""

    user_id: int
    name: str
    role: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How fast a bot may write before it is told to wait; near to what Telegram is seen to do."""

    per_bot: Rate = Rate(30, 1)
    per_chat: Rate = Rate(20, 20)
    per_group: Rate = Rate(20, 60)


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """How wrong sign-in codes are slowed: after `free` of them, a wait that doubles from `first` to `longest`."""

    free: int = 4
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)
    ends_code: int = 12  # so many wrong ones for one locator end the code
    forgotten_after: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of one chat server.

    `personas` turns the demo on: whoever opens the page may be any of them. `flood=None` takes the limits off.
    `pacing` makes a repeated getUpdates wait as Telegram does. `behind_proxy` believes the last address of
    X-Forwarded-For. `origins` are the page's own addresses, where they differ from the Host header.
    `control` opens the fault switches to the same machine over HTTP: only for tests.
    """

    personas: tuple[DemoPersona, ...] = ()
    title: dict[str, str] = field(default_factory=lambda: {"zh": "连心", "en": "Lianxin"})
    flood: FloodLimits | None = FloodLimits()
    codes: CodeLimits = CodeLimits()
    update_lifetime: timedelta = timedelta(hours=24)
    query_lifetime: timedelta = timedelta(seconds=150)
    webhook_first_retry: float = 2.0
    webhook_longest_retry: float = 60.0
    max_upload: int = 20 * 2**20
    pacing: bool = True
    secure_cookies: bool = False
    behind_proxy: bool = False
    origins: tuple[str, ...] = ()
    control: bool = False
