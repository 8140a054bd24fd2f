"""Counts of players, kept in two flat lists so that a season is added up while it is played."""

from typing import Final

from propctl.sample.clubs import CLUBS
from propctl.sample.people import BATTERS, PITCHERS

# Of a batter; the first seven are events.
RUNS: Final = 7
RUNS_BATTED_IN: Final = 8
STEALS: Final = 9
CAUGHT: Final = 10
APPEARANCES: Final = 11
SACRIFICE_FLIES: Final = 12
DOUBLE_PLAYS: Final = 13
GAMES: Final = 14
BATTING: Final = 15

# Of a pitcher; the first seven are events.
RUNS_ALLOWED: Final = 7
EARNED_RUNS: Final = 8
OUTS: Final = 9
FACED: Final = 10
GAMES_PITCHED: Final = 11
GAMES_STARTED: Final = 12
PITCHING: Final = 13


class SeasonStats:
    """What everybody of a season has done, by place; a player's counts begin at place * width."""

    __slots__ = ("batting", "pitching")

    def __init__(self) -> None:
        self.batting = [0] * (len(CLUBS) * BATTERS * BATTING)
        self.pitching = [0] * (len(CLUBS) * PITCHERS * PITCHING)

    def copy(self) -> "SeasonStats":
        """The same counts, to go on from."""
        other = SeasonStats()
        other.batting = self.batting.copy()
        other.pitching = self.pitching.copy()
        return other

    def of_batter(self, place: int) -> list[int]:
        """The counts of one batter."""
        return self.batting[place * BATTING : (place + 1) * BATTING]

    def of_pitcher(self, place: int) -> list[int]:
        """The counts of one pitcher."""
        return self.pitching[place * PITCHING : (place + 1) * PITCHING]
