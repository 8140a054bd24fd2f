"""Rows of the schedule, as the slate of a day and the schedule of other days read them."""

from typing import Final

import msgspec

from propctl.domain.slate import GameState, Player
from propctl.normalize.payload import (
    NOTHING,
    Id,
    PayloadShapeError,
    RowReader,
    Shape,
    has_content,
    read_if_valid,
    read_list,
    read_payload,
)

GAME_TYPES: Final = frozenset("RFDLW")
"""Regular season and post-season; spring, exhibition and all-star games are left out."""

LINEUP_SIZE: Final = 9

STATES: Final = {
    **dict.fromkeys("SP", GameState.OPEN),
    **dict.fromkeys("FOQR", GameState.FINAL),
    **dict.fromkeys("D", GameState.POSTPONED),
    **dict.fromkeys("C", GameState.CANCELLED),
    **dict.fromkeys("TU", GameState.SUSPENDED),
}
"""By ``codedGameState``; every other code counts as started, because a closed game misleads no reader."""


class PersonShape(Shape, frozen=True, kw_only=True):
    """A player by id and name."""

    id: Id
    full_name: str | None = None


class _Team(Shape, frozen=True, kw_only=True):
    id: Id
    abbreviation: str | None = None


class ClubShape(Shape, frozen=True, kw_only=True):
    """One side of a game."""

    team: _Team
    probable_pitcher: msgspec.Raw = NOTHING
    """A :class:`PersonShape`; read apart, because a game can do without it."""


class ClubsShape(Shape, frozen=True, kw_only=True):
    """Both sides of a game."""

    away: ClubShape
    home: ClubShape


class StatusShape(Shape, frozen=True, kw_only=True):
    """The state of a game."""

    coded_game_state: str
    detailed_state: str | None = None
    start_time_tbd: bool | None = msgspec.field(default=None, name="startTimeTBD")

    @property
    def state(self) -> GameState:
        """As a domain value."""
        return STATES.get(self.coded_game_state, GameState.STARTED)

    @property
    def delayed(self) -> bool:
        """Whether the start is delayed."""
        return (self.detailed_state or "").startswith("Delayed")

    @property
    def holding(self) -> bool:
        """Whether it is delayed or in warm-up."""
        return self.delayed or (self.detailed_state or "").startswith("Warmup")


class LineupsShape(Shape, frozen=True, kw_only=True):
    """Batting orders, lists of :class:`PersonShape`; empty until they are posted."""

    away_players: msgspec.Raw = NOTHING
    home_players: msgspec.Raw = NOTHING


class _GameType(Shape, frozen=True, kw_only=True):
    game_type: str


def may_count(row: msgspec.Raw) -> bool:
    """Whether a game can be on a board: rows that name another type are not read."""
    kind = read_if_valid(_GameType, row)
    return kind is None or kind.game_type in GAME_TYPES


def read_person(rows: RowReader, person: msgspec.Raw, place: str) -> Player | None:
    """A player who may not be announced yet; None, reported, if he cannot be read."""
    try:
        return _player(read_payload(PersonShape, person, place))
    except PayloadShapeError as error:
        if has_content(person):
            rows.leave_out(str(error), rows=0)
        return None


def read_lineup(rows: RowReader, people: msgspec.Raw, place: str) -> tuple[Player, ...] | None:
    """Nine different batters, or None: an incomplete line-up is still being posted.

    A person who cannot be read is reported, and leaves a line-up of eight.
    """
    if people is NOTHING:
        return None
    listed = read_if_valid(tuple[PersonShape, ...], people)
    players = _readable_players(rows, people, place) if listed is None else tuple(map(_player, listed))
    different = len({player.player_id for player in players})
    if different < len(players) or different > LINEUP_SIZE:
        rows.mention(f"{place}: {len(players)} players, {different} different ones, are no line-up")
    return players if len(players) == LINEUP_SIZE == different else None


def _readable_players(rows: RowReader, people: msgspec.Raw, place: str) -> tuple[Player, ...]:
    """Those of a line-up who can be read; the others are reported."""
    if not has_content(people):
        return ()
    try:
        listed = read_list(msgspec.Raw, people, place)
    except PayloadShapeError as error:  # no list at all
        rows.leave_out(str(error), rows=0)
        return ()
    players = (read_person(rows, person, f"{place}[{number}]") for number, person in enumerate(listed))
    return tuple(player for player in players if player)


def _player(person: PersonShape) -> Player:
    return Player(person.id, person.full_name or "")
