"""Fits what needs the whole model: effects on plate appearances, and how much days differ.

The 2024 season is played through day by day; the first weeks are left out.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from benchmarks.grading import graded
from benchmarks.starts import Day
from propctl.domain.market import Market
from propctl.domain.stats import BattingCounts
from propctl.projection import project
from propctl.projection.chances import chances
from propctl.projection.days import DAY_SPREAD
from propctl.projection.entries import entries, halves
from propctl.projection.events import Floats

FIRST_DAYS: Final = 20
SPREADS: Final = (0.0, 0.05, 0.1, 0.145, 0.19, 0.23, 0.27)
LEAST_LIKELY: Final = 1e-9


def appearance_effects(season: Sequence[Day], table: Floats) -> Floats:
    """(constant, per point of on-base rate, newcomer) on plate appearances against *table* (2, 9, 9)."""
    usual = table @ np.arange(table.shape[-1])
    design, surplus = [], []
    for question, outcomes in season[FIRST_DAYS:]:
        sides = halves(question.matchups)
        batters = entries(sides)
        against = chances(question, sides, batters)
        for row, player in enumerate(batters.players):
            side = sides[batters.half[row]]
            counts = outcomes.get((side.game_pk, player, "batter"))
            if isinstance(counts, BattingCounts):
                design.append((1.0, against.on_base[row], against.batters.newcomer[row]))
                surplus.append(counts.plate_appearances - usual[int(side.home), batters.slot[row]])
    effects, *_ = np.linalg.lstsq(np.array(design), np.array(surplus), rcond=None)
    return np.asarray(effects)


def day_spreads(season: Sequence[Day]) -> dict[Market, list[float]]:
    """Mean log likelihood of every third day's counts per market, at each of SPREADS.

    The model's own table is overwritten meanwhile and put back: a script may, the model never does.
    """
    fitted = dict(DAY_SPREAD.value)
    found: dict[Market, list[float]] = {market: [] for market in Market}
    for spread in SPREADS:
        DAY_SPREAD.value.update(dict.fromkeys(Market, spread))
        for market, scores in _log_likelihoods(season[FIRST_DAYS::3]).items():
            found[market].append(float(np.mean(scores)))
    DAY_SPREAD.value.update(fitted)
    return found


def _log_likelihoods(season: Sequence[Day]) -> dict[Market, list[float]]:
    scores: dict[Market, list[float]] = {market: [] for market in Market}
    for question, outcomes in season:
        for prop in graded(project(question), outcomes):
            scores[prop.market].append(float(np.log(max(prop.pmf[prop.count], LEAST_LIKELY))))
    return scores
