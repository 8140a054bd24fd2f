"""Distributions of counts: sums, mixtures, and the good and bad days that spread them.

Counts are on the last axis, starting at 0. Weather, form, the strike zone and the uncertainty of a rate move
all of a player's chances together, so a game's counts spread wider than those of independent plate
appearances. The chances are multiplied by 1 + s x, with x standard normal, by the three-point Gauss-Hermite
rule, which keeps the mean.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from propctl.domain.market import Market
from propctl.projection.events import Floats
from propctl.projection.fit_source import from_2024

DAYS: Final = ((-(3.0**0.5), 1.0 / 6.0), (0.0, 2.0 / 3.0), (3.0**0.5, 1.0 / 6.0))
"""(x, weight) of a bad, a usual and a good day."""

OVERDISPERSION: Final = from_2024({market: market.spec.overdispersion for market in Market})
"""Standard deviation s of a day's multiplier, by market."""


def convolve(first: Floats, second: Floats) -> Floats:
    """The distribution of the sum of two independent counts: (..., a), (..., b) -> (..., a + b - 1)."""
    shape = np.broadcast_shapes(first.shape[:-1], second.shape[:-1])
    total = np.zeros((*shape, first.shape[-1] + second.shape[-1] - 1))
    for count in range(second.shape[-1]):
        total[..., count : count + first.shape[-1]] += first * second[..., count : count + 1]
    return total


def powers(step: Floats, most: int) -> list[Floats]:
    """Distributions of the sum of 0, 1, ..., *most* independent draws of *step* (..., a)."""
    nothing = np.ones((*step.shape[:-1], 1))
    sums = [nothing]
    for _ in range(most):
        sums.append(convolve(sums[-1], step))
    return sums


def two_point(mean: Floats, most: int) -> Floats:
    """Distributions (n, most + 1) of a count that is one of the two whole numbers around *mean* (n,)."""
    below = np.clip(np.floor(mean), 0.0, most - 1.0)
    pmf = np.zeros((len(mean), most + 1))
    rows, place = np.arange(len(mean)), below.astype(np.int64)
    pmf[rows, place] = 1.0 - (mean - below)
    pmf[rows, place + 1] = mean - below
    return pmf


def poisson_binomial_mixture(chances: Floats, trials: Floats) -> Floats:
    """Successes in a random number of ordered, unequal trials.

    *chances* (..., m) are the chances of success of the first, second, ... trial; *trials* (..., m + 1) is
    the distribution of their number. The result (..., m + 1) is exact.
    """
    most = chances.shape[-1]
    current = np.zeros((*chances.shape[:-1], most + 1))
    current[..., 0] = 1.0
    mixture = trials[..., :1] * current
    for trial in range(most):
        chance = chances[..., trial : trial + 1]
        moved = current * (1.0 - chance)
        moved[..., 1:] += current[..., :-1] * chance
        current = moved
        mixture += trials[..., trial + 1 : trial + 2] * current
    return mixture


def nearest_mixed(expected: Floats, means: Sequence[float], table: Sequence[Sequence[float]]) -> Floats:
    """Distributions (n, a) with mean *expected* (n,): mixtures of the two rows of *table* nearest in mean."""
    knots, rows = np.array(means), np.array(table)
    rows /= rows.sum(axis=1, keepdims=True)
    within = np.clip(expected, knots[0], knots[-1])
    upper = np.clip(np.searchsorted(knots, within), 1, len(knots) - 1)
    share = (within - knots[upper - 1]) / (knots[upper] - knots[upper - 1])
    mixed: Floats = (1.0 - share[:, None]) * rows[upper - 1] + share[:, None] * rows[upper]
    return mixed


def averaged_over_days(spread: float, distribution: Callable[[float], Floats]) -> Floats:
    """The mean of *distribution* over a day's multiplier; with a spread of 0 every day is a usual one."""
    if spread == 0.0:
        return distribution(1.0)
    pmfs = [share * distribution(1.0 + spread * day) for day, share in DAYS]
    return np.asarray(np.sum(pmfs, axis=0))
