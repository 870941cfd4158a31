"""Who is asked next for one request, and how long to wait before looking again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from matching.waves.delay import AnswerDelay
from matching.waves.schedule import Floats, all_from, growth, least_hope, waiting

# A request is to be covered in time at least this nearly as often as if everybody had been asked at once.
TARGET = 0.9995
STEPS = 60
PAUSE = timedelta(seconds=30)
# However unlikely the silence so far, no more than this share of the allowed loss' worth is granted at once.
RARE = 0.02
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One who was asked: their place in the ranking, when, and the answer; None while they are silent."""

    candidate: int
    at: datetime
    answer: bool | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """Whom to ask now (places in the ranking), when to look again if nobody answers, the chance to be covered in time."""

    ask: tuple[int, ...]
    wait: timedelta
    covered: float


@dataclass(frozen=True, slots=True)
class _Case:
    """A request in minutes from now: who is silent, for how long, who is left to ask."""

    silent: Floats
    ages: Floats
    left: tuple[int, ...]
    fresh: Floats
    since: float
    reached: float


def next_wave(
    chances: Sequence[float],
    *,
    asked: Sequence[Asked],
    now: datetime,
    deadline: datetime,
    needed: int = 1,
    answer_delay: AnswerDelay | None = None,
    target: float = TARGET,
    most: int | None = None,
) -> Wave:
    """Whom to ask next, so that the request is covered in time with the fewest messages.

    `chances` are the chances to accept of the candidates, best first; `needed` counts all the yeses wanted, those
    already given included; `most` bounds how many are asked now. Call it when a request opens, at every answer, and
    when `wait` has passed. Nobody is asked twice, nobody after the deadline or once enough have accepted.

    The plan: ask the next in order when the chance that those already asked will do it by the deadline, given their
    silence so far, falls below a hope. The hope is the lowest for which the request is covered at least `target` times
    as often as if everybody had been asked at the start; so it rises as time runs out, and the last are asked together
    while there is still time to answer. That answers still out lose worth with silence, and that a plan of rising waves
    loses almost nothing against asking all, are elementary here; in two cases tried, a search over all times to ask found
    a tenth fewer messages (see the decision page on waves).

    Raises ValueError for a chance or target outside 0–1, a candidate not in `chances` or asked twice or in the future,
    or `needed` below 1.
    """
    _check(chances, asked, now, needed, target)
    missing = needed - sum(one.answer is True for one in asked)
    if missing <= 0:
        return Wave((), max(deadline - now, timedelta(0)), 1.0)
    if deadline <= now:
        return Wave((), timedelta(0), 0.0)
    delay = answer_delay or AnswerDelay()
    case = _case(chances, asked, now, delay)
    return _plan(case, (deadline - now) / MINUTE, missing, delay, target, len(chances) if most is None else most)


def _plan(case: _Case, left: float, missing: int, delay: AnswerDelay, target: float, most: int) -> Wave:
    shape = _shape(delay)
    steps = max(1, min(STEPS, int(left * MINUTE / PAUSE)))
    base = waiting(case.silent, case.ages, left, missing, steps, shape)
    curve = growth(0.0, left, steps, shape)
    when = np.empty(case.fresh.size, dtype=np.int64)
    best = all_from(case.silent, case.ages, case.fresh, case.since, left, missing, shape)
    loss = (1.0 - target) * best / max(RARE, case.reached)
    covered = least_hope(base, case.fresh, curve, best - loss, when, 14)
    ask = tuple(place for place, step in zip(case.left, when, strict=True) if step == 0)[: max(0, most)]
    later = [int(step) for step in when if step > 0]
    wait = max(MINUTE / 60, (min(later) / steps if later else 1.0) * left * MINUTE)
    return Wave(ask, min(wait, left * MINUTE), covered)


def _case(chances: Sequence[float], asked: Sequence[Asked], now: datetime, delay: AnswerDelay) -> _Case:
    silent = [one for one in asked if one.answer is None]
    gone = {one.candidate for one in asked}
    left = tuple(place for place in range(len(chances)) if place not in gone)
    reached = 1.0
    for one in asked:
        if one.answer is not True:
            reached *= 1.0 - chances[one.candidate] * delay.answered(now - one.at)
    return _Case(
        silent=np.array([chances[one.candidate] for one in silent]),
        ages=np.array([(now - one.at) / MINUTE for one in silent]),
        left=left,
        fresh=np.array([chances[place] for place in left], dtype=np.float64),
        since=max(((now - one.at) / MINUTE for one in asked), default=0.0),
        reached=reached,
    )


def _shape(delay: AnswerDelay) -> Floats:
    return np.array([delay.median / MINUTE, delay.spread, delay.declines])


def _check(chances: Sequence[float], asked: Sequence[Asked], now: datetime, needed: int, target: float) -> None:
    if needed < 1:
        raise ValueError("at least one yes must be needed")
    if not 0.0 <= target <= 1.0 or not all(0.0 <= chance <= 1.0 for chance in chances):
        raise ValueError("target and chances must lie between 0 and 1")
    places = [one.candidate for one in asked]
    if len(set(places)) != len(places) or not all(0 <= place < len(chances) for place in places):
        raise ValueError("everybody asked must be one of the candidates, and asked once")
    if any(one.at > now for one in asked):
        raise ValueError("nobody can have been asked in the future")
