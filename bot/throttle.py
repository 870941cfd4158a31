"""A token bucket for each person: who writes much too fast is told so once, and then not answered until it fills again."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from time import monotonic

MOST_KEPT = 10_000


class Verdict(Enum):
    """What to do with a message."""

    HEAR = "hear"
    HUSH = "hush"  # say once that this is too fast
    SILENCE = "silence"


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    told: bool = False


class Throttle:
    """`burst` messages at once, and `per_second` more; both far above what a person types."""

    def __init__(self, burst: float = 40, per_second: float = 1, time: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._time = burst, per_second, time
        self._buckets: OrderedDict[tuple[int, int], _Bucket] = OrderedDict()

    def judge(self, bot_id: int, user_id: int) -> Verdict:
        """Count one message of a person."""
        bucket = self._bucket((bot_id, user_id))
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            bucket.told = False
            return Verdict.HEAR
        told, bucket.told = bucket.told, True
        return Verdict.SILENCE if told else Verdict.HUSH

    def _bucket(self, key: tuple[int, int]) -> _Bucket:
        now = self._time()
        bucket = self._buckets.setdefault(key, _Bucket(self._burst, now))
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.filled_at) * self._rate)
        bucket.filled_at = now
        self._buckets.move_to_end(key)
        while len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        return bucket
