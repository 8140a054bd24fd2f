"""Starters' strikeouts by time through the order, compared with the expected ones."""

from collections.abc import Sequence

import numpy as np

from propctl.domain.stats import SeasonTotals
from propctl.projection.events import Floats, Ints

LEAGUE = 0.226
BATTER_K = 60.0
PITCHER_K = 100.0


def strikeout_turns(pitches: Sequence[dict[str, str]], earlier: SeasonTotals) -> tuple[Ints, Floats, Floats]:
    """(time through the order from 0, strikeout 0 or 1, expected chance) of each batter a starter faced.

    Rates are those of the *earlier* season, so that nobody is expected to do what he did here.
    """
    turns, happened, expected = [], [], []
    half, starter, faced = ("", ""), "", 0
    for pitch in pitches:
        if (pitch["game_pk"], pitch["inning_topbot"]) != half:
            half, starter, faced = (pitch["game_pk"], pitch["inning_topbot"]), pitch["pitcher"], 0
        if pitch["pitcher"] == starter and faced < 27:
            turns.append(faced // 9)
            happened.append(float(pitch["events"].startswith("strikeout")))
            expected.append(_chance(earlier, int(pitch["batter"]), int(starter)))
            faced += 1
    return np.array(turns, dtype=np.int64), np.array(happened), np.array(expected)


def _chance(earlier: SeasonTotals, batter: int, pitcher: int) -> float:
    own, other = earlier.batters.get(batter), earlier.pitchers.get(pitcher)
    batting = (own.counts.strikeouts, own.counts.plate_appearances) if own else (0, 0)
    pitching = (other.counts.strikeouts, other.counts.batters_faced) if other else (0, 0)
    odds = _odds(*batting, BATTER_K) * _odds(*pitching, PITCHER_K) / (LEAGUE / (1.0 - LEAGUE))
    return odds / (1.0 + odds)


def _odds(strikeouts: int, trials: int, k: float) -> float:
    rate = (strikeouts + k * LEAGUE) / (trials + k)
    return rate / (1.0 - rate)
