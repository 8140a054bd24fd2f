"""The season's course: home runs rise with the summer, walks are frequent in spring, strikeouts in September.

A rate's multiplier at *progress* t (0 on opening day, 1 at the end) is ``1 + a cos 2 pi t + b sin 2 pi t``;
the season's totals hold its mean from 0 to t.
"""

from typing import Final

import numpy as np

from propctl.domain.stats import SeasonTotals
from propctl.projection import park_and_platoon_constants as constants
from propctl.projection.events import Floats

SEASON_APPEARANCES: Final = 183_000.0
"""Plate appearances of a season: 2,430 games of about 75."""


def progress(season: SeasonTotals) -> float:
    """How much of the season its totals cover, 0 to 1."""
    total = sum(player.counts.plate_appearances for player in season.batters.values())
    return min(max(total / SEASON_APPEARANCES, 0.0), 1.0)


def expected_waves() -> Floats:
    """Cosine and sine (2, 7) of the wave to expect of a season."""
    return np.array(constants.SEASONALITY.value)


def seasonality(at: float, waves: Floats) -> Floats:
    """Multipliers (7,) of the stage rates at a point of the season, with *waves* (2, 7)."""
    angle = 2.0 * np.pi * at
    return np.asarray(1.0 + waves[0] * np.cos(angle) + waves[1] * np.sin(angle))


def seasonality_so_far(until: float, waves: Floats) -> Floats:
    """Mean multipliers (7,) from opening day to a point of the season, with *waves* (2, 7)."""
    angle = 2.0 * np.pi * until
    if angle < 1e-6:
        return seasonality(0.0, waves)
    return np.asarray(1.0 + (waves[0] * np.sin(angle) + waves[1] * (1.0 - np.cos(angle))) / angle)
