"""Fits workload: plate appearances by slot on game lines, and batters faced around the model's means."""

from dataclasses import astuple

import numpy as np

from propctl.projection.events import Floats, Ints
from propctl.projection.plate_appearances import MAX_APPEARANCES
from propctl.projection.workload import MAX_FACED, START_MEAN, StartMean, start_means
from research.lines import Lines, minimise
from research.starts import Starts

KNOTS = (6.5, 12.0, 17.0, 19.5, 21.0, 22.0, 23.0, 24.5)
KNOT_WIDTHS = (2.5, 2.5, 1.0, 0.7, 0.5, 0.5, 0.5, 0.6)

REGULAR, VARIANCE, VARIANCE_OF_SHORT = 18.5, 12.0, 28.0
"""Expected batters faced below which a start may be an opener's, and how counts spread around the mean."""

POSITIVE = np.array([name in ("k", "earlier", "relief_games") for name in StartMean.__slots__])
SCALES = np.array([10.0 if name == "on_base_surplus" else 1.0 for name in StartMean.__slots__])


def slot_table(batting: Lines) -> Floats:
    """Share of starting batters with 0 to 8 plate appearances (2, 9, 9): visitors then hosts, by slot."""
    table = np.zeros((2, 9, MAX_APPEARANCES + 1))
    started = batting.column("starter") == "True"
    home = (batting.column("side") == "home").astype(int)
    slot = batting.numbers("lineup_slot").astype(int) - 1
    for row in np.flatnonzero(started):
        table[home[row], slot[row], int(batting.rows[row, 0])] += 1.0
    shares: Floats = table / table.sum(axis=-1, keepdims=True)
    return shares


def fit_start_means(data: Starts) -> StartMean:
    """What the mean of batters faced is made of, by least squares weighted by the spread around it."""
    faced = data.came(lambda counts: counts.batters_faced)
    weight = np.where(data.faced > REGULAR, 1.0 / VARIANCE, 1.0 / VARIANCE_OF_SHORT)

    def natural(parameters: Floats) -> StartMean:
        return StartMean(*np.where(POSITIVE, np.exp(parameters), parameters * SCALES).tolist())

    def loss(parameters: Floats) -> float:
        return float((weight * (faced - start_means(data.known, natural(parameters))) ** 2).mean())

    fitted = np.array(astuple(START_MEAN.value))
    begin = np.where(POSITIVE, np.log(np.where(POSITIVE, fitted, 1.0)), fitted / SCALES)
    found = minimise(loss, begin.tolist())
    print(f"weighted squared error of batters faced: {loss(found):.4f}, now {loss(begin):.4f}")
    return natural(found)


def faced_table(faced: Ints, expected: Floats) -> Floats:
    """Distributions (8, 37) of batters faced around each of KNOTS, moved so that the mean is the knot."""
    counts = np.arange(MAX_FACED + 1)
    table = []
    for knot, width in zip(KNOTS, KNOT_WIDTHS, strict=True):
        weight = np.exp(-0.5 * ((expected - knot) / width) ** 2)
        shifted = faced + (knot - np.average(faced, weights=weight)) * (knot > 15)
        spread = np.exp(-0.5 * ((counts - np.maximum(shifted, 1)[:, None]) / 0.7) ** 2)
        spread[:, 0] = 0.0
        pmf = weight @ (spread / spread.sum(axis=1, keepdims=True))
        table.append(_with_mean(pmf / pmf.sum(), knot))
    return np.array(table)


def _with_mean(pmf: Floats, wanted: float) -> Floats:
    """*pmf* tilted exponentially to the mean *wanted*."""
    counts = np.arange(len(pmf))
    tilt = 0.0
    for _ in range(100):
        trial = pmf * np.exp(tilt * (counts - wanted))
        trial /= trial.sum()
        average = float(trial @ counts)
        tilt += (wanted - average) / float(trial @ counts**2 - average**2)
    return np.asarray(trial)
