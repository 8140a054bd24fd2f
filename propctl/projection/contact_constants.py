"""What pitches say about rates, by stage; ``research/fit_contact.py`` finds it, and what was dropped."""

from dataclasses import dataclass
from typing import Final

from propctl.projection.events import STAGE_DOUBLE, STAGE_HOME_RUN, STAGE_STRIKEOUT, STAGE_WALK
from propctl.projection.fit_source import from_spring_2025


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of a player's pitches that goes with one of his rates."""

    mark: str
    """The count that is divided: a field of ``BatterContact`` or ``PitcherContact``."""
    of: str
    """The count that it is divided by."""
    slope: float
    """Per cent by which the rate differs for each per cent by which the share differs from the league's."""
    weight: float
    """Trials of the prior that one of ``of`` is worth."""
    most: int
    """How many of ``of`` count at most: what the busiest players have in thirty days, as the fit saw it."""


BATTER_INDICATORS: Final = from_spring_2025(
    {
        STAGE_WALK: Indicator("balls", "pitches", slope=4.0, weight=0.375, most=500),
        STAGE_STRIKEOUT: Indicator("whiffs", "swings", slope=0.9, weight=0.5, most=240),
        STAGE_HOME_RUN: Indicator("barrels", "batted_balls", slope=0.9, weight=1.5, most=90),
        STAGE_DOUBLE: Indicator("hard_hit", "batted_balls", slope=0.5, weight=3.0, most=90),
    }
)
"""The weights are half of the likeliest ones: one spring is thin evidence (a choice)."""

PITCHER_INDICATORS: Final = from_spring_2025(
    {STAGE_WALK: Indicator("balls", "pitches", slope=3.4, weight=0.375, most=500)},
)
"""The same of starters. Their whiffs, barrels and expected hits added nothing to their own record."""
