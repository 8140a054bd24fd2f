"""Counts under the Stats API's names."""

from collections.abc import Sequence
from typing import Any

from propctl.connectors.sample import book
from propctl.connectors.sample.talent import DOUBLE, HIT_BY_PITCH, HOME_RUN, SINGLE, STRIKEOUT, TRIPLE, WALK

Json = dict[str, Any]


def batting(counts: Sequence[int]) -> Json:
    """A batter's counts; nobody bunts, and nobody is walked on purpose."""
    hits = counts[SINGLE] + counts[DOUBLE] + counts[TRIPLE] + counts[HOME_RUN]
    bases = hits + counts[DOUBLE] + 2 * counts[TRIPLE] + 3 * counts[HOME_RUN]
    free = counts[WALK] + counts[HIT_BY_PITCH] + counts[book.SACRIFICE_FLIES]
    return {
        "gamesPlayed": counts[book.GAMES],
        "plateAppearances": counts[book.APPEARANCES],
        "atBats": counts[book.APPEARANCES] - free,
        "hits": hits,
        "doubles": counts[DOUBLE],
        "triples": counts[TRIPLE],
        "homeRuns": counts[HOME_RUN],
        "totalBases": bases,
        "runs": counts[book.RUNS],
        "rbi": counts[book.RUNS_BATTED_IN],
        "baseOnBalls": counts[WALK],
        "intentionalWalks": 0,
        "hitByPitch": counts[HIT_BY_PITCH],
        "strikeOuts": counts[STRIKEOUT],
        "stolenBases": counts[book.STEALS],
        "caughtStealing": counts[book.CAUGHT],
        "sacBunts": 0,
        "sacFlies": counts[book.SACRIFICE_FLIES],
        "groundIntoDoublePlay": counts[book.DOUBLE_PLAYS],
    }


def pitching(counts: Sequence[int], thrown: int | None = None) -> Json:
    """A pitcher's counts, with the pitches he has *thrown* if these were asked for."""
    outs = counts[book.OUTS]
    told = {
        "gamesPlayed": counts[book.GAMES_PITCHED],
        "gamesPitched": counts[book.GAMES_PITCHED],
        "gamesStarted": counts[book.GAMES_STARTED],
        "battersFaced": counts[book.FACED],
        "outs": outs,
        "inningsPitched": f"{outs // 3}.{outs % 3}",
        "hits": counts[SINGLE] + counts[DOUBLE] + counts[TRIPLE] + counts[HOME_RUN],
        "homeRuns": counts[HOME_RUN],
        "baseOnBalls": counts[WALK],
        "intentionalWalks": 0,
        "hitBatsmen": counts[HIT_BY_PITCH],
        "strikeOuts": counts[STRIKEOUT],
        "runs": counts[book.RUNS_ALLOWED],
        "earnedRuns": counts[book.EARNED_RUNS],
    }
    return told if thrown is None else told | {"numberOfPitches": thrown}
