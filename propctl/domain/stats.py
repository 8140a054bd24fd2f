"""Players' totals: what a projection knows about the past.

All counts are whole numbers over a range of games. Subtraction is for the suspended-game rule: plate
appearances that are filed under a day before D but were played on D or later are subtracted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Self


class Hand(StrEnum):
    """Side a player bats from or throws with."""

    LEFT = "L"
    RIGHT = "R"
    SWITCH = "S"


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that add up field by field."""

    def minus(self, other: Self) -> Self:
        """The difference of both; the caller must check for counts below zero."""
        return replace(self, **{f.name: getattr(self, f.name) - getattr(other, f.name) for f in fields(self)})

    def plus(self, other: Self) -> Self:
        """The sum of both."""
        return replace(self, **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    def total(self, weights: Mapping[str, int]) -> int:
        """The sum of the counts that *weights* name, as a market's ``settled_by`` does."""
        return sum(weight * int(getattr(self, name)) for name, weight in weights.items())


@dataclass(frozen=True, slots=True)
class BattingCounts(Counts):
    """A batter's plate appearances and their results; ``walks`` include intentional ones.

    Runs, runs batted in and steals are 0 throughout a season whose totals do not include them.
    """

    plate_appearances: int = 0
    at_bats: int = 0
    hits: int = 0
    doubles: int = 0
    triples: int = 0
    home_runs: int = 0
    walks: int = 0
    intentional_walks: int = 0
    hit_by_pitch: int = 0
    strikeouts: int = 0
    runs: int = 0
    rbi: int = 0
    stolen_bases: int = 0
    caught_stealing: int = 0

    @property
    def singles(self) -> int:
        """Hits for one base; the provider has no such key."""
        return self.hits - self.doubles - self.triples - self.home_runs


@dataclass(frozen=True, slots=True)
class PitchingCounts(Counts):
    """A pitcher's batters faced and their results; ``outs`` are recorded outs, 27 in a full game."""

    games: int = 0
    games_started: int = 0
    batters_faced: int = 0
    outs: int = 0
    hits: int = 0
    home_runs: int = 0
    walks: int = 0
    hit_batsmen: int = 0
    strikeouts: int = 0
    runs: int = 0
    earned_runs: int = 0


@dataclass(frozen=True, slots=True)
class BatterTotals:
    """One batter over a range of games; ``team_id`` is None when he played for several clubs."""

    player_id: int
    name: str
    team_id: int | None
    counts: BattingCounts


@dataclass(frozen=True, slots=True)
class PitcherTotals:
    """One pitcher over a range of games; ``team_id`` is None when he played for several clubs."""

    player_id: int
    name: str
    team_id: int | None
    counts: PitchingCounts


@dataclass(frozen=True, slots=True)
class SeasonTotals:
    """All players' totals of one season, by player id."""

    season: int
    batters: Mapping[int, BatterTotals] = field(default_factory=dict)
    pitchers: Mapping[int, PitcherTotals] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """What is known before a day's games: this season through D-1, and finished seasons, newest first."""

    current: SeasonTotals
    earlier: tuple[SeasonTotals, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A player's name and handedness (None where the provider does not give it)."""

    player_id: int
    name: str
    bats: Hand | None = None
    throws: Hand | None = None
