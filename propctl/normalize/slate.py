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
    Side,
    Slate,
)
from propctl.normalize.payload import (
    Id,
    Instant,
    PayloadShapeError,
    ReportLeftOut,
    RowReader,
    Shape,
    check_years,
    ignore_left_out,
    read_if_valid,
    read_list,
    read_payload,
)
from propctl.normalize.schedule_rows import (
    GAME_TYPES,
    ClubShape,
    ClubsShape,
    LineupsShape,
    StatusShape,
    may_count,
    read_lineup,
    read_person,
)

SLATE_HYDRATIONS: Final = "team,probablePitcher,lineups,venue,statusFlags"


class _Venue(Shape, frozen=True, kw_only=True):
    id: Id


class _SlateGame(Shape, frozen=True, kw_only=True):
    game_pk: Id
    game_type: str
    official_date: date
    game_date: Instant
    game_number: int
    status: StatusShape
    teams: ClubsShape
    venue: _Venue
    lineups: LineupsShape | None = None

    def __post_init__(self) -> None:
        """Check the time (ValueError)."""
        check_years(self.game_date)


class _SlateDay(Shape, frozen=True, kw_only=True):
    date: date
    total_games: int
    games: msgspec.Raw


class _SlatePayload(Shape, frozen=True, kw_only=True):
    total_games: int
    dates: tuple[_SlateDay, ...]


class _GamePk(Shape, frozen=True, kw_only=True):
    game_pk: Id


class _Status(Shape, frozen=True, kw_only=True):
    status: StatusShape


def read_slate(
    body: bytes, day: date, report: ReportLeftOut = ignore_left_out, *, reduced: bool = False
) -> Slate:
    """The games listed under *day* (PayloadShapeError when games are missing or the day is another).

    A game that cannot be read is left out, and is in ``unread`` unless it is closed for certain.
    """
    payload = read_payload(_SlatePayload, body)
    listed = [
        _listed_games(bucket.games, f"dates[{place}].games") for place, bucket in enumerate(payload.dates)
    ]
    if sum(map(len, listed)) < payload.total_games:
        raise PayloadShapeError(
            f"dates: {sum(map(len, listed))} games where totalGames announces {payload.total_games}"
        )
    buckets = [(place, bucket) for place, bucket in enumerate(payload.dates) if bucket.date == day]
    if payload.dates and not buckets:
        raise PayloadShapeError(f"dates: asked for {day}, answered {payload.dates[0].date}")
    reader = _SlateReader(day)
    for place, bucket in buckets:
        if len(listed[place]) < bucket.total_games:
            raise PayloadShapeError(
                f"dates.games: {len(listed[place])} games where {bucket.total_games} are announced"
            )
        reader.read(bucket.games, f"dates[{place}].games")
    slate = reader.slate(reduced=reduced)
    reader.rows.finish(report)
    return slate


def _listed_games(games: msgspec.Raw, place: str) -> set[int | bytes]:
    """What tells the rows apart: their game's id if they have one. A game can be listed twice."""
    rows = read_list(msgspec.Raw, games, place)
    named = [(row, read_if_valid(_GamePk, row)) for row in rows]
    return {bytes(row) if game is None else game.game_pk for row, game in named}


class _SlateReader:
    """Collects the games of one day."""

    def __init__(self, day: date) -> None:
        self.rows = RowReader()
        self._day = day
        self._found: dict[int, tuple[str, _SlateGame]] = {}
        self._unread: set[int] = set()

    def read(self, games: msgspec.Raw, place: str) -> None:
        """Add the games of one list; of two rows of a game, the one that is not postponed counts."""
        found = self.rows.read(_SlateGame, games, place, may_count)
        for number, row in found.placed:
            current = self._found.get(row.game_pk)
            if current is None or current[1].status.state is GameState.POSTPONED:
                self._found[row.game_pk] = f"{place}[{number}]", row
        for odd in found.odd:
            self._leave_unread(odd.row)

    def _leave_unread(self, row: bytes) -> None:
        game, status = read_if_valid(_GamePk, row), read_if_valid(_Status, row)
        if game is not None and (status is None or status.status.state is GameState.OPEN):
            self._unread.add(game.game_pk)

    def slate(self, *, reduced: bool) -> Slate:
        """The games that belong to the day, by id."""
        games: list[Game] = []
        for place, row in self._found.values():
            if _listed(row, self._day):
                try:
                    games.append(self._game(row, place))
                except PayloadShapeError as error:
                    self.rows.leave_out(f"{place}.{error}")
                    self._unread |= {row.game_pk} if row.status.state is GameState.OPEN else set()
        games.sort(key=lambda game: game.game_pk)
        return Slate(self._day, tuple(games), reduced=reduced, unread=frozenset(self._unread))

    def _game(self, row: _SlateGame, place: str) -> Game:
        lineups = row.lineups or LineupsShape()
        away, home = self._distinguished(
            self._side(row.teams.away, lineups.away_players, place, "away"),
            self._side(row.teams.home, lineups.home_players, place, "home"),
            place,
        )
        return Game(
            game_pk=row.game_pk,
            official_date=self._day,
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

    def _distinguished(self, away: Side, home: Side, place: str) -> tuple[Side, Side]:
        """Both sides, without a starter or line-ups that they share: a player belongs to one club."""
        if away.team_id == home.team_id:
            raise PayloadShapeError(f"teams: club {away.team_id} plays against itself")
        if away.starter and home.starter and away.starter.player_id == home.starter.player_id:
            self.rows.mention(f"{place}.teams: both clubs announce player {away.starter.player_id}")
            away, home = replace(away, starter=None), replace(home, starter=None)
        shared = _ids(away) & _ids(home)
        if shared:
            self.rows.mention(f"{place}.lineups: both clubs name player {min(shared)}")
            away, home = replace(away, lineup=None), replace(home, lineup=None)
        return away, home

    def _side(self, club: ClubShape, lineup: msgspec.Raw, place: str, side: str) -> Side:
        """One club; placeholders of post-season games have no abbreviation."""
        starter = read_person(self.rows, club.probable_pitcher, f"{place}.teams.{side}.probablePitcher")
        return Side(
            team_id=club.team.id,
            abbreviation=club.team.abbreviation or ABBREVIATIONS.get(club.team.id, "TBD"),
            lineup=read_lineup(self.rows, lineup, f"{place}.lineups.{side}Players"),
            starter=starter,
        )


def _listed(row: _SlateGame, day: date) -> bool:
    """A resumed game belongs to the day it began; a postponed game also to its original day."""
    if row.game_type not in GAME_TYPES:
        return False
    return row.official_date == day or row.status.state is GameState.POSTPONED


def _ids(side: Side) -> set[int]:
    return {player.player_id for player in side.lineup or ()}


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
