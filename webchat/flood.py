"""Flood control: who writes too fast is told how many seconds to wait."""

import math
from collections import deque
from collections.abc import Callable
from datetime import datetime

from webchat.errors import too_many_requests
from webchat.options import FloodLimits, Rate


class Flood:
    """Sliding windows per bot, per private chat and per group."""

    def __init__(self, limits: FloodLimits | None, clock: Callable[[], datetime]) -> None:
        self._limits, self._clock = limits, clock
        self._windows: dict[tuple[int, int], deque[float]] = {}

    def check(self, bot_id: int, chat_id: int) -> None:
        """Count one message to this chat.

        Raises:
            ApiError: 429; the message is not counted.
        """
        if self._limits is None:
            return
        now = self._clock().timestamp()
        chat_rate = self._limits.per_group if chat_id < 0 else self._limits.per_chat
        windows = [(self._window(bot_id, 0), self._limits.per_bot), (self._window(bot_id, chat_id), chat_rate)]
        wait = max(_wait(window, rate, now) for window, rate in windows)
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for window, _ in windows:
            window.append(now)

    def _window(self, bot_id: int, chat_id: int) -> deque[float]:
        return self._windows.setdefault((bot_id, chat_id), deque())


def _wait(window: deque[float], rate: Rate, now: float) -> float:
    while window and not now - rate.seconds < window[0] <= now:  # also when the clock was turned back
        window.popleft()
    return window[0] + rate.seconds - now if len(window) >= rate.count else 0.0
