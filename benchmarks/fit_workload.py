"""Fits opportunity on the 2024 lines: plate appearances by slot, and batters faced by starters."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.lines import Bools, Lines, minimise, sums_before
from propctl.domain.stats import PitcherTotals
from propctl.projection.appearances import MOST_APPEARANCES
from propctl.projection.events import Floats
from propctl.projection.workload import MOST_FACED, Appearances, start_work
from propctl.projection.workload_constants import CLUB_STARTS, LATE_SEASON, LATE_SEASON_RAMP, USUAL_START

KNOTS = (6.5, 12.0, 17.0, 19.5, 21.0, 22.0, 23.0, 24.5)
KNOT_WIDTHS = (2.5, 2.5, 1.0, 0.7, 0.5, 0.5, 0.5, 0.6)


def slot_table(batting: Lines) -> Floats:
    """Share of starting batters with 0 to 8 plate appearances (2, 9, 9): visitors then hosts, by slot."""
    table = np.zeros((2, 9, MOST_APPEARANCES + 1))
    started = batting.column("starter") == "True"
    home = (batting.column("side") == "home").astype(int)
    slot = batting.numbers("lineup_slot").astype(int) - 1
    for row in np.flatnonzero(started):
        table[home[row], slot[row], int(batting.rows[row, 0])] += 1.0
    shares: Floats = table / table.sum(axis=-1, keepdims=True)
    return shares


@dataclass(frozen=True, slots=True)
class Starts:
    """Every start of 2024: batters faced, and what was known of the starter and his club before it."""

    faced: Floats
    season: Appearances
    earlier: Appearances
    club: Floats
    """(starts, batters faced in them) of the club's starters before (n, 2)."""
    progress: Floats


def starts(pitching: Lines, earlier: Mapping[int, PitcherTotals]) -> Starts:
    """The starts of 2024 in order of date."""
    began = pitching.numbers("gamesStarted") == 1
    faced = pitching.rows[:, 0]
    work = np.column_stack([np.ones(len(faced)), began, faced])
    season = pitching.before(work)[began]
    clubs = np.unique(pitching.column("team"), return_inverse=True)[1][began]
    own = np.column_stack([np.ones(int(began.sum())), faced[began]])
    return Starts(
        faced=faced[began],
        season=Appearances(*season.T),
        earlier=Appearances(*_earlier(pitching, began, earlier).T),
        club=sums_before(clubs.astype(np.int64), pitching.dates[began], own),
        progress=(np.cumsum(faced) / faced.sum())[began],
    )


def _earlier(pitching: Lines, began: Bools, totals: Mapping[int, PitcherTotals]) -> Floats:
    rows = np.zeros((int(began.sum()), 3))
    for row, player in enumerate(pitching.players[began]):
        own = totals.get(int(player))
        if own is not None:
            rows[row] = own.counts.games, own.counts.games_started, own.counts.batters_faced
    return rows


def fit_start_means(data: Starts) -> Floats:
    """Parameters of the mean (8,) in the order of ``StartMean``, without the strikeouts."""

    def natural(parameters: Floats) -> Floats:
        values = parameters.copy()
        values[[0, 1, 4]] = np.exp(parameters[[0, 1, 4]])
        return values

    def loss(parameters: Floats) -> float:
        return float(((data.faced - start_means(data, natural(parameters))) ** 2).mean())

    found = minimise(loss, (1.2, -2.6, 21.7, 20.0, 2.2, -1.2, 0.25, -0.8))
    print(f"mean squared error of batters faced: {loss(found):.3f} of {data.faced.var():.3f}")
    return natural(found)


def start_means(data: Starts, p: Floats) -> Floats:
    """Batters faced (n,) that the parameters *p* (8,) of :func:`fit_start_means` expect of each start."""
    habit = (data.club[:, 1] + CLUB_STARTS * USUAL_START) / (data.club[:, 0] + CLUB_STARTS) - USUAL_START
    late = np.clip((data.progress - LATE_SEASON) / LATE_SEASON_RAMP, 0.0, 1.0)
    own = start_work(data.season, data.earlier, p[:5].tolist())
    return np.asarray(own + p[5] * (data.season.games == 0) + p[6] * habit + p[7] * late)


def faced_table(faced: Floats, expected: Floats) -> Floats:
    """Distributions (8, 37) of batters faced around each of KNOTS, moved so that the mean is the knot."""
    counts = np.arange(MOST_FACED + 1)
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
