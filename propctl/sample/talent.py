"""True talents: what every player does per plate appearance against an average opponent, by seven events.

A player's talent is drawn once, in stages, and drifts a little from season to season. The level and the
spreads are about those of real baseball, written down by hand in round figures.
"""

import math
from typing import Final

from propctl.sample.people import Player
from propctl.sample.random_draws import normal, source

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
"""Chances of the seven events; what is missing to 1 is an out in play."""

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
"""By how much relievers, starters and those on the bench differ from the league, in log odds."""

_NEW_BATTER: Final = (-0.03, 0.0, 0.30, -0.25, -0.03, -0.12, 0.0)
_NEW_PITCHER: Final = (0.18, 0.22, -0.12, 0.12, 0.0, 0.0, 0.0)
"""The same of players in their first season."""

_DIGITS: Final = 6
"""Rates are rounded, so that the last bit of a machine's exponential function tells nothing."""


def batter_rates(player: Player, season: int, *, regular: bool) -> Rates:
    """A batter's chances per plate appearance against the average pitcher."""
    usual = (0.0,) * EVENTS if regular else _BENCH
    new = _NEW_BATTER if player.debut == season else (0.0,) * EVENTS
    return _composed(_stages(player, season, "bat", _BATTERS, (usual, new)))


def pitcher_rates(player: Player, season: int, *, starter: bool) -> Rates:
    """What happens per batter that a pitcher faces, against the average batter."""
    new = _NEW_PITCHER if player.debut == season else (0.0,) * EVENTS
    shifts = _START if starter else _RELIEF, new
    return _composed(_stages(player, season, "pitch", _PITCHERS, shifts))


def usual_rates() -> Rates:
    """The league's."""
    return _composed(USUAL)


def steal_rate(player: Player) -> float:
    """How often a batter on first with second open tries to steal, per plate appearance behind him."""
    drawn = normal(source("steals", player.player_id))
    return round(0.085 * math.exp(0.75 * drawn - 0.28), _DIGITS)


def stamina(player: Player) -> float:
    """Batters that a starter is usually allowed to face."""
    return round(22.8 + 1.7 * normal(source("stamina", player.player_id)), 3)


def _stages(
    player: Player, season: int, role: str, spread: Rates, shifts: tuple[Rates, Rates]
) -> list[float]:
    lasting, passing = source(role, player.player_id), source(role, player.player_id, season)
    rates = []
    for usual, width, one, other in zip(USUAL, spread, *shifts, strict=True):
        own = width * (normal(lasting) + _DRIFT * normal(passing)) + one + other
        odds = usual / (1.0 - usual) * math.exp(own)
        rates.append(odds / (1.0 + odds))
    return rates


def _composed(stages: Rates | list[float]) -> Rates:
    """Chances of the events of stage rates."""
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
