"""Players' counts in two flat lists, so that a season adds up quickly while it is played.

The functions below name them as the Stats API does.
"""

from collections.abc import Sequence
from typing import Any, Final

from propctl.sample.rosters import BATTERS, CLUBS, PITCHERS
from propctl.sample.talent import DOUBLE, HIT_BY_PITCH, HOME_RUN, SINGLE, STRIKEOUT, TRIPLE, WALK

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
    """The counts of all players of a season; a player's begin at place * width."""

    __slots__ = ("batting", "pitching")

    def __init__(self) -> None:
        self.batting = [0] * (len(CLUBS) * BATTERS * BATTING)
        self.pitching = [0] * (len(CLUBS) * PITCHERS * PITCHING)

    def copy(self) -> "SeasonStats":
        """A copy, to continue from."""
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


Json = dict[str, Any]


def batting_line(counts: Sequence[int]) -> Json:
    """A batter's counts; the league has no bunts and no intentional walks."""
    hits = counts[SINGLE] + counts[DOUBLE] + counts[TRIPLE] + counts[HOME_RUN]
    bases = hits + counts[DOUBLE] + 2 * counts[TRIPLE] + 3 * counts[HOME_RUN]
    free = counts[WALK] + counts[HIT_BY_PITCH] + counts[SACRIFICE_FLIES]
    return {
        "gamesPlayed": counts[GAMES],
        "plateAppearances": counts[APPEARANCES],
        "atBats": counts[APPEARANCES] - free,
        "hits": hits,
        "doubles": counts[DOUBLE],
        "triples": counts[TRIPLE],
        "homeRuns": counts[HOME_RUN],
        "totalBases": bases,
        "runs": counts[RUNS],
        "rbi": counts[RUNS_BATTED_IN],
        "baseOnBalls": counts[WALK],
        "intentionalWalks": 0,
        "hitByPitch": counts[HIT_BY_PITCH],
        "strikeOuts": counts[STRIKEOUT],
        "stolenBases": counts[STEALS],
        "caughtStealing": counts[CAUGHT],
        "sacBunts": 0,
        "sacFlies": counts[SACRIFICE_FLIES],
        "groundIntoDoublePlay": counts[DOUBLE_PLAYS],
    }


def pitching_line(counts: Sequence[int], thrown: int | None = None) -> Json:
    """A pitcher's counts, with the pitches he has *thrown* if given."""
    outs = counts[OUTS]
    line = {
        "gamesPlayed": counts[GAMES_PITCHED],
        "gamesPitched": counts[GAMES_PITCHED],
        "gamesStarted": counts[GAMES_STARTED],
        "battersFaced": counts[FACED],
        "outs": outs,
        "inningsPitched": f"{outs // 3}.{outs % 3}",
        "hits": counts[SINGLE] + counts[DOUBLE] + counts[TRIPLE] + counts[HOME_RUN],
        "homeRuns": counts[HOME_RUN],
        "baseOnBalls": counts[WALK],
        "intentionalWalks": 0,
        "hitBatsmen": counts[HIT_BY_PITCH],
        "strikeOuts": counts[STRIKEOUT],
        "runs": counts[RUNS_ALLOWED],
        "earnedRuns": counts[EARNED_RUNS],
    }
    return line if thrown is None else line | {"numberOfPitches": thrown}
