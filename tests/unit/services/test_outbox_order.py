"""Messages of one moment leave in the order in which they were written, however many there are."""

from datetime import timedelta
from itertools import pairwise

from services.outbox import _seq
from tests.conftest import NOON


def test_the_order_never_turns_back() -> None:
    moments = [NOON] * 2500 + [NOON - timedelta(seconds=1)] + [NOON + timedelta(seconds=1)]
    numbers = [_seq(moment) for moment in moments]
    assert all(before < after for before, after in pairwise(numbers))


def test_a_number_tells_its_microsecond() -> None:
    first = _seq(NOON + timedelta(days=4000))
    assert _seq(NOON + timedelta(days=4001)) - first == 86_400_000_000
