"""How many batters a starter faces, and until when he is still in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.stats import History, PitcherTotals, SeasonTotals
from propctl.projection import workload_constants as constants
from propctl.projection.events import Floats, Ints

MOST_FACED: Final = 36
LINEUP: Final = 9
FEWEST_PER_START: Final = 3.0
MOST_PER_START: Final = 28.0


@dataclass(frozen=True, slots=True)
class Appearances:
    """Games, starts and batters faced of pitchers over one season, each (n,)."""

    games: Floats
    starts: Floats
    faced: Floats

    def faced_in_starts(self) -> Floats:
        """Batters faced in the starts: all less what relief appearances usually take."""
        relief = np.maximum(self.games - self.starts, 0.0)
        rest = self.faced - relief * constants.FACED_IN_RELIEF.value
        return np.clip(rest, FEWEST_PER_START * self.starts, MOST_PER_START * self.starts)


def start_work(season: Appearances, earlier: Appearances, parameters: Sequence[float]) -> Floats:
    """Batters faced (n,) to expect of a start: his own starts, drawn to a prior that falls with relief work.

    *parameters*: starts of weight k of the prior, weight of the earlier season, the mean start, how far a
    pure reliever (an opener) falls short of it, and the games that make a reliever.
    """
    k, weight, mean, slope, relief_games = parameters
    games = season.games + weight * earlier.games
    starts = season.starts + weight * earlier.starts
    faced = season.faced_in_starts() + weight * earlier.faced_in_starts()
    prior = mean - slope * np.maximum(games - starts, 0.0) / (games + relief_games)
    return (faced + k * prior) / (starts + k)


@dataclass(frozen=True, slots=True)
class Start:
    """A start to come: who, for which club, and by how many log odds he strikes out more than the league."""

    starter: int
    club: int
    strikeout_skill: float


def expected_faced(history: History, starts: Sequence[Start], progress: float) -> Floats:
    """Batters faced (n,) to expect in *starts*; an unknown starter is like the league's average one."""
    fitted = constants.START_MEAN.value
    starters = [start.starter for start in starts]
    season = _appearances(history.current, starters)
    earlier = _appearances(history.earlier[0] if history.earlier else None, starters)
    own = start_work(
        season, earlier, (fitted.k, fitted.earlier, fitted.mean, fitted.relief, fitted.relief_games)
    )
    own += fitted.first_start * (season.games == 0.0)
    own += fitted.club * club_habits(history.current, [start.club for start in starts])
    own += fitted.strikeouts * np.array([start.strikeout_skill for start in starts])
    late = (progress - constants.LATE_SEASON) / constants.LATE_SEASON_RAMP
    return own + fitted.late * min(max(late, 0.0), 1.0)


def club_habits(season: SeasonTotals, clubs: Sequence[int]) -> Floats:
    """How many batters more than usual the starters of *clubs* have faced per start (n,), shrunk."""
    starts, faced = dict.fromkeys(clubs, 0.0), dict.fromkeys(clubs, 0.0)
    for player in sorted(season.pitchers):
        totals = season.pitchers[player]
        if totals.team_id in starts and totals.counts.games_started > 0:
            work = _appearances(season, [player])
            starts[totals.team_id] += totals.counts.games_started
            faced[totals.team_id] += float(work.faced_in_starts()[0])
    usual, k = constants.USUAL_START, constants.CLUB_STARTS
    return np.array([(faced[club] + k * usual) / (starts[club] + k) - usual for club in clubs])


def batters_faced(expected: Floats) -> Floats:
    """Distribution (n, 37) of batters faced with mean *expected* (n,)."""
    return nearest_mixed(expected, constants.FACED_KNOTS, constants.FACED_TABLE.value)


def nearest_mixed(expected: Floats, means: Sequence[float], table: Sequence[Sequence[float]]) -> Floats:
    """Distributions (n, a) with mean *expected* (n,): the two of *table* with the nearest *means*, mixed."""
    knots, rows = np.array(means), np.array(table)
    rows /= rows.sum(axis=1, keepdims=True)
    within = np.clip(expected, knots[0], knots[-1])
    upper = np.clip(np.searchsorted(knots, within), 1, len(knots) - 1)
    share = (within - knots[upper - 1]) / (knots[upper] - knots[upper - 1])
    mixed: Floats = (1.0 - share[:, None]) * rows[upper - 1] + share[:, None] * rows[upper]
    return mixed


def starts_behind(history: History, starters: Sequence[int]) -> Floats:
    """Starts (n,) behind what is expected of *starters*, those of the earlier season weighted."""
    season = _appearances(history.current, starters)
    earlier = _appearances(history.earlier[0] if history.earlier else None, starters)
    return season.starts + constants.START_MEAN.value.earlier * earlier.starts


def starter_appearances(faced: Floats, slots: Ints) -> Floats:
    """P(the starter is still in at a batter's 1st, 2nd, ... time up) (n, 5), of *faced* (n, 37)."""
    survival = np.cumsum(faced[:, ::-1], axis=1)[:, ::-1]
    times = slots[:, None] + 1 + LINEUP * np.arange(MOST_FACED // LINEUP + 1)
    reached = np.take_along_axis(survival, np.minimum(times, MOST_FACED), axis=1)
    return np.where(times <= MOST_FACED, reached, 0.0)


def _appearances(season: SeasonTotals | None, players: Sequence[int]) -> Appearances:
    rows = [_work(season.pitchers.get(player) if season else None) for player in players]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Appearances(table[:, 0], table[:, 1], table[:, 2])


def _work(totals: PitcherTotals | None) -> tuple[int, int, int]:
    if totals is None:
        return 0, 0, 0
    return totals.counts.games, totals.counts.games_started, totals.counts.batters_faced
