"""Fits the constants that need the whole model: effects on plate appearances, and how much days differ.

Projects the 2024 season day by day; the first weeks are left out.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from benchmarks.grading import graded
from propctl.domain.market import Market
from propctl.domain.stats import BattingCounts
from propctl.projection import project
from propctl.projection.distributions import OVERDISPERSION
from propctl.projection.event_probabilities import event_probabilities
from propctl.projection.events import Floats
from propctl.projection.lineup_arrays import batting_slots, offense_sides
from research.starts import Day

FIRST_DAYS: Final = 20
SPREADS: Final = (0.0, 0.05, 0.1, 0.145, 0.19, 0.23, 0.27)
MIN_LIKELY: Final = 1e-9


def appearance_effects(season: Sequence[Day], table: Floats) -> Floats:
    """(constant, per point of on-base rate, newcomer) on plate appearances against *table* (2, 9, 9)."""
    usual = table @ np.arange(table.shape[-1])
    design, surplus = [], []
    for projection_input, outcomes in season[FIRST_DAYS:]:
        sides = offense_sides(projection_input.matchups)
        batters = batting_slots(sides)
        against = event_probabilities(projection_input, sides, batters)
        for row, player in enumerate(batters.players):
            side = sides[batters.side[row]]
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
    fitted = dict(OVERDISPERSION.value)
    found: dict[Market, list[float]] = {market: [] for market in Market}
    for spread in SPREADS:
        OVERDISPERSION.value.update(dict.fromkeys(Market, spread))
        for market, scores in _log_likelihoods(season[FIRST_DAYS::3]).items():
            found[market].append(float(np.mean(scores)))
    OVERDISPERSION.value.update(fitted)
    return found


def _log_likelihoods(season: Sequence[Day]) -> dict[Market, list[float]]:
    scores: dict[Market, list[float]] = {market: [] for market in Market}
    for projection_input, outcomes in season:
        for prop in graded(project(projection_input), outcomes):
            scores[prop.market].append(float(np.log(max(prop.pmf[prop.count], MIN_LIKELY))))
    return scores
