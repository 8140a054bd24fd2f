"""Counts under the Stats API's names."""

from collections.abc import Sequence
from typing import Any

from propctl.sample import season_stats
from propctl.sample.talent import DOUBLE, HIT_BY_PITCH, HOME_RUN, SINGLE, STRIKEOUT, TRIPLE, WALK

Json = dict[str, Any]


def batting(counts: Sequence[int]) -> Json:
    """A batter's counts; nobody bunts, and nobody is walked on purpose."""
    hits = counts[SINGLE] + counts[DOUBLE] + counts[TRIPLE] + counts[HOME_RUN]
    bases = hits + counts[DOUBLE] + 2 * counts[TRIPLE] + 3 * counts[HOME_RUN]
    free = counts[WALK] + counts[HIT_BY_PITCH] + counts[season_stats.SACRIFICE_FLIES]
    return {
        "gamesPlayed": counts[season_stats.GAMES],
        "plateAppearances": counts[season_stats.APPEARANCES],
        "atBats": counts[season_stats.APPEARANCES] - free,
        "hits": hits,
        "doubles": counts[DOUBLE],
        "triples": counts[TRIPLE],
        "homeRuns": counts[HOME_RUN],
        "totalBases": bases,
        "runs": counts[season_stats.RUNS],
        "rbi": counts[season_stats.RUNS_BATTED_IN],
        "baseOnBalls": counts[WALK],
        "intentionalWalks": 0,
        "hitByPitch": counts[HIT_BY_PITCH],
        "strikeOuts": counts[STRIKEOUT],
        "stolenBases": counts[season_stats.STEALS],
        "caughtStealing": counts[season_stats.CAUGHT],
        "sacBunts": 0,
        "sacFlies": counts[season_stats.SACRIFICE_FLIES],
        "groundIntoDoublePlay": counts[season_stats.DOUBLE_PLAYS],
    }


def pitching(counts: Sequence[int], thrown: int | None = None) -> Json:
    """A pitcher's counts, with the pitches he has *thrown* if these were asked for."""
    outs = counts[season_stats.OUTS]
    told = {
        "gamesPlayed": counts[season_stats.GAMES_PITCHED],
        "gamesPitched": counts[season_stats.GAMES_PITCHED],
        "gamesStarted": counts[season_stats.GAMES_STARTED],
        "battersFaced": counts[season_stats.FACED],
        "outs": outs,
        "inningsPitched": f"{outs // 3}.{outs % 3}",
        "hits": counts[SINGLE] + counts[DOUBLE] + counts[TRIPLE] + counts[HOME_RUN],
        "homeRuns": counts[HOME_RUN],
        "baseOnBalls": counts[WALK],
        "intentionalWalks": 0,
        "hitBatsmen": counts[HIT_BY_PITCH],
        "strikeOuts": counts[STRIKEOUT],
        "runs": counts[season_stats.RUNS_ALLOWED],
        "earnedRuns": counts[season_stats.EARNED_RUNS],
    }
    return told if thrown is None else told | {"numberOfPitches": thrown}
