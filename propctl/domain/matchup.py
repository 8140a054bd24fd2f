"""The input and the output of a projection."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from propctl.domain.contact import NO_CONTACT, Contact
from propctl.domain.market import Market
from propctl.domain.stats import Hand, History

Pmf = NDArray[np.float64]
"""P(count = 0), P(count = 1), ...: non-negative, adding to 1."""


@dataclass(frozen=True, slots=True)
class Lineup:
    """One club: its batters in batting order (up to nine ids, empty if unknown), and its starter if known."""

    team_id: int
    batters: tuple[int, ...]
    starter: int | None


@dataclass(frozen=True, slots=True)
class Matchup:
    """One game to project."""

    game_pk: int
    venue_id: int
    away: Lineup
    home: Lineup


@dataclass(frozen=True, slots=True)
class Handedness:
    """Handedness by player id; that of an absent player is unknown."""

    bats: Mapping[int, Hand]
    throws: Mapping[int, Hand]


@dataclass(frozen=True, slots=True)
class ProjectionInput:
    """Everything that a projection may use: games, the history before them, handedness and pitches."""

    matchups: tuple[Matchup, ...]
    history: History
    handedness: Handedness
    contact: Contact = NO_CONTACT


@dataclass(frozen=True, slots=True)
class PropDistribution:
    """The distribution of one player's count in one game.

    ``confidence`` is n / (n + k) of the market's main rate; ``sample_size`` is the number of plate
    appearances or batters faced behind it (this season and the earlier ones, unweighted);
    ``uses_pitches`` says whether it would differ without the pitches of the days before.
    """

    game_pk: int
    player_id: int
    market: Market
    pmf: Pmf
    confidence: float
    sample_size: int
    uses_pitches: bool
