"""How long people take to answer."""

from dataclasses import dataclass
from datetime import timedelta
from math import erf, log, sqrt


@dataclass(frozen=True, slots=True)
class AnswerDelay:
    """Answers come after a log-normal time: half of them within `median`, `spread` the deviation of its logarithm.

    `declines` is the share of those who do not want to come that says so; the others stay silent. Both kinds of
    answer take equally long. Raises ValueError for a median or spread that is not positive, or no share in 0–1.
    """

    median: timedelta = timedelta(minutes=4)
    spread: float = 1.0
    declines: float = 0.5

    def __post_init__(self) -> None:
        if self.median <= timedelta(0) or self.spread <= 0 or not 0 <= self.declines <= 1:
            raise ValueError("median and spread must be positive, declines between 0 and 1")

    def answered(self, after: timedelta) -> float:
        """The share of those who answer at all that has answered by then."""
        if after <= timedelta(0):
            return 0.0
        return 0.5 * (1.0 + erf(log(after / self.median) / (self.spread * sqrt(2.0))))

    def still_yes(self, chance: float, silent: timedelta, left: timedelta) -> float:
        """The chance of a yes within the time left from somebody silent so far (Bayes' rule on the two kinds of silence)."""
        before, then = self.answered(silent), self.answered(silent + left)
        heard = before * (chance + (1.0 - chance) * self.declines)
        return chance * (then - before) / (1.0 - heard) if heard < 1.0 else 0.0
