"""A day's slate, read from the schedule.

The provider's traps: a postponed game stays listed on its original day, with the official date of its makeup
day and the abstract state "Final"; a suspended game is listed on two days under one official date; the start
time of a doubleheader's second game may be a placeholder; line-ups and probable pitchers are absent until
they are announced.
"""

from dataclasses import replace
from datetime import UTC, date
from typing import Final

import msgspec

from propctl.domain.clubs import ABBREVIATIONS
from propctl.domain.slate import (
    Game,
    GameState,
    Player,
    Side,
    Slate,
)
from propctl.normalize.payload import Instant, PayloadShapeError, Shape, read_payload

GAME_TYPES: Final = frozenset("RFDLW")
"""Regular season and post-season; spring, exhibition and all-star games are left out."""

LINEUP_SIZE: Final = 9

SLATE_HYDRATIONS: Final = "team,probablePitcher,lineups,venue,statusFlags"

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

    id: int
    full_name: str | None = None


class _Team(Shape, frozen=True, kw_only=True):
    id: int
    abbreviation: str | None = None


class ClubShape(Shape, frozen=True, kw_only=True):
    """One side of a game."""

    team: _Team
    probable_pitcher: PersonShape | None = None


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


class _Venue(Shape, frozen=True, kw_only=True):
    id: int


class LineupsShape(Shape, frozen=True, kw_only=True):
    """Batting orders; empty until they are posted."""

    away_players: tuple[PersonShape, ...] | None = None
    home_players: tuple[PersonShape, ...] | None = None


class _SlateGame(Shape, frozen=True, kw_only=True):
    game_pk: int
    game_type: str
    official_date: date
    game_date: Instant
    game_number: int
    status: StatusShape
    teams: ClubsShape
    venue: _Venue
    lineups: LineupsShape | None = None


class _SlateDay(Shape, frozen=True, kw_only=True):
    date: date
    total_games: int
    games: tuple[_SlateGame, ...]


class _SlatePayload(Shape, frozen=True, kw_only=True):
    total_games: int
    dates: tuple[_SlateDay, ...]


def read_slate(body: bytes, day: date, *, reduced: bool = False) -> Slate:
    """The games listed under *day* (PayloadShapeError when games are missing or the day is another)."""
    payload = read_payload(_SlatePayload, body)
    buckets = [bucket for bucket in payload.dates if bucket.date == day]
    listed = sum(len({row.game_pk for row in bucket.games}) for bucket in payload.dates)
    if listed < payload.total_games:
        raise PayloadShapeError(f"dates: {listed} games where totalGames announces {payload.total_games}")
    if payload.dates and not buckets:
        raise PayloadShapeError(f"dates: asked for {day}, answered {payload.dates[0].date}")
    rows: dict[int, _SlateGame] = {}
    for bucket in buckets:
        for row in bucket.games:
            current = rows.get(row.game_pk)
            if current is None or current.status.state is GameState.POSTPONED:
                rows[row.game_pk] = row
        if len(rows) < bucket.total_games:
            raise PayloadShapeError(
                f"dates.games: {len(rows)} games where {bucket.total_games} are announced"
            )
    games = (_game(row, day) for row in rows.values() if _listed(row, day))
    return Slate(day, tuple(sorted(games, key=lambda game: game.game_pk)), reduced=reduced)


def _listed(row: _SlateGame, day: date) -> bool:
    """A resumed game belongs to the day it began; a postponed game also to its original day."""
    if row.game_type not in GAME_TYPES:
        return False
    return row.official_date == day or row.status.state is GameState.POSTPONED


def _game(row: _SlateGame, day: date) -> Game:
    lineups = row.lineups or LineupsShape()
    away, home = _distinguished(
        _side(row.teams.away, lineups.away_players), _side(row.teams.home, lineups.home_players)
    )
    return Game(
        game_pk=row.game_pk,
        official_date=day,
        game_number=row.game_number,
        start_time=row.game_date.astimezone(UTC),
        start_time_tbd=bool(row.status.start_time_tbd),
        venue_id=row.venue.id,
        state=row.status.state,
        holding=row.status.holding,
        away=away,
        home=home,
        delayed=row.status.delayed,
    )


def _side(club: ClubShape, lineup: tuple[PersonShape, ...] | None) -> Side:
    """One club; placeholders of post-season games have no abbreviation."""
    starter = club.probable_pitcher
    return Side(
        team_id=club.team.id,
        abbreviation=club.team.abbreviation or ABBREVIATIONS.get(club.team.id, "TBD"),
        lineup=whole_lineup(lineup or ()),
        starter=Player(starter.id, starter.full_name or "") if starter else None,
    )


def _distinguished(away: Side, home: Side) -> tuple[Side, Side]:
    """Both sides, without a starter or line-ups that they share: a player belongs to one club."""
    if away.team_id == home.team_id:
        raise PayloadShapeError(f"teams: club {away.team_id} plays against itself")
    if away.starter and home.starter and away.starter.player_id == home.starter.player_id:
        away, home = replace(away, starter=None), replace(home, starter=None)
    if _ids(away) & _ids(home):
        away, home = replace(away, lineup=None), replace(home, lineup=None)
    return away, home


def _ids(side: Side) -> set[int]:
    return {player.player_id for player in side.lineup or ()}


def whole_lineup(people: tuple[PersonShape, ...]) -> tuple[Player, ...] | None:
    """Nine different batters, or None: an incomplete line-up is still being posted."""
    players = tuple(Player(person.id, person.full_name or "") for person in people)
    whole = len(players) == LINEUP_SIZE == len({player.player_id for player in players})
    return players if whole else None


class _HydrationsPayload(Shape, frozen=True, kw_only=True):
    hydrations: tuple[str, ...] | None = None


def read_hydrations(body: bytes) -> tuple[str, ...]:
    """The names that ``hydrate`` accepts, sorted; empty when the answer has no such list."""
    payload = read_payload(_HydrationsPayload, body)
    return tuple(sorted({name.partition("(")[0].strip() for name in payload.hydrations or ()}))


def missing_hydrations(served: tuple[str, ...]) -> list[str]:
    """Hydrations that a slate needs but the provider no longer serves; it would ignore them silently."""
    known = {name.casefold() for name in served}
    return [name for name in SLATE_HYDRATIONS.split(",") if name.partition("(")[0].casefold() not in known]
