"""Line-ups as arrays: batters, their slots in the order, and their opponents."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.matchup import Lineup, Matchup
from propctl.projection.events import Ints

UNKNOWN: Final = -1
"""The id of a player who is not known yet; it has no history, so he is projected as average."""


@dataclass(frozen=True, slots=True)
class OffenseSide:
    """One club's batting against the other's pitching."""

    game_pk: int
    venue_id: int
    batting: Lineup
    pitching: Lineup
    home: bool


@dataclass(frozen=True, slots=True)
class BattingSlots:
    """The batters of all sides one after the other; a side without a line-up has one unknown batter."""

    players: tuple[int, ...]
    side: Ints
    """Index of each batter's side (n,)."""
    slot: Ints
    """Slot in the batting order, from 0 (n,)."""
    first: Ints
    """Index of each side's first batter (h,)."""
    size: Ints
    """Number of batters of each side (h,)."""


def offense_sides(matchups: tuple[Matchup, ...]) -> tuple[OffenseSide, ...]:
    """Both sides of each game, the visitors' batting first."""
    return tuple(
        side
        for game in matchups
        for side in (
            OffenseSide(game.game_pk, game.venue_id, game.away, game.home, home=False),
            OffenseSide(game.game_pk, game.venue_id, game.home, game.away, home=True),
        )
    )


def batting_slots(sides: tuple[OffenseSide, ...]) -> BattingSlots:
    """The batters of *sides* as arrays."""
    orders = [side.batting.batters or (UNKNOWN,) for side in sides]
    size = np.array([len(order) for order in orders], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(np.int64)
    side_of = np.repeat(np.arange(len(sides)), size)
    slot = np.arange(int(size.sum())) - first[side_of]
    return BattingSlots(tuple(player for order in orders for player in order), side_of, slot, first, size)


def batting_turns(batters: BattingSlots, turns: int) -> Ints:
    """Index of each side's 1st, 2nd, ... batter (h, turns): the batting order, repeated."""
    return batters.first[:, None] + np.arange(turns) % batters.size[:, None]
