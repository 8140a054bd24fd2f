"""How good probabilities were: Brier, skill, log loss, calibration, and what noise alone would give.

Arrays hold one prop per entry: ``over`` is the probability of going over a line, ``happened`` is 1.0 where
the count did, and ``days`` is any label of the day; resampling is by day, as props of a day are not
independent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[Any]

BINS: Final = 10
RESAMPLES: Final = 500
SEED: Final = 20_250_501
"""Fixed, so that the same props give the same intervals."""

MIN_PROBABILITY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram."""

    count: int
    mean_over: float
    rate: float


def brier(over: Floats, happened: Floats) -> float:
    """Mean squared difference of probability and outcome (Brier 1950)."""
    return float(np.mean((over - happened) ** 2))


def skill(over: Floats, happened: Floats) -> float:
    """Brier skill against the window's base rate, the best constant (0 if all outcomes are equal)."""
    rate = float(np.mean(happened))
    climatology = rate * (1.0 - rate)
    return 1.0 - brier(over, happened) / climatology if climatology > 0.0 else 0.0


def log_loss(over: Floats, happened: Floats) -> float:
    """Mean negative log likelihood, with probabilities clipped to a millionth from 0 and 1."""
    clipped = np.clip(over, MIN_PROBABILITY, 1.0 - MIN_PROBABILITY)
    return float(-np.mean(happened * np.log(clipped) + (1.0 - happened) * np.log1p(-clipped)))


def reliability(over: Floats, happened: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Predicted against observed in bins of equal count, from the least to the most likely."""
    order = np.argsort(over, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return tuple(Bin(len(part), float(over[part].mean()), float(happened[part].mean())) for part in parts)


def calibration_error(over: Floats, happened: Floats, bins: int = BINS) -> float:
    """Expected calibration error: mean distance of predicted and observed over bins of equal count."""
    diagram = reliability(over, happened, bins)
    return sum(bin_.count * abs(bin_.mean_over - bin_.rate) for bin_ in diagram) / len(over)


def calibration_slope(over: Floats, happened: Floats) -> float:
    """Slope of the outcome's logistic regression on the log odds: below 1 is overconfident (Cox 1958)."""
    clipped = np.clip(over, MIN_PROBABILITY, 1.0 - MIN_PROBABILITY)
    design = np.column_stack([np.ones(len(clipped)), np.log(clipped) - np.log1p(-clipped)])
    weights = np.array([0.0, 1.0])
    for _ in range(25):
        fitted = 1.0 / (1.0 + np.exp(-design @ weights))
        curvature = design.T @ (design * (fitted * (1.0 - fitted))[:, None])
        weights = weights + np.linalg.pinv(curvature) @ (design.T @ (happened - fitted))
    return float(weights[1])


def block_bootstrap(
    score: Callable[[Floats, Floats], float], over: Floats, happened: Floats, days: Labels
) -> Interval:
    """*score* with its 95 % interval from resampling whole days."""
    blocks = [np.flatnonzero(days == day) for day in np.unique(days)]
    generator = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES):
        chosen = np.concatenate(
            [blocks[place] for place in generator.integers(len(blocks), size=len(blocks))]
        )
        drawn.append(score(over[chosen], happened[chosen]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(score(over, happened), float(low), float(high))


def calibration_error_of_noise(over: Floats, quantile: float = 0.997) -> float:
    """The quantile of a perfect model's calibration error with these probabilities."""
    generator = np.random.default_rng(SEED)
    draws = (generator.random(len(over)) < over for _ in range(RESAMPLES))
    return float(
        np.quantile([calibration_error(over, drawn.astype(np.float64)) for drawn in draws], quantile)
    )


@dataclass(frozen=True, slots=True)
class NoiseFloor:
    """The expected score of a perfect model, and its standard error."""

    expected: float
    standard_error: float

    def too_good(self, score: float) -> bool:
        """Whether *score* is more than three standard errors below the floor, which shows a leak."""
        return score < self.expected - 3.0 * self.standard_error


def brier_noise_floor(over: Floats, happened: Floats, days: Labels) -> NoiseFloor:
    """The Brier score if every probability were right, the mean of p (1 - p); its error is by day."""
    expected = over * (1.0 - over)
    surplus = (over - happened) ** 2 - expected
    return NoiseFloor(float(expected.mean()), _clustered_error(surplus, days))


def _clustered_error(surplus: Floats, days: Labels) -> float:
    """Standard error of a mean whose terms are correlated within a day."""
    spread = surplus - surplus.mean()
    by_day = np.bincount(np.unique(days, return_inverse=True)[1], weights=spread)
    return float(np.sqrt((by_day**2).sum())) / len(surplus)


def medians(pmfs: Floats) -> Floats:
    """The median count of each distribution (n, counts)."""
    return np.asarray((np.cumsum(pmfs, axis=1) < 0.5).sum(axis=1), dtype=np.float64)


def median_error(pmfs: Floats, counts: Floats) -> float:
    """Mean absolute error of the median."""
    return float(np.abs(medians(pmfs) - counts).mean())


def median_noise_floor(pmfs: Floats) -> NoiseFloor:
    """Expectation and error of :func:`median_error` if every distribution were right."""
    distance = np.abs(np.arange(pmfs.shape[1]) - medians(pmfs)[:, None])
    mean = (pmfs * distance).sum(axis=1)
    variance = (pmfs * distance**2).sum(axis=1) - mean**2
    return NoiseFloor(float(mean.mean()), float(np.sqrt(variance.sum())) / len(pmfs))
