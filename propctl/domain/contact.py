"""What the pitches of the days before a game day tell of players: counts, and nothing but counts.

They are whole numbers, so that a sum is the same in whatever order and portions it was made. Pitches are
those thrown for the batter to hit: what the clock or an intentional walk adds to the count is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BatterContact:
    """What a batter saw, what he did about it, and how hard he hit it."""

    pitches: int = 0
    balls: int = 0
    """Pitches that he let pass and that were called balls."""
    swings: int = 0
    whiffs: int = 0
    """Swings that missed, foul tips among them."""
    batted_balls: int = 0
    """Balls in play or over the fence whose flight was measured."""
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
    """Counts by player id over ``days`` days of games; a player who is absent saw or threw nothing."""

    batters: Mapping[int, BatterContact] = field(default_factory=dict)
    pitchers: Mapping[int, PitcherContact] = field(default_factory=dict)
    days: int = 0


NO_CONTACT = Contact()
"""Of no days: a projection with it is one from totals alone."""
