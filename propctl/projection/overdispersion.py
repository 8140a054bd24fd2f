"""Good days and bad days: what makes a game's counts spread wider than independent plate appearances would.

Weather, form, the strike zone and what is not known of a rate move all of a player's chances together. They
are multiplied by 1 + s x, with x standard normal, by the three-point Gauss-Hermite rule: the mean stays as it
is.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from propctl.domain.market import Market
from propctl.projection.events import Floats
from propctl.projection.fit_source import from_2024

DAYS: Final = ((-(3.0**0.5), 1.0 / 6.0), (0.0, 2.0 / 3.0), (3.0**0.5, 1.0 / 6.0))
"""(x, share) of a bad, a usual and a good day."""

OVERDISPERSION: Final = from_2024(
    {
        Market.BATTER_HITS: 0.23,
        Market.BATTER_TOTAL_BASES: 0.23,
        Market.BATTER_HOME_RUNS: 0.23,
        Market.BATTER_SINGLES: 0.23,
        Market.BATTER_DOUBLES: 0.23,
        Market.BATTER_RUNS: 0.23,
        Market.BATTER_RBIS: 0.23,
        Market.BATTER_HITS_RUNS_RBIS: 0.23,
        Market.BATTER_WALKS: 0.23,
        Market.BATTER_STRIKEOUTS: 0.0,
        Market.PITCHER_STRIKEOUTS: 0.145,
        Market.PITCHER_HITS_ALLOWED: 0.0,
        Market.PITCHER_WALKS: 0.0,
    }
)
"""Standard deviation s of a day's multiplier; the markets made of hits share one, so that they agree."""


def averaged_over_days(spread: float, distribution: Callable[[float], Floats]) -> Floats:
    """The mean of *distribution* over a day's multiplier; with a spread of 0 all days are the usual one."""
    if spread == 0.0:
        return distribution(1.0)
    pmfs = [share * distribution(1.0 + spread * day) for day, share in DAYS]
    return np.asarray(np.sum(pmfs, axis=0))
