"""How many plate appearances a starting batter gets before he leaves or the game ends."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.projection.events import Floats, Ints
from propctl.projection.fit_source import from_2024


@dataclass(frozen=True, slots=True)
class AppearanceEffects:
    """Plate appearances above the usual number of a slot."""

    constant: float
    on_base: float
    """Per unit of the line-up's on-base rate above the league's."""
    newcomer: float
    """For a batter without history."""


APPEARANCE_EFFECTS: Final = from_2024(AppearanceEffects(0.085, 4.7, -0.21))

PLATE_APPEARANCES: Final = from_2024(
    (
        (
            (0.0000, 0.0029, 0.0033, 0.0469, 0.3718, 0.5130, 0.0605, 0.0016, 0.0000),
            (0.0000, 0.0008, 0.0078, 0.0498, 0.4450, 0.4524, 0.0420, 0.0021, 0.0000),
            (0.0000, 0.0037, 0.0103, 0.0539, 0.5183, 0.3800, 0.0333, 0.0004, 0.0000),
            (0.0000, 0.0029, 0.0095, 0.0564, 0.5924, 0.3174, 0.0206, 0.0008, 0.0000),
            (0.0000, 0.0037, 0.0181, 0.0930, 0.6200, 0.2483, 0.0165, 0.0004, 0.0000),
            (0.0000, 0.0025, 0.0263, 0.1383, 0.6200, 0.2030, 0.0095, 0.0004, 0.0000),
            (0.0000, 0.0033, 0.0523, 0.1997, 0.5842, 0.1523, 0.0078, 0.0004, 0.0000),
            (0.0000, 0.0037, 0.0655, 0.2577, 0.5517, 0.1140, 0.0074, 0.0000, 0.0000),
            (0.0000, 0.0029, 0.1013, 0.3203, 0.4895, 0.0832, 0.0029, 0.0000, 0.0000),
        ),
        (
            (0.0000, 0.0037, 0.0066, 0.0436, 0.5228, 0.3973, 0.0247, 0.0012, 0.0000),
            (0.0000, 0.0033, 0.0070, 0.0543, 0.5978, 0.3191, 0.0177, 0.0008, 0.0000),
            (0.0000, 0.0025, 0.0091, 0.0597, 0.6624, 0.2503, 0.0161, 0.0000, 0.0000),
            (0.0000, 0.0033, 0.0119, 0.0786, 0.7065, 0.1902, 0.0095, 0.0000, 0.0000),
            (0.0000, 0.0041, 0.0173, 0.1354, 0.6999, 0.1346, 0.0086, 0.0000, 0.0000),
            (0.0000, 0.0025, 0.0375, 0.1943, 0.6690, 0.0926, 0.0041, 0.0000, 0.0000),
            (0.0000, 0.0021, 0.0543, 0.2573, 0.6171, 0.0646, 0.0045, 0.0000, 0.0000),
            (0.0000, 0.0021, 0.0893, 0.3565, 0.5089, 0.0403, 0.0029, 0.0000, 0.0000),
            (0.0000, 0.0041, 0.0996, 0.4627, 0.4055, 0.0263, 0.0016, 0.0000, 0.0000),
        ),
    )
)
"""Share of starting batters with 0, 1, ..., 8 plate appearances: visitors, then hosts, by slot."""

MAX_APPEARANCES: Final = 8
VARIANCE: Final = 0.5
"""Variance of plate appearances at a given slot, which turns a shift of the mean into a tilt."""


def plate_appearances(slots: Ints, home: Ints, on_base: Floats, newcomer: Floats) -> Floats:
    """Distribution (n, 9) of plate appearances.

    *slots* count from 0 and *home* is 0 or 1; *on_base* (n,) is how much more often than usual the line-up
    reaches base, and *newcomer* (n,) is 1 for a batter without history, who is replaced more readily.
    """
    table = np.array(PLATE_APPEARANCES.value)[home, slots]
    effects = APPEARANCE_EFFECTS.value
    shift = effects.constant + effects.on_base * on_base + effects.newcomer * newcomer
    counts = np.arange(MAX_APPEARANCES + 1)
    tilted = table * np.exp(shift[:, None] / VARIANCE * (counts - 4.0))
    pmf: Floats = tilted / tilted.sum(axis=-1, keepdims=True)
    return pmf
