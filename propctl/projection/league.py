"""The league's rates, and how they change over a season and between seasons.

Home runs are more frequent in summer, walks in spring. A rate's multiplier at *progress* t (0 on opening day,
1 at the end) is ``1 + a cos 2 pi t + b sin 2 pi t``; the season's totals contain its mean from 0 to t.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.stats import BattingCounts, History, SeasonTotals
from propctl.projection.events import STAGES, Floats, batting_row, stage_counts
from propctl.projection.fit_source import from_2024

SEASONS: Final = 3
"""This season and at most two earlier ones."""

EXPERIENCE_WEIGHTS: Final = (1.0, 0.6, 0.36)
"""Weights of appearances of this and the earlier seasons in a player's experience (a choice)."""

SECOND_EARLIER: Final = 0.6
"""Weight of the second earlier season as a multiple of the first's (a choice)."""

LEAGUE_STAGES: Final = from_2024((0.0818, 0.0111, 0.2258, 0.0439, 0.2892, 0.2261, 0.0203))
"""Stage rates of the league, used where the history is empty."""

LEAGUE_WEIGHT: Final = 15_000.0
"""The weight of an earlier season's league rate against this season's, in appearances (a choice)."""

SEASON_APPEARANCES: Final = 183_000.0
"""Plate appearances of a season: 2,430 games of about 75."""

SEASONALITY: Final = from_2024(
    (
        (0.0131, 0.0, 0.0, -0.0232, 0.0, 0.0, 0.0),
        (0.0015, 0.0, 0.0, -0.0287, 0.0, 0.0, 0.0),
    )
)
"""Cosine and sine of a yearly wave on the stage rates: a third of 2024's on walks and home runs."""


@dataclass(frozen=True, slots=True)
class League:
    """Stage rates of the league: ``now`` (7,), and ``by_season`` (3, 7) of each season's totals."""

    now: Floats
    by_season: Floats


def league_rates(history: History) -> League:
    """The league's stage rates; an earlier season, or else ``LEAGUE_STAGES``, steadies the first weeks."""
    by_season = np.tile(np.array(LEAGUE_STAGES.value), (SEASONS, 1))
    level = by_season[0]
    played, waves = progress(history.current), expected_waves()
    for season, totals in reversed(list(enumerate(seasons_of(history)))):
        successes, trials = stage_counts(_league_row(totals))
        so_far = seasonality_so_far(played, waves) if season == 0 else np.ones(STAGES)
        older = by_season[min(season + 1, SEASONS - 1)]
        weight = LEAGUE_WEIGHT * trials_per_appearance(older)
        level = (successes / so_far + weight * older) / (trials + weight)
        by_season[season] = level * so_far
    return League(level * seasonality(played, waves), by_season)


def trials_per_appearance(stages: Floats) -> Floats:
    """Trials of each stage per plate appearance (7,), given stage rates (7,)."""
    contact = 1.0 - float(stages[:3].sum())
    in_play = contact * (1.0 - float(stages[3]))
    hits = in_play * float(stages[4])
    return np.array([1.0, 1.0, 1.0, contact, in_play, hits, hits])


def progress(season: SeasonTotals) -> float:
    """The share of the season that its totals cover, 0 to 1."""
    total = sum(player.counts.plate_appearances for player in season.batters.values())
    return min(max(total / SEASON_APPEARANCES, 0.0), 1.0)


def expected_waves() -> Floats:
    """Cosine and sine (2, 7) of a season's expected wave."""
    return np.array(SEASONALITY.value)


def seasonality(at: float, waves: Floats) -> Floats:
    """Multipliers (7,) of the stage rates at a point of the season, with *waves* (2, 7)."""
    angle = 2.0 * np.pi * at
    return np.asarray(1.0 + waves[0] * np.cos(angle) + waves[1] * np.sin(angle))


def seasonality_so_far(until: float, waves: Floats) -> Floats:
    """Mean multipliers (7,) from opening day to a point of the season, with *waves* (2, 7)."""
    angle = 2.0 * np.pi * until
    if angle < 1e-6:
        return seasonality(0.0, waves)
    return np.asarray(1.0 + (waves[0] * np.sin(angle) + waves[1] * (1.0 - np.cos(angle))) / angle)


def seasons_of(history: History) -> list[SeasonTotals]:
    """The seasons that count, newest first."""
    return [history.current, *history.earlier][:SEASONS]


def _league_row(totals: SeasonTotals) -> Floats:
    rows = np.array([batting_row(player.counts) for player in totals.batters.values()], dtype=np.int64)
    return np.asarray(rows.reshape(-1, 8).sum(axis=0), dtype=np.float64)


def seasons_with(
    history: History, weights: Sequence[float], count: Callable[[BattingCounts], int]
) -> list[tuple[SeasonTotals, float]]:
    """Seasons with their *weights*, newest first, without those in which no batter has a *count*.

    Totals of some seasons lack the rarer counts, which are then 0 for every player.
    """
    seasons = zip((history.current, *history.earlier), weights, strict=False)
    return [
        (season, weight)
        for season, weight in seasons
        if any(count(batter.counts) > 0 for batter in season.batters.values())
    ]
