"""Strikeouts of a starter: a sum over the batters he meets in order, mixed over how many he meets."""

import numpy as np

from propctl.domain.market import Market
from propctl.projection import setting_constants as constants
from propctl.projection.convolution import poisson_binomial_mixture
from propctl.projection.days import DAY_SPREAD, DAYS
from propctl.projection.entries import Entries, batting_turns
from propctl.projection.events import Floats
from propctl.projection.workload import LINEUP, MOST_FACED


def strikeout_pmfs(chances: Floats, batters: Entries, faced: Floats) -> Floats:
    """Distributions (h, 37) of the starters, from every batter's chance (n,) and batters *faced* (h, 37)."""
    turns = chances[batting_turns(batters, MOST_FACED)]
    times = np.repeat(np.array(constants.TIMES_THROUGH.value), LINEUP)[:MOST_FACED]
    spread = DAY_SPREAD.value[Market.PITCHER_STRIKEOUTS]
    pmfs = [
        share * poisson_binomial_mixture(np.minimum(turns * times * (1.0 + spread * day), 1.0), faced)
        for day, share in DAYS
    ]
    pmf = np.sum(pmfs, axis=0)
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))
