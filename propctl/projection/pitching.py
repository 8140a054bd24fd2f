"""Count distributions of a starter: what the batters he meets in order do, mixed over how many he meets."""

from typing import Final

import numpy as np

from propctl.domain.market import Market
from propctl.projection import park_and_platoon_constants as constants
from propctl.projection.batting_slots import BattingSlots, batting_turns
from propctl.projection.convolution import about, poisson_binomial_mixture
from propctl.projection.earned_runs import earned_run_pmfs
from propctl.projection.events import (
    HOME_RUN,
    STAGE_HIT_IN_PLAY,
    STAGE_STRIKEOUT,
    STAGE_WALK,
    STRIKEOUT,
    WALK,
    Floats,
)
from propctl.projection.outs import out_pmfs
from propctl.projection.overdispersion import OVERDISPERSION, averaged_over_days
from propctl.projection.workload import LINEUP, MAX_FACED, batters_faced
from propctl.projection.workload_constants import FACED_KNOTS

COUNTED: Final = {
    Market.PITCHER_STRIKEOUTS: slice(STRIKEOUT, STRIKEOUT + 1),
    Market.PITCHER_HITS_ALLOWED: slice(0, HOME_RUN + 1),
    Market.PITCHER_WALKS: slice(WALK, WALK + 1),
}
"""The events that a market counts one by one."""

MAIN_STAGE: Final = {
    Market.PITCHER_STRIKEOUTS: STAGE_STRIKEOUT,
    Market.PITCHER_HITS_ALLOWED: STAGE_HIT_IN_PLAY,
    Market.PITCHER_WALKS: STAGE_WALK,
    Market.PITCHER_EARNED_RUNS: STAGE_HIT_IN_PLAY,
}
"""The stage whose sample stands for how well a market is known; outs rest on the workload."""


def pitcher_pmfs(events: Floats, batters: BattingSlots, expected: Floats) -> dict[Market, Floats]:
    """Distributions (h, a) per market of the starters of h halves.

    *events* (n, 7) are the chances of every batter against the starter, *expected* (h,) the batters that he
    is expected to face. Who walks many is relieved sooner: walks and batters faced go together so little that
    walks are those of the batters to expect.
    """
    faced = {market: batters_faced(expected) for market in COUNTED}
    faced[Market.PITCHER_WALKS] = about(np.clip(expected, FACED_KNOTS[0], FACED_KNOTS[-1]), MAX_FACED)
    pmfs = {
        market: _counted(events[:, counted].sum(axis=1), market, batters, faced[market])
        for market, counted in COUNTED.items()
    }
    average = np.add.reduceat(events, batters.first, axis=0) / batters.size[:, None]
    pmfs[Market.PITCHER_OUTS] = out_pmfs(average, expected)
    pmfs[Market.PITCHER_EARNED_RUNS] = earned_run_pmfs(average, expected)
    return pmfs


def _counted(event_probabilities: Floats, market: Market, batters: BattingSlots, faced: Floats) -> Floats:
    """Exact sums (h, 37) of unequal chances (n,), mixed over batters *faced* (h, 37).

    Strikeouts get rarer each time through the order; of hits and walks it was not found that they change.
    """
    turns = event_probabilities[batting_turns(batters, MAX_FACED)]
    if market is Market.PITCHER_STRIKEOUTS:
        turns *= np.repeat(np.array(constants.TIMES_THROUGH.value), LINEUP)[:MAX_FACED]
    pmf = averaged_over_days(
        OVERDISPERSION.value[market],
        lambda day: poisson_binomial_mixture(np.minimum(turns * day, 1.0), faced),
    )
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))
