"""How many plate appearances a starting batter gets, until he or the game is done."""

from typing import Final

import numpy as np

from propctl.projection import appearance_constants as constants
from propctl.projection.events import Floats, Ints

MAX_APPEARANCES: Final = 8
SPREAD: Final = 0.5
"""Variance of plate appearances at a given slot: what turns a shift of the mean into a tilt."""


def plate_appearances(slots: Ints, home: Ints, on_base: Floats, newcomer: Floats) -> Floats:
    """Distribution (n, 9) of plate appearances.

    *slots* count from 0 and *home* is 0 or 1; *on_base* (n,) is how much oftener than usual the line-up
    reaches base, and *newcomer* (n,) 1 for a batter without history, who is taken out more readily.
    """
    table = np.array(constants.PLATE_APPEARANCES.value)[home, slots]
    effects = constants.APPEARANCE_EFFECTS.value
    shift = effects.constant + effects.on_base * on_base + effects.newcomer * newcomer
    counts = np.arange(MAX_APPEARANCES + 1)
    tilted = table * np.exp(shift[:, None] / SPREAD * (counts - 4.0))
    pmf: Floats = tilted / tilted.sum(axis=-1, keepdims=True)
    return pmf
