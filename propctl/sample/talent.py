"""True talents: every player's chances per plate appearance, alone and against each opponent.

A player's talent, the chances of seven events, is drawn once, in stages, and drifts a little from season to
season. The level and the spreads are near those of real baseball, in round figures.

Batter and pitcher combine by odds ratio against the league, and are then multiplied by the effects of
handedness and home. Only the four basic operations are used, element by element: their results are the same
on any machine.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from propctl.sample.random_draws import added, normal, source
from propctl.sample.rosters import BATTERS, PITCHERS, REGULARS, STARTERS, Player, Rosters, rosters

SINGLE: Final = 0
DOUBLE: Final = 1
TRIPLE: Final = 2
HOME_RUN: Final = 3
WALK: Final = 4
HIT_BY_PITCH: Final = 5
STRIKEOUT: Final = 6
OUT: Final = 7
EVENTS: Final = 7

Rates = tuple[float, ...]
"""Chances of the seven events; the rest, up to 1, is an out in play."""

USUAL: Final = (0.0768, 0.0100, 0.2240, 0.0435, 0.2880, 0.225, 0.019)
"""The league's stages: walk, hit by pitch, strikeout; home run per contact; hit per ball in play; double and
triple per hit."""

_BATTERS: Final = (0.28, 0.30, 0.27, 0.40, 0.088, 0.18, 0.40)
_PITCHERS: Final = (0.22, 0.20, 0.23, 0.12, 0.035, 0.0, 0.0)
"""Spread of talents between players, in log odds."""

_DRIFT: Final = 0.25
"""Spread of a season's difference from a player's usual talent, as a share of the above."""

_RELIEF: Final = (0.16, 0.16, 0.05, -0.07, 0.0, 0.0, 0.0)
_START: Final = (-0.15, -0.18, -0.06, 0.02, 0.0, 0.0, 0.0)
_BENCH: Final = (0.05, 0.0, 0.15, -0.20, -0.02, -0.05, 0.0)
"""How relievers, starters and bench players differ from the league, in log odds."""

_NEW_BATTER: Final = (-0.03, 0.0, 0.30, -0.25, -0.03, -0.12, 0.0)
_NEW_PITCHER: Final = (0.18, 0.22, -0.12, 0.12, 0.0, 0.0, 0.0)
"""The same for players in their first season."""

_DIGITS: Final = 6
"""Rates are rounded, so that the last bit of a machine's exponential function does not matter."""


def batter_rates(player: Player, season: int, *, regular: bool) -> Rates:
    """A batter's chances per plate appearance against the average pitcher."""
    usual = (0.0,) * EVENTS if regular else _BENCH
    new = _NEW_BATTER if player.debut == season else (0.0,) * EVENTS
    return _composed(_stages(player, season, "bat", _BATTERS, (usual, new)))


def pitcher_rates(player: Player, season: int, *, starter: bool) -> Rates:
    """A pitcher's chances per batter faced, against the average batter."""
    new = _NEW_PITCHER if player.debut == season else (0.0,) * EVENTS
    shifts = _START if starter else _RELIEF, new
    return _composed(_stages(player, season, "pitch", _PITCHERS, shifts))


def usual_rates() -> Rates:
    """The league's chances."""
    return _composed(USUAL)


def steal_rate(player: Player) -> float:
    """How often a runner on first, with second open, tries to steal during a plate appearance."""
    drawn = normal(source("steals", player.player_id))
    return round(0.085 * math.exp(0.75 * drawn - 0.28), _DIGITS)


def stamina(player: Player) -> float:
    """The number of batters that a starter is usually allowed to face."""
    return round(22.8 + 1.7 * normal(source("stamina", player.player_id)), 3)


def _stages(
    player: Player, season: int, role: str, spread: Rates, shifts: tuple[Rates, Rates]
) -> list[float]:
    lasting, passing = source(role, player.player_id), source(role, player.player_id, season)
    rates = []
    for usual, width, first_shift, second_shift in zip(USUAL, spread, *shifts, strict=True):
        log_odds = width * (normal(lasting) + _DRIFT * normal(passing)) + first_shift + second_shift
        odds = usual / (1.0 - usual) * math.exp(log_odds)
        rates.append(odds / (1.0 + odds))
    return rates


def _composed(stages: Rates | list[float]) -> Rates:
    """Event chances from stage rates."""
    walk, hit_by_pitch, strikeout, home_run, hit, double, triple = stages
    contact = 1.0 - walk - hit_by_pitch - strikeout
    home_runs = contact * home_run
    hits = (contact - home_runs) * hit
    events = (
        hits * (1.0 - double - triple),
        hits * double,
        hits * triple,
        home_runs,
        walk,
        hit_by_pitch,
        strikeout,
    )
    return tuple(round(chance, _DIGITS) for chance in events)


Floats = NDArray[np.float64]

ORDER: Final = (SINGLE, WALK, DOUBLE, HOME_RUN, HIT_BY_PITCH, TRIPLE)
"""The events that reach base, in the order in which a draw tries them: the most frequent first."""

_HOME: Final = (-0.01, 0.02, 0.06, 0.05, 0.07, -0.05, -0.035)
"""How much more frequent each event is at home than away."""

_PLATOON: Final = {
    ("L", "L"): (1.04, 0.87, 1.0, 0.87, 0.88, 1.35, 1.05),
    ("L", "R"): (0.99, 1.04, 1.0, 1.02, 1.03, 0.91, 0.99),
    ("R", "L"): (0.98, 1.05, 1.0, 1.07, 1.11, 0.84, 0.98),
    ("R", "R"): (1.01, 0.97, 1.0, 0.98, 0.95, 1.07, 1.01),
}
_NEUTRAL: Final = (1.0,) * EVENTS

Row = list[float]
"""For one batter and pitcher: cumulative chances of :data:`ORDER`, and the chance of a strikeout."""


class Talents:
    """The true rates of all players in a season, by place."""

    def __init__(self, rosters: Rosters) -> None:
        self.rosters = rosters
        season = rosters.season
        self.batters: tuple[Rates, ...] = tuple(
            batter_rates(player, season, regular=place % BATTERS < REGULARS)
            for place, player in enumerate(rosters.batters)
        )
        self.pitchers: tuple[Rates, ...] = tuple(
            pitcher_rates(player, season, starter=place % PITCHERS < STARTERS)
            for place, player in enumerate(rosters.pitchers)
        )

    def rows(self, *, home: bool) -> list[Row]:
        """A row for each batter and pitcher, batter by batter, at home or away."""
        chances = _chances(self.batters, self.pitchers)
        for event, multiplier in enumerate(self._platoon()):
            chances[event] *= multiplier
            chances[event] *= 1.0 + (0.5 if home else -0.5) * _HOME[event]
        total = chances[0].copy()
        for event in range(1, EVENTS + 1):
            total += chances[event]
        chances /= total
        reached = np.zeros_like(total)
        columns = []
        for event in ORDER:
            reached = reached + chances[event]
            columns.append(reached)
        columns.append(chances[EVENTS - 1])
        rows: list[Row] = np.stack([column.ravel() for column in columns], axis=-1).tolist()
        return rows

    def _platoon(self) -> Floats:
        """Multipliers (7, batters, pitchers); a switch hitter is neutral."""
        batters, pitchers = self.rosters.batters, self.rosters.pitchers
        kinds = sorted({(batter.bats, pitcher.throws) for batter in batters for pitcher in pitchers})
        table = np.array([_PLATOON.get(kind, _NEUTRAL) for kind in kinds])
        index = {kind: place for place, kind in enumerate(kinds)}
        pairs = np.array([[index[batter.bats, pitcher.throws] for pitcher in pitchers] for batter in batters])
        return np.ascontiguousarray(np.moveaxis(table[pairs], -1, 0), dtype=np.float64)


@lru_cache(maxsize=8)
def talents(season: int) -> Talents:
    """The true rates of all players in *season*."""
    return Talents(rosters(season))


def _chances(batters: tuple[Rates, ...], pitchers: tuple[Rates, ...]) -> Floats:
    """Chances (8, batters, pitchers), the out last, not yet adding up to 1."""
    odds = _odds(batters)[:, :, None] * _odds(pitchers)[:, None, :] / _odds((usual_rates(),))[:, :, None]
    return np.asarray(odds / (1.0 + odds))


def _odds(rates: tuple[Rates, ...]) -> Floats:
    """Odds (8, n) of the events and the out."""
    events = [[rate[event] for rate in rates] for event in range(EVENTS)]
    chances = np.array([*events, [1.0 - added(rate) for rate in rates]])
    return np.asarray(chances / (1.0 - chances))
