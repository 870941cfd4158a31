"""Switches that make the server fail on purpose, as the real one may: for tests of whoever speaks to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    TOO_MANY = "too_many"  # 429 with retry_after = seconds
    BLOCKED = "blocked"  # 403, as if the user had blocked the bot
    BAD_GATEWAY = "bad_gateway"  # 502 after the call was carried out
    HANG_UP = "hang_up"  # the connection ends without an answer after the call was carried out
    SLOW = "slow"  # the answer comes `seconds` later
    DUPLICATE = "duplicate"  # the next getUpdates (or webhook delivery) hands out again what was confirmed


@dataclass
class Fault:
    """One switch: `methods` and `chat_id` narrow it down, `times` ends it (None: until it is taken away)."""

    kind: Kind
    methods: frozenset[str] = frozenset()
    chat_id: int | None = None
    bot_id: int | None = None
    times: int | None = 1
    seconds: float = 1.0

    def fits(self, method: str, bot_id: int, chat_id: int | None) -> bool:
        """Whether this call is meant."""
        return (
            (not self.methods or method.lower() in {name.lower() for name in self.methods})
            and self.chat_id in (None, chat_id)
            and self.bot_id in (None, bot_id)
        )


@dataclass
class Faults:
    """The switches that are on, and how often each kind struck."""

    active: list[Fault] = field(default_factory=list)
    struck: dict[Kind, int] = field(default_factory=dict)

    def add(self, kind: Kind, *, methods: Iterable[str] = (), chat_id: int | None = None, bot_id: int | None = None,
            times: int | None = 1, seconds: float = 1.0) -> Fault:  # fmt: skip
        """Switch a fault on."""
        fault = Fault(kind, frozenset(methods), chat_id, bot_id, times, seconds)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Switch everything off."""
        self.active.clear()

    def strike(self, kind: Kind, method: str, bot_id: int, chat_id: int | None = None) -> Fault | None:
        """The fault of this kind that hits this call, if one does; it is counted, and used up at its last time."""
        for fault in self.active:
            if fault.kind is kind and fault.fits(method, bot_id, chat_id):
                self.struck[kind] = self.struck.get(kind, 0) + 1
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.active.remove(fault)
                return fault
        return None
