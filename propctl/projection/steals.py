"""Stolen bases: a player's own steals per time on first base, shrunk to the league's.

Times on first are singles, walks and hit by pitch. The rate includes the success: steals, not attempts::

    rate = (s0 + w1 s1 + w2 s2 + k L) / (n0 + w1 n1 + w2 n2 + k)

with steals s and times on first n of this season (0) and the earlier ones. A time on first may bring two
steals. Days do not differ beyond that: the fitted spread between days was zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.plate_appearance import Event
from propctl.domain.stats import BatterTotals, BattingCounts, History, SeasonTotals
from propctl.projection.events import Floats
from propctl.projection.fit_source import from_spring_2025
from propctl.projection.league import SECOND_EARLIER, seasons_with

STEALS_K: Final = from_spring_2025(8.0)
"""The weight of the league's rate against a player's own, in times on first."""

STEALS_EARLIER: Final = from_spring_2025(0.59)
"""Weight of a time on first of the earlier season against one of this season."""

SECOND_STEAL: Final = from_spring_2025(0.06)
"""Share of the times on first with a steal that bring a second one."""

LEAGUE_STEALS: Final = from_spring_2025(0.087)
"""Steals per time on first in the league."""

LEAGUE_STEALS_WEIGHT: Final = 2_000.0
"""The weight of ``LEAGUE_STEALS`` against the league's totals, in times on first (a choice)."""

MAX_STEAL_RATE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Steals:
    """Steals per time on first (n,), and the weighted times on first behind them (n,)."""

    rate: Floats
    trials: Floats


def steal_rates(history: History, players: Sequence[int]) -> Steals:
    """Rates of *players*; a player without history has the league's.

    A season whose totals have no steals is left out.
    """
    earlier = STEALS_EARLIER.value
    seasons = seasons_with(
        history, (1.0, earlier, earlier * SECOND_EARLIER), lambda counts: counts.stolen_bases
    )
    stolen, trials = np.zeros(len(players)), np.zeros(len(players))
    for season, weight in seasons:
        rows = np.array([_row(season.batters.get(player)) for player in players], dtype=np.float64)
        stolen += weight * rows[:, 0]
        trials += weight * rows[:, 1]
    k, league_rate = STEALS_K.value, _league([season for season, _ in seasons])
    return Steals(np.minimum((stolen + k * league_rate) / (trials + k), MAX_STEAL_RATE), trials)


def steals_per_appearance(events: Floats, rate: Floats) -> Floats:
    """Distribution (n, 3) of steals after one plate appearance with *events* (n, 7), given *rate* (n,)."""
    on_first = events[:, Event.SINGLE] + events[:, Event.WALK] + events[:, Event.HIT_BY_PITCH]
    second = SECOND_STEAL.value
    stolen = on_first * rate / (1.0 + second)
    return np.stack([1.0 - stolen, stolen * (1.0 - second), stolen * second], axis=-1)


def _league(seasons: Sequence[SeasonTotals]) -> float:
    """Steals per time on first of all batters in the first of *seasons*."""
    stolen = trials = 0
    for season in seasons[:1]:
        stolen += sum(totals.counts.stolen_bases for totals in season.batters.values())
        trials += sum(times_on_first(totals.counts) for totals in season.batters.values())
    return (stolen + LEAGUE_STEALS_WEIGHT * LEAGUE_STEALS.value) / (trials + LEAGUE_STEALS_WEIGHT)


def times_on_first(counts: BattingCounts) -> int:
    """Singles, walks and hit by pitch."""
    return counts.singles + counts.walks + counts.hit_by_pitch


def _row(totals: BatterTotals | None) -> tuple[int, int]:
    if totals is None:
        return 0, 0
    return max(totals.counts.stolen_bases, 0), max(times_on_first(totals.counts), 0)
