"""What a player's pitches deserved: rates to draw his record to, instead of the league's alone.

For a stage with a sign (``contact_constants``), such as home runs with barrels per batted ball::

    d = L (1 + a (q - Q) / Q)        m = b n

with the player's share q of n, the share Q of everybody in the same days, the league's rate L, the slope a
and the weight b. d enters the prior as m trials (:mod:`propctl.projection.rates`): few pitches say little.
The expected statistics' idea, that the way a ball was hit says more than where it landed, is Baseball
Savant's (MLB glossary, "Expected Statistics"); the form and the figures are fitted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from propctl.domain.contact import BatterContact, Contact, PitcherContact
from propctl.projection import contact_constants as constants
from propctl.projection.contact_constants import Sign
from propctl.projection.events import STAGES, Floats

LEAST = 1e-6
MOST = 0.95

Players = Mapping[int, BatterContact] | Mapping[int, PitcherContact]


@dataclass(frozen=True, slots=True)
class Deserved:
    """Stage rates (n, 7) that players' pitches deserved, and the trials (n, 7) that these are worth."""

    stages: Floats
    weight: Floats


def deserved_by_batters(contact: Contact, ids: Sequence[int], usual: Floats) -> Deserved:
    """What the batters *ids* deserved, against the league's stage rates *usual* (7,)."""
    return _deserved(contact.batters, ids, usual, constants.BATTER_SIGNS.value)


def deserved_by_pitchers(contact: Contact, ids: Sequence[int], usual: Floats) -> Deserved:
    """The same of the pitchers *ids*."""
    return _deserved(contact.pitchers, ids, usual, constants.PITCHER_SIGNS.value)


def nothing_deserved(players: int) -> Deserved:
    """Of players whose pitches say nothing."""
    return Deserved(np.zeros((players, STAGES)), np.zeros((players, STAGES)))


def _deserved(players: Players, ids: Sequence[int], usual: Floats, signs: Mapping[int, Sign]) -> Deserved:
    found = nothing_deserved(len(ids))
    for stage, sign in signs.items():
        everybody = _counts(players, tuple(players), sign.of).sum()
        marked = _counts(players, tuple(players), sign.mark).sum()
        if marked:
            tried = _counts(players, ids, sign.of)
            share = _counts(players, ids, sign.mark) / np.maximum(tried, 1.0)
            surplus = share / (marked / everybody) - 1.0
            found.stages[:, stage] = np.clip(usual[stage] * (1.0 + sign.slope * surplus), LEAST, MOST)
            found.weight[:, stage] = sign.weight * np.minimum(tried, sign.most)
    return found


def _counts(players: Players, ids: Sequence[int], name: str) -> Floats:
    """One count (n,) of *ids*, 0 for those that are absent; whole, so its sum is exact."""
    return np.array([getattr(players.get(player), name, 0) for player in ids], dtype=np.float64)
