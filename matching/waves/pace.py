"""How long people take to answer, learned from their answers and their silence."""

from collections.abc import Sequence
from datetime import timedelta
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from matching.waves.delay import AnswerDelay

Floats = NDArray[np.float64]
MINUTE = timedelta(minutes=1)
# In powers of e about the prior's: medians, spreads, and how far either is believed to lie from it.
MEDIANS, SPREADS = np.linspace(-2.0, 2.0, 41), np.linspace(-0.7, 0.5, 13)
MEDIAN_DOUBT, SPREAD_DOUBT = 0.7, 0.3
ANSWER_AT_ALL = np.linspace(0.1, 0.95, 18)
EDGES = np.concatenate([[0.0], np.geomspace(0.1, 20_000.0, 80)])  # minutes


def learn_delay(answered: Sequence[float], silent: Sequence[float], prior: AnswerDelay) -> AnswerDelay:
    """The likeliest `AnswerDelay` after answers that took so many minutes, and offers that stood open so long without one.

    Whoever was not heard of may be slow or may never answer: an offer silent for c minutes has the likelihood 1 - a F(c),
    one answered within a bin of time a times its share of F, with a chance a to answer at all that is found alongside (a
    cure model with right censoring; when an offer closes depends only on what was heard before). Priors are normal in the
    logarithms of median and spread. With nothing heard it is the prior.
    """
    heard, waited = (np.histogram(np.clip(one, 0.0, EDGES[-1] * 0.999), EDGES)[0] for one in (answered, silent))
    middles = 0.5 * (EDGES[1:] + EDGES[:-1])
    best, found = -np.inf, prior
    for spread_shift in SPREADS:
        spread = prior.spread * float(np.exp(spread_shift))
        for shift in MEDIANS:
            median = prior.median * float(np.exp(shift))
            ends, at = _share(EDGES, median, spread), _share(middles, median, spread)
            quiet = np.log1p(-np.outer(ANSWER_AT_ALL, at)) @ waited
            fit = float(heard @ np.log(np.maximum(np.diff(ends), 1e-12)))
            fit += float((heard.sum() * np.log(ANSWER_AT_ALL) + quiet).max())
            fit -= 0.5 * (shift / MEDIAN_DOUBT) ** 2 + 0.5 * (spread_shift / SPREAD_DOUBT) ** 2
            if fit > best:
                best, found = fit, AnswerDelay(median, spread, prior.declines)
    return found


def _share(minutes: Floats, median: timedelta, spread: float) -> Floats:
    """Share of answers that have come after so many minutes."""
    with np.errstate(divide="ignore"):
        deviations = np.log(minutes / (median / MINUTE)) / (spread * sqrt(2.0))
    return np.array([0.5 * (1.0 + erf(one)) for one in deviations.tolist()])
