"""The course of a season: walks are frequent in spring, and the ball carries in summer.

The tables hold walks and home runs at their most frequent; on other days some of them become outs.
"""

import math
from datetime import date
from functools import lru_cache
from typing import Final

_LENGTH: Final = 480.0
"""Days of a whole wave: a year of this league has about as many games as nine months of a real one."""

_WALKS: Final = (0.012, 0.0)
_HOME_RUNS: Final = (-0.023, -0.028)
"""Cosine and sine of the wave."""


@lru_cache(maxsize=512)
def shares_of_the_day(day: date) -> tuple[float, float]:
    """Which share of the tables' walks, and of their home runs, happens on *day*."""
    angle = 2.0 * math.pi * day.timetuple().tm_yday / _LENGTH
    return _share(angle, *_WALKS), _share(angle, *_HOME_RUNS)


def _share(angle: float, cosine: float, sine: float) -> float:
    """Rounded, so that the last bit of a machine's cosine tells nothing."""
    wave = 1.0 + cosine * math.cos(angle) + sine * math.sin(angle)
    return round(wave / (1.0 + math.hypot(cosine, sine)), 6)
