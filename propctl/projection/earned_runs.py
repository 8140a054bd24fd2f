"""Earned runs of a starter: Poisson, with a rate that good and bad days spread evenly.

The mean is that of BaseRuns (David Smyth; the version with 1.4 total bases) times batters faced, for more
chances make more than their share of runs. By one fitted factor it includes what is charged for runners left
on base, and leaves out unearned runs. Starts without a run are frequent, and nobody is left in for ten: given
the mean m, the rate is therefore evenly distributed over a bounded range::

    from (1 - a) m to (1 + a) m        variance = m + (a m)^2 / 3

which fits better than a negative binomial, of the same number of constants.
"""

from typing import Final

import numpy as np

from propctl.projection.events import DOUBLE, HIT_BY_PITCH, HOME_RUN, SINGLE, TRIPLE, WALK, Floats
from propctl.projection.fit_source import from_spring_2025

EARNED_SHARE: Final = from_spring_2025(0.948)
"""Earned runs of starters per run that BaseRuns expects."""

RATE_RANGE: Final = from_spring_2025(0.87)
"""a: how far the rate goes below and above its mean. (Runs while pitching of 2024 say 0.83.)"""

MAX_EARNED: Final = 20
FEWEST: Final = 1e-3
"""Earned runs on average of which the integral is still exact."""


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
    return evenly_mixed_poisson(expected_earned_runs(average, faced), RATE_RANGE.value)


def evenly_mixed_poisson(mean: Floats, reach: float) -> Floats:
    """P(0), ..., P(20) (n, 21) with the rate anywhere within *reach* of *mean* (n,), as a share of it.

    The integral of a Poisson chance over the rate is a difference of its distribution function.
    """
    some = np.maximum(mean, FEWEST)
    low, high = (1.0 - reach) * some, (1.0 + reach) * some
    pmf = np.maximum(_poisson_at_most(low) - _poisson_at_most(high), 0.0)
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))


def _poisson_at_most(rate: Floats) -> Floats:
    """P(count <= 0), ..., P(count <= 20) (n, 21)."""
    term = np.exp(-rate)
    terms = [term]
    for count in range(1, MAX_EARNED + 1):
        term = term * rate / count
        terms.append(term)
    return np.cumsum(np.stack(terms, axis=-1), axis=-1)
