"""Fits the outs of starters on the 2024 season, played through day by day with the whole model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.fit_days import FIRST_DAYS, Day
from propctl.domain.stats import PitchingCounts
from propctl.projection.chances import chances
from propctl.projection.entries import entries, halves
from propctl.projection.events import STRIKEOUT, Floats
from propctl.projection.model import starts_of
from propctl.projection.outs import MOST_OUTS
from propctl.projection.outs_constants import OUT_KNOTS
from propctl.projection.season import progress
from propctl.projection.workload import expected_faced

POOLED = 0.03
"""Share of all starts in each distribution, so that nothing that happens is impossible."""

KNOT_WIDTHS = (2.0, 2.0, 1.2, 0.8, 0.6, 0.5, 0.5, 0.5, 0.8)


@dataclass(frozen=True, slots=True)
class Starts:
    """Starts (n,): batters faced that were expected, the mean chances (n, 7) of those, and what came."""

    faced: Floats
    average: Floats
    outs: Floats
    earned_runs: Floats

    @property
    def plain_outs(self) -> Floats:
        """Outs to expect (n,) when everybody who does not reach base is one."""
        return np.asarray(self.faced * (1.0 - self.average[:, :STRIKEOUT].sum(axis=1)))


def starts_of_days(days: Sequence[Day]) -> Starts:
    """Every start of *days* whose starter was as announced."""
    faced, average, outcomes = [], [], []
    for question, came in days:
        sides = halves(question.matchups)
        batters = entries(sides)
        against = chances(question, sides, batters)
        done = progress(question.history.current)
        expected = expected_faced(question.history, starts_of(sides, against), done)
        mean = np.add.reduceat(against.starter, batters.first, axis=0) / batters.size[:, None]
        for half, side in enumerate(sides):
            counts = came.get((side.game_pk, side.pitching.starter or -1, "pitcher"))
            if isinstance(counts, PitchingCounts):
                faced.append(expected[half])
                average.append(mean[half])
                outcomes.append((counts.outs, counts.earned_runs))
    counted = np.array(outcomes, dtype=np.float64)
    return Starts(np.array(faced), np.array(average), counted[:, 0], counted[:, 1])


def print_outs(season: Sequence[Day]) -> None:
    """Print the constants of the outs."""
    starts = starts_of_days(season[FIRST_DAYS:])
    factor = float((starts.outs * starts.plain_outs).sum() / (starts.plain_outs**2).sum())
    print("OUTS_PER_OUT", factor)
    print("OUT_TABLE", out_table(starts.outs, factor * starts.plain_outs), sep="\n")


def out_table(outs: Floats, expected: Floats) -> Floats:
    """Distributions (9, 28) of the outs around each of OUT_KNOTS, with the knot as mean.

    The variance is that of the outs around what was expected of the same starts, without what their
    different expectations add.
    """
    counted, table = np.minimum(outs, MOST_OUTS).astype(int), []
    everybody = np.bincount(counted, minlength=MOST_OUTS + 1) / len(counted)
    for knot, width in zip(OUT_KNOTS, KNOT_WIDTHS, strict=True):
        weight = np.exp(-0.5 * ((expected - knot) / width) ** 2)
        pmf = np.bincount(counted, weights=weight, minlength=MOST_OUTS + 1) / weight.sum()
        variance = float(np.average((outs - expected) ** 2, weights=weight))
        table.append(with_moments((1.0 - POOLED) * pmf + POOLED * everybody, knot, variance))
    return np.array(table)


def with_moments(pmf: Floats, mean: float, variance: float) -> Floats:
    """*pmf* tilted exponentially, by the count and its square, to *mean* and *variance*; Newton's method."""
    counts = np.arange(len(pmf)) - mean
    features = np.stack([counts, counts**2])
    wanted, tilt = np.array([0.0, variance]), np.zeros(2)
    for _ in range(200):
        trial = pmf * np.exp((tilt[:, None] * features).sum(axis=0))
        trial /= trial.sum()
        moments = (features * trial).sum(axis=1)
        spread = features - moments[:, None]
        curvature = (spread[:, None] * spread[None] * trial).sum(axis=-1)
        tilt += 0.5 * np.linalg.solve(curvature, wanted - moments)
    return np.asarray(trial)
