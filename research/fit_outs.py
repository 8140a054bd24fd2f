"""Fits starters' outs around the whole model's expectation."""

import numpy as np

from propctl.projection.events import Floats, Ints
from propctl.projection.pitching import MAX_OUTS
from propctl.projection.start_tables import OUT_KNOTS
from research.starts import Starts

POOLED = 0.03
"""Share of all starts in each distribution, so that nothing that happens is impossible."""

KNOT_WIDTHS = (2.0, 2.0, 1.2, 0.8, 0.6, 0.5, 0.5, 0.5, 0.8)


def print_outs(starts: Starts) -> None:
    """Print the constants of the outs."""
    outs = starts.came(lambda counts: counts.outs)
    factor = float((outs * starts.plain_outs).sum() / (starts.plain_outs**2).sum())
    print("OUTS_PER_OUT", factor)
    print("OUT_TABLE", out_table(outs, factor * starts.plain_outs), sep="\n")


def out_table(outs: Ints, expected: Floats) -> Floats:
    """Distributions (9, 28) of the outs around each of OUT_KNOTS, with the knot as mean.

    The variance is that of the outs around what was expected of the same starts, without what their
    different expectations add.
    """
    counted, table = np.minimum(outs, MAX_OUTS).astype(int), []
    everybody = np.bincount(counted, minlength=MAX_OUTS + 1) / len(counted)
    for knot, width in zip(OUT_KNOTS, KNOT_WIDTHS, strict=True):
        weight = np.exp(-0.5 * ((expected - knot) / width) ** 2)
        pmf = np.bincount(counted, weights=weight, minlength=MAX_OUTS + 1) / weight.sum()
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
