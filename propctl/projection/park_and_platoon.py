"""Where and against which hand a plate appearance takes place, as multipliers of event probabilities."""

from collections.abc import Mapping, Sequence

import numpy as np

from propctl.domain.stats import Hand
from propctl.projection import park_and_platoon_constants as constants
from propctl.projection.events import EVENTS, Floats
from propctl.projection.park_constants import HOME_VENUES, PARK_FACTORS

NEUTRAL = (1.0,) * EVENTS


def park_multipliers(venues: Sequence[int], clubs: Sequence[int]) -> Floats:
    """Multipliers (n, 7) for batters of *clubs* in *venues*: the park, without what their own park gave them.

    A club plays half of its games at home, so its players' rates already hold the mean of its own park and a
    neutral one. A park without a factor is neutral.
    """
    factors = PARK_FACTORS.value
    here = np.array([factors.get(venue, NEUTRAL) for venue in venues]).reshape(-1, EVENTS)
    own = np.array([factors.get(HOME_VENUES.get(club, -1), NEUTRAL) for club in clubs]).reshape(-1, EVENTS)
    return 2.0 * here / (1.0 + own)


def side_multipliers(home: Floats) -> Floats:
    """Multipliers (n, 7) of the side: *home* (n,) is 1 for the home club's batters, else 0."""
    return np.asarray(np.exp((home[:, None] - 0.5) * np.array(constants.HOME_EFFECT.value)))


def platoon_multipliers(bats: Sequence[Hand | None], throws: Sequence[Hand | None]) -> Floats:
    """Multipliers (n, 7) of batter's and pitcher's hands; a switch hitter or an unknown hand is neutral."""
    table: Mapping[tuple[str, str], Sequence[float]] = constants.PLATOON.value
    pairs = zip(bats, throws, strict=True)
    rows = [table.get((bat, hand), NEUTRAL) if bat and hand else NEUTRAL for bat, hand in pairs]
    return np.array(rows).reshape(-1, EVENTS)
