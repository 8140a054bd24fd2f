"""Earned runs of a starter: negative binomial around the runs that the opposing order's chances make.

Runs come in rallies: they spread wider than a Poisson count, and more chances make more than their share of
runs. The mean is therefore that of BaseRuns (David Smyth; the version with 1.4 total bases) times batters
faced, and the dispersion r is fitted::

    variance = mean + mean^2 / r

By one fitted factor the mean includes what is charged for runners left on base, and leaves out unearned runs.
"""

from typing import Final

import numpy as np

from propctl.projection.events import DOUBLE, HIT_BY_PITCH, HOME_RUN, SINGLE, TRIPLE, WALK, Floats
from propctl.projection.fitted import from_spring_2025

EARNED_SHARE: Final = from_spring_2025(0.962)
"""Earned runs of starters per run that BaseRuns expects."""

DISPERSION: Final = from_spring_2025(3.74)
"""r of the negative binomial."""

MOST_EARNED: Final = 20


def base_runs(events: Floats) -> Floats:
    """Runs per plate appearance (...) with chances *events* (..., 7): A B / (B + C) + D."""
    home_runs = events[..., HOME_RUN]
    hits = events[..., SINGLE] + events[..., DOUBLE] + events[..., TRIPLE] + home_runs
    bases = hits + events[..., DOUBLE] + 2.0 * events[..., TRIPLE] + 3.0 * home_runs
    walks = events[..., WALK] + events[..., HIT_BY_PITCH]
    on_base = hits + walks - home_runs
    advance = 1.02 * (1.4 * bases - 0.6 * hits - 3.0 * home_runs + 0.1 * walks)
    return np.asarray(on_base * advance / (advance + 1.0 - hits - walks) + home_runs)


def expected_earned_runs(average: Floats, faced: Floats) -> Floats:
    """Earned runs to expect (h,) of *faced* (h,) batters with mean chances *average* (h, 7)."""
    return EARNED_SHARE.value * faced * base_runs(average)


def earned_run_pmfs(average: Floats, faced: Floats) -> Floats:
    """Distributions (h, 21) of the earned runs."""
    return negative_binomial(expected_earned_runs(average, faced), DISPERSION.value)


def negative_binomial(mean: Floats, dispersion: float) -> Floats:
    """P(0), ..., P(20) (n, 21) with *mean* (n,), by P(k + 1) = P(k) (r + k) / (k + 1) * mean / (r + mean)."""
    pmf = np.empty((len(mean), MOST_EARNED + 1))
    pmf[:, 0] = (dispersion / (dispersion + mean)) ** dispersion
    for count in range(MOST_EARNED):
        pmf[:, count + 1] = pmf[:, count] * (dispersion + count) / (count + 1) * mean / (dispersion + mean)
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))
