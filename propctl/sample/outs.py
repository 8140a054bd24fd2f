"""Balls in play that are no hits: ground balls, flies, errors, and what runners make of them.

Each returns what came of the plate appearance in Statcast's words, and how the ball was hit.
"""

from typing import Final

from propctl.sample.bases import Bases
from propctl.sample.season_stats import BATTING, DOUBLE_PLAYS, SACRIFICE_FLIES

ERROR: Final = 0.020
GROUND_BALL: Final = 0.43
FLY_BALL: Final = 0.80
"""What the rest is, up to these shares: a ground ball, a fly ball, or else a liner or pop-up."""

DOUBLE_PLAY: Final = 0.46
FORCE: Final = 0.76
"""A ground ball with a runner on first and fewer than two outs, up to these shares; else one out at first."""

HOME_ON_GROUNDER: Final = 0.48
THIRD_ON_GROUNDER: Final = 0.55
HOME_ON_FLY: Final = 0.72
THIRD_ON_FLY: Final = 0.22

Result = tuple[str, str]
"""``events`` and ``bb_type`` of Statcast."""


def in_play(bases: Bases, batter: int) -> Result:
    """A ball in play that is no hit."""
    drawn = bases.draw()
    if drawn < ERROR:
        return _error(bases, batter)
    drawn = (drawn - ERROR) / (1.0 - ERROR)
    if drawn < GROUND_BALL:
        return _ground_ball(bases, batter)
    if drawn < FLY_BALL:
        return _fly_ball(bases, batter)
    bases.out()
    return "field_out", "line_drive" if drawn < 0.92 else "popup"


def _error(bases: Bases, batter: int) -> Result:
    """The batter reaches, everybody moves one base, and no run is driven in."""
    bases.errors += 1
    bases.score(bases.third)
    bases.third, bases.second = bases.second, bases.first
    bases.first = (batter, bases.field.pitcher, False)
    return "field_error", "ground_ball"


def _ground_ball(bases: Bases, batter: int) -> Result:
    if bases.first is not None and bases.outs < 2:
        drawn = bases.draw()
        if drawn < DOUBLE_PLAY:
            return _double_play(bases, batter)
        if drawn < FORCE:
            return _force(bases, batter)
    bases.out()
    if bases.outs < 3:
        _move_up(bases, batter)
    return "field_out", "ground_ball"


def _double_play(bases: Bases, batter: int) -> Result:
    """Two outs; a run that scores is not driven in."""
    bases.out()
    bases.out()
    bases.season_stats.batting[batter * BATTING + DOUBLE_PLAYS] += 1
    bases.first = None
    if bases.outs < 3:
        bases.score(bases.third)
        bases.third, bases.second = bases.second, None
    return "grounded_into_double_play", "ground_ball"


def _force(bases: Bases, batter: int) -> Result:
    """The runner from first is out, and the batter stands there."""
    bases.out()
    if bases.second is not None or bases.draw() < HOME_ON_GROUNDER:
        bases.score(bases.third, batter)
        bases.third = bases.second
        bases.second = None
    bases.first = (batter, bases.field.pitcher, True)
    return "force_out", "ground_ball"


def _move_up(bases: Bases, batter: int) -> None:
    """Runners on a ground ball that ends at first base."""
    if bases.third is not None and (bases.second is not None or bases.draw() < HOME_ON_GROUNDER):
        bases.score(bases.third, batter)
        bases.third = None
    if bases.third is None and bases.second is not None and bases.draw() < THIRD_ON_GROUNDER:
        bases.third, bases.second = bases.second, None
    if bases.second is None:
        bases.second, bases.first = bases.first, None


def _fly_ball(bases: Bases, batter: int) -> Result:
    bases.out()
    result = "field_out"
    if bases.outs < 3 and bases.third is not None and bases.draw() < HOME_ON_FLY:
        bases.score(bases.third, batter)
        bases.third = None
        bases.season_stats.batting[batter * BATTING + SACRIFICE_FLIES] += 1
        result = "sac_fly"
    if bases.outs < 3 and bases.third is None and bases.second is not None and bases.draw() < THIRD_ON_FLY:
        bases.third, bases.second = bases.second, None
    return result, "fly_ball"
