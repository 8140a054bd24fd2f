"""What runners do between plate appearances: steals, and bases taken on wild pitches."""

from collections.abc import Sequence
from typing import Final

from propctl.sample.bases import Bases
from propctl.sample.season_stats import BATTING, CAUGHT, STEALS

WILD_PITCH: Final = 0.013
"""Per plate appearance with runners on."""

SUCCESS: Final = 0.78
THIRD: Final = 0.34
"""How often a runner tries third, as a share of how often he tries second."""


def run(bases: Bases, tries: Sequence[float]) -> None:
    """Steals and wild pitches before a plate appearance; *tries* is everybody's rate, by place."""
    if bases.first is not None and bases.second is None:
        if bases.draw() < tries[bases.first[0]]:
            _steal_second(bases)
    elif bases.second is not None and bases.third is None:
        if bases.draw() < THIRD * tries[bases.second[0]]:
            _steal_third(bases)
    elif bases.third is None:
        return
    if bases.outs < 3 and bases.draw() < WILD_PITCH:
        bases.score(bases.third)
        bases.third, bases.second, bases.first = bases.second, bases.first, None


def _steal_second(bases: Bases) -> None:
    runner, bases.first = bases.first, None
    if runner is not None and _safe(bases, runner[0]):
        bases.second = runner


def _steal_third(bases: Bases) -> None:
    runner, bases.second = bases.second, None
    if runner is not None and _safe(bases, runner[0]):
        bases.third = runner


def _safe(bases: Bases, batter: int) -> bool:
    safe = bases.draw() < SUCCESS
    bases.season_stats.batting[batter * BATTING + (STEALS if safe else CAUGHT)] += 1
    if not safe:
        bases.out()
    return safe
