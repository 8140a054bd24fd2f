"""What a projection is asked, and what it answers."""

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
    """One club: batters in batting order (up to nine ids, empty if unknown), and its starter if known."""

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
    """Handedness by player id; a player that is absent is unknown."""

    bats: Mapping[int, Hand]
    throws: Mapping[int, Hand]


@dataclass(frozen=True, slots=True)
class ProjectionInput:
    """Everything a projection may use: the games, the history before them, and who bats and throws how."""

    matchups: tuple[Matchup, ...]
    history: History
    handedness: Handedness
    contact: Contact = NO_CONTACT


@dataclass(frozen=True, slots=True)
class PropDistribution:
    """The distribution of one player's count in one game.

    ``confidence`` is n / (n + k) of the market's main rate; ``sample_size`` the plate appearances or batters
    faced behind it (this season and the earlier ones, unweighted).
    """

    game_pk: int
    player_id: int
    market: Market
    pmf: Pmf
    confidence: float
    sample_size: int
