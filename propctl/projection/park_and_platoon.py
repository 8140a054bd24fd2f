"""Park, home side and handedness, as multipliers of event probabilities.

Tuples of seven are by event: single, double, triple, home run, walk, hit by pitch, strikeout.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from propctl.domain.stats import Hand
from propctl.projection.events import EVENTS, Floats
from propctl.projection.fit_source import (
    FIRST_2024,
    LAST_SPRING_2025,
    LINES_2024_AND_SPRING_2025,
    Fitted,
    from_2024,
)

HOME_EFFECT: Final = from_2024((-0.014, 0.022, 0.061, 0.054, 0.071, -0.053, -0.035))
"""Log ratio of each event's probability at home to that away."""

PLATOON: Final = Fitted(
    {
        ("L", "L"): (1.049, 0.861, 1.0, 0.862, 0.877, 1.383, 1.049),
        ("L", "R"): (0.990, 1.046, 1.0, 1.017, 1.031, 0.902, 0.991),
        ("R", "L"): (0.972, 1.049, 1.0, 1.076, 1.117, 0.827, 0.975),
        ("R", "R"): (1.012, 0.970, 1.0, 0.980, 0.948, 1.076, 1.009),
    },
    source=LINES_2024_AND_SPRING_2025,
    first_date=FIRST_2024,
    last_date=LAST_SPRING_2025,
)
"""Multipliers by the handedness of batter and pitcher, beyond their own rates."""

HOME_VENUES: Final[dict[int, int]] = {
    108: 1, 109: 15, 110: 2, 111: 3, 112: 17, 113: 2602, 114: 5, 115: 19, 116: 2394, 117: 2392,
    118: 7, 119: 22, 120: 3309, 121: 3289, 134: 31, 135: 2680, 136: 680, 137: 2395, 138: 2889, 140: 5325,
    141: 14, 142: 3312, 143: 2681, 144: 4705, 145: 4, 146: 4169, 147: 3313, 158: 32,
}  # fmt: skip
"""Home venue by club, for clubs that still play where they played in 2024 (two have moved)."""

PARK_FACTORS: Final[Fitted[dict[int, tuple[float, ...]]]] = from_2024(
    {
        1: (0.996, 0.953, 0.972, 1.086, 1.000, 1.000, 1.048),
        2: (1.043, 0.984, 1.180, 0.981, 0.996, 1.000, 0.980),
        3: (1.006, 1.119, 0.922, 0.897, 0.999, 1.000, 0.989),
        4: (1.009, 0.979, 1.019, 0.974, 1.000, 1.000, 0.964),
        5: (1.008, 1.118, 0.684, 1.033, 1.001, 1.000, 1.015),
        7: (1.017, 1.194, 1.395, 0.913, 1.004, 1.000, 0.941),
        14: (1.004, 1.095, 0.906, 0.988, 0.994, 1.000, 1.004),
        15: (1.030, 1.102, 1.222, 0.902, 0.999, 1.000, 0.964),
        17: (0.974, 0.839, 1.060, 0.883, 0.997, 1.000, 1.073),
        19: (1.073, 1.030, 1.281, 1.011, 1.003, 1.000, 0.916),
        22: (0.986, 0.905, 0.806, 1.072, 0.998, 1.000, 0.988),
        31: (1.012, 1.144, 0.760, 0.991, 1.001, 1.000, 0.921),
        32: (0.954, 0.866, 1.069, 1.093, 0.998, 1.000, 1.125),
        680: (0.982, 0.840, 0.815, 0.899, 1.001, 1.000, 1.132),
        2392: (0.978, 1.035, 0.947, 1.161, 0.999, 1.000, 1.026),
        2394: (0.992, 0.965, 0.961, 0.980, 1.001, 1.000, 0.947),
        2395: (1.010, 1.154, 1.141, 0.809, 0.991, 1.000, 0.928),
        2602: (1.032, 1.079, 0.768, 1.191, 1.003, 1.000, 1.003),
        2680: (0.953, 0.970, 0.816, 1.217, 0.997, 1.000, 1.082),
        2681: (0.998, 0.878, 0.897, 1.073, 1.002, 1.000, 0.959),
        2889: (1.018, 0.987, 1.044, 0.879, 0.999, 1.000, 0.953),
        3289: (0.926, 0.992, 1.004, 1.066, 1.004, 1.000, 1.036),
        3309: (1.003, 0.914, 0.872, 1.057, 0.998, 1.000, 0.980),
        3312: (1.013, 1.053, 0.927, 1.093, 1.005, 1.000, 0.996),
        3313: (0.973, 0.971, 0.788, 1.111, 1.002, 1.000, 1.021),
        4169: (1.017, 1.054, 1.063, 1.010, 1.007, 1.000, 0.971),
        4705: (1.043, 0.979, 1.147, 0.880, 1.002, 1.000, 0.997),
        5325: (0.953, 0.939, 1.204, 0.999, 0.998, 1.000, 1.076),
    }
)
"""Multipliers of single, double, triple, home run, walk, hit by pitch, strikeout, by venue."""

NEUTRAL = (1.0,) * EVENTS


def park_multipliers(venues: Sequence[int], clubs: Sequence[int]) -> Floats:
    """Multipliers (n, 7) for batters of *clubs* in *venues*, without the effect of their own park.

    A club plays half of its games at home, so its players' rates already contain the mean of its own park and
    a neutral one. A park without a factor is neutral.
    """
    factors = PARK_FACTORS.value
    park = np.array([factors.get(venue, NEUTRAL) for venue in venues]).reshape(-1, EVENTS)
    home = np.array([factors.get(HOME_VENUES.get(club, -1), NEUTRAL) for club in clubs]).reshape(-1, EVENTS)
    return 2.0 * park / (1.0 + home)


def side_multipliers(home: Floats) -> Floats:
    """Multipliers (n, 7) of playing at home or away: *home* (n,) is 1 for the home club's batters, else 0."""
    return np.asarray(np.exp((home[:, None] - 0.5) * np.array(HOME_EFFECT.value)))


def platoon_multipliers(bats: Sequence[Hand | None], throws: Sequence[Hand | None]) -> Floats:
    """Multipliers (n, 7) of handedness; switch hitters and unknown hands are neutral."""
    table: Mapping[tuple[str, str], Sequence[float]] = PLATOON.value
    pairs = zip(bats, throws, strict=True)
    rows = [table.get((bat, hand), NEUTRAL) if bat and hand else NEUTRAL for bat, hand in pairs]
    return np.array(rows).reshape(-1, EVENTS)
