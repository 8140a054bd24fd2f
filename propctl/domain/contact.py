"""Counts of each player's pitches over the days before a game day.

Counts are whole numbers, so that a sum does not depend on the order or the portions of the addition. Balls
and strikes that the clock or an intentional walk adds to the count are not pitches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BatterContact:
    """The pitches a batter saw, what he did with them, and how hard he hit them."""

    pitches: int = 0
    balls: int = 0
    """Pitches that he took and that were called balls."""
    swings: int = 0
    whiffs: int = 0
    """Swings that missed, including foul tips."""
    batted_balls: int = 0
    """Balls in play or over the fence with a measured flight."""
    barrels: int = 0
    hard_hit: int = 0
    """Batted balls of at least 95 miles an hour."""


@dataclass(frozen=True, slots=True)
class PitcherContact:
    """What a pitcher threw."""

    pitches: int = 0
    balls: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """Counts by player id over ``days`` days of games; an absent player saw or threw none."""

    batters: Mapping[int, BatterContact] = field(default_factory=dict)
    pitchers: Mapping[int, PitcherContact] = field(default_factory=dict)
    days: int = 0


NO_CONTACT = Contact()
"""No days of pitches: a projection then uses totals alone."""
