"""How many batters a starter faces, and how long he stays in the game."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.stats import History, PitcherTotals, SeasonTotals
from propctl.projection.distributions import nearest_mixed
from propctl.projection.events import Floats, Ints
from propctl.projection.fit_source import from_2024, from_2024_and_spring_2025
from propctl.projection.start_tables import FACED_KNOTS, FACED_TABLE


@dataclass(frozen=True, slots=True)
class StartMean:
    """The constants of the expected batters faced in a start."""

    k: float
    """The weight of the prior, in starts."""
    earlier: float
    """Weight of a start of the earlier season against one of this season."""
    mean: float
    """Batters faced in the average start."""
    relief: float
    """How many fewer batters a pure reliever faces in a start, as an opener."""
    relief_games: float
    """The weight, in games, against counting a pitcher as a reliever."""
    first_start: float
    """Difference of a pitcher's first game this season."""
    club: float
    """Additional batters per additional batter that the club's starters have faced."""
    late: float
    """Difference in September, when clubs have more pitchers: 0.7 of what one season showed."""
    hosting: float
    """Additional batters at home compared with away."""
    on_base_surplus: float
    """Per unit by which his opponents reach base more than usual: a starter who is hit hard is relieved."""
    seasonality: float
    """How many fewer batters on the last day of the season than on the first."""


START_MEAN: Final = from_2024_and_spring_2025(
    StartMean(
        k=4.1,
        earlier=0.029,
        mean=21.9,
        relief=18.6,
        relief_games=6.9,
        first_start=-1.67,
        club=0.23,
        late=-0.25,
        hosting=0.34,
        on_base_surplus=-8.3,
        seasonality=1.55,
    )
)

MAX_FACED: Final = 36
LINEUP: Final = 9
MIN_PER_START: Final = 3.0
MAX_PER_START: Final = 28.0

FACED_IN_RELIEF: Final = from_2024(4.8)
"""Batters faced in the average relief appearance."""

AVERAGE_START: Final = 22.0
"""Batters faced per start, with which a club's starts are compared."""

CLUB_STARTS: Final = 20.0
"""Number of average starts that are mixed with a club's (a choice)."""

LATE_SEASON: Final = 0.83
LATE_SEASON_RAMP: Final = 0.05
"""The share of the season after which (1 September), and over which, September's difference sets in."""


@dataclass(frozen=True, slots=True)
class Appearances:
    """Games, starts and batters faced of pitchers over one season, each (n,)."""

    games: Floats
    starts: Floats
    faced: Floats

    def faced_in_starts(self) -> Floats:
        """Batters faced in starts: all, less those usually faced in the relief appearances."""
        relief = np.maximum(self.games - self.starts, 0.0)
        rest = self.faced - relief * FACED_IN_RELIEF.value
        return np.clip(rest, MIN_PER_START * self.starts, MAX_PER_START * self.starts)


@dataclass(frozen=True, slots=True)
class Start:
    """A start to project: the starter, his club, home or away, and the strength of the batters."""

    starter: int
    club: int
    hosting: bool
    on_base_surplus: float
    """How much more often than the league's average the opposing batters reach base against him."""


@dataclass(frozen=True, slots=True)
class StartFeatures:
    """What is known before each of n starts."""

    season: Appearances
    earlier: Appearances
    club_surplus: Floats
    """How many more batters than usual the club's starters have faced per start (n,)."""
    hosting: Floats
    on_base_surplus: Floats
    progress: Floats
    """The share of the season that is over, 0 to 1 (n,)."""


def start_features(history: History, starts: Sequence[Start], progress: float) -> StartFeatures:
    """The features of *starts* from *history*; an unknown starter is like the league's average one."""
    starters = [start.starter for start in starts]
    return StartFeatures(
        season=_appearances(history.current, starters),
        earlier=_appearances(history.earlier[0] if history.earlier else None, starters),
        club_surplus=club_surpluses(history.current, [start.club for start in starts]),
        hosting=np.array([float(start.hosting) for start in starts]),
        on_base_surplus=np.array([start.on_base_surplus for start in starts]),
        progress=np.full(len(starts), progress),
    )


def start_means(known: StartFeatures, fitted: StartMean) -> Floats:
    """Expected batters faced (n,): the starter's own starts, and the effects of this start."""
    late = np.clip((known.progress - LATE_SEASON) / LATE_SEASON_RAMP, 0.0, 1.0)
    effects = (
        fitted.first_start * (known.season.games == 0.0)
        + fitted.club * known.club_surplus
        + fitted.hosting * (known.hosting - 0.5)
        + fitted.on_base_surplus * known.on_base_surplus
        + fitted.seasonality * (0.5 - known.progress)
        + fitted.late * late
    )
    return np.asarray(_own_starts(known, fitted) + effects)


def expected_faced(history: History, starts: Sequence[Start], progress: float) -> Floats:
    """Expected batters faced (n,) in *starts*."""
    return start_means(start_features(history, starts, progress), START_MEAN.value)


def _own_starts(known: StartFeatures, fitted: StartMean) -> Floats:
    """Batters faced (n,) per start so far, shrunk to a prior that falls with relief work."""
    games = known.season.games + fitted.earlier * known.earlier.games
    starts = known.season.starts + fitted.earlier * known.earlier.starts
    faced = known.season.faced_in_starts() + fitted.earlier * known.earlier.faced_in_starts()
    relief = np.maximum(games - starts, 0.0) / (games + fitted.relief_games)
    target = fitted.mean - fitted.relief * relief
    return np.asarray((faced + fitted.k * target) / (starts + fitted.k))


def club_surpluses(season: SeasonTotals, clubs: Sequence[int]) -> Floats:
    """How many more batters than usual the starters of *clubs* have faced per start (n,), shrunk."""
    starts, faced = dict.fromkeys(clubs, 0.0), dict.fromkeys(clubs, 0.0)
    for player in sorted(season.pitchers):
        totals = season.pitchers[player]
        if totals.team_id in starts and totals.counts.games_started > 0:
            work = _appearances(season, [player])
            starts[totals.team_id] += totals.counts.games_started
            faced[totals.team_id] += float(work.faced_in_starts()[0])
    average, k = AVERAGE_START, CLUB_STARTS
    return np.array([(faced[club] + k * average) / (starts[club] + k) - average for club in clubs])


def batters_faced(expected: Floats) -> Floats:
    """Distribution (n, 37) of batters faced with mean *expected* (n,)."""
    return nearest_mixed(expected, FACED_KNOTS, FACED_TABLE.value)


def starts_behind(history: History, starters: Sequence[int]) -> Floats:
    """Starts (n,) behind the expectation for *starters*, with those of the earlier season weighted."""
    season = _appearances(history.current, starters)
    earlier = _appearances(history.earlier[0] if history.earlier else None, starters)
    return season.starts + START_MEAN.value.earlier * earlier.starts


def starter_appearances(faced: Floats, slots: Ints) -> Floats:
    """P(the starter is still in at a batter's 1st, 2nd, ... appearance) (n, 5), from *faced* (n, 37)."""
    survival = np.cumsum(faced[:, ::-1], axis=1)[:, ::-1]
    times = slots[:, None] + 1 + LINEUP * np.arange(MAX_FACED // LINEUP + 1)
    reached = np.take_along_axis(survival, np.minimum(times, MAX_FACED), axis=1)
    return np.where(times <= MAX_FACED, reached, 0.0)


def _appearances(season: SeasonTotals | None, players: Sequence[int]) -> Appearances:
    rows = [_work(season.pitchers.get(player) if season else None) for player in players]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Appearances(table[:, 0], table[:, 1], table[:, 2])


def _work(totals: PitcherTotals | None) -> tuple[int, int, int]:
    if totals is None:
        return 0, 0, 0
    return totals.counts.games, totals.counts.games_started, totals.counts.batters_faced
