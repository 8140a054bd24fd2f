"""Exact distributions of sums of independent counts; counts are on the last axis, starting at 0."""

import numpy as np

from propctl.projection.events import Floats


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


def about(mean: Floats, most: int) -> Floats:
    """Distributions (n, most + 1) of a count that is one of the two whole numbers nearest to *mean* (n,)."""
    below = np.clip(np.floor(mean), 0.0, most - 1.0)
    pmf = np.zeros((len(mean), most + 1))
    rows, place = np.arange(len(mean)), below.astype(np.int64)
    pmf[rows, place] = 1.0 - (mean - below)
    pmf[rows, place + 1] = mean - below
    return pmf


def poisson_binomial_mixture(event_probabilities: Floats, trials: Floats) -> Floats:
    """Successes in a random number of ordered, unequal trials.

    *chances* (..., m) is the chance of success of the first, second, ... trial; *trials* (..., m + 1) the
    distribution of how many there are. The answer (..., m + 1) is exact.
    """
    most = event_probabilities.shape[-1]
    current = np.zeros((*event_probabilities.shape[:-1], most + 1))
    current[..., 0] = 1.0
    mixture = trials[..., :1] * current
    for trial in range(most):
        chance = event_probabilities[..., trial : trial + 1]
        moved = current * (1.0 - chance)
        moved[..., 1:] += current[..., :-1] * chance
        current = moved
        mixture += trials[..., trial + 1 : trial + 2] * current
    return mixture
