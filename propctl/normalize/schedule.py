"""The schedule in its three uses: a day's slate, recent line-ups, and the season's suspended games.

Traps that live here: a postponed game stays on the day it was taken from with the official date of its
makeup day and the abstract state "Final"; a suspended game is listed on two days under one official date;
the start time of a doubleheader's second game may be a placeholder; line-ups and probable pitchers are
absent until they are announced.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

import msgspec

from propctl.domain.calendar import new_york_date
from propctl.domain.slate import (
    Game,
    GameState,
    Player,
    RecentLineup,
    SeasonSchedule,
    Side,
    Slate,
    SuspendedGame,
)
from propctl.normalize.clubs import ABBREVIATIONS
from propctl.normalize.payload import Instant, PayloadShapeError, Shape, read_payload

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
"""By ``codedGameState``; every other code counts as started, because a closed game misleads nobody."""


class _Person(Shape, frozen=True, kw_only=True):
    id: int
    full_name: str = ""


class _Team(Shape, frozen=True, kw_only=True):
    id: int
    abbreviation: str | None = None


class _Club(Shape, frozen=True, kw_only=True):
    team: _Team
    probable_pitcher: _Person | None = None


class _Clubs(Shape, frozen=True, kw_only=True):
    away: _Club
    home: _Club


class _Status(Shape, frozen=True, kw_only=True):
    coded_game_state: str
    detailed_state: str = ""
    start_time_tbd: bool = msgspec.field(default=False, name="startTimeTBD")

    @property
    def state(self) -> GameState:
        return STATES.get(self.coded_game_state, GameState.STARTED)

    @property
    def holding(self) -> bool:
        return self.detailed_state.startswith(("Delayed", "Warmup"))


class _Venue(Shape, frozen=True, kw_only=True):
    id: int


class _Lineups(Shape, frozen=True, kw_only=True):
    away_players: tuple[_Person, ...] = ()
    home_players: tuple[_Person, ...] = ()


class _SlateGame(Shape, frozen=True, kw_only=True):
    game_pk: int
    game_type: str
    official_date: date
    game_date: Instant
    game_number: int
    status: _Status
    teams: _Clubs
    venue: _Venue
    lineups: _Lineups = _Lineups()


class _SlateDay(Shape, frozen=True, kw_only=True):
    date: date
    total_games: int
    games: tuple[_SlateGame, ...]


class _SlatePayload(Shape, frozen=True, kw_only=True):
    dates: tuple[_SlateDay, ...]


def read_slate(body: bytes, day: date, *, reduced: bool = False) -> Slate:
    """The games listed under *day* (PayloadShapeError when the answer is short or of another day)."""
    payload = read_payload(_SlatePayload, body)
    buckets = [bucket for bucket in payload.dates if bucket.date == day]
    if payload.dates and not buckets:
        raise PayloadShapeError(f"dates: asked for {day}, answered {payload.dates[0].date}")
    rows: dict[int, _SlateGame] = {}
    for bucket in buckets:
        for row in bucket.games:
            standing = rows.get(row.game_pk)
            if standing is None or standing.status.state is GameState.POSTPONED:
                rows[row.game_pk] = row
        if len(rows) < bucket.total_games:
            raise PayloadShapeError(
                f"dates.games: {len(rows)} games where {bucket.total_games} are announced"
            )
    games = (_game(row, day) for row in rows.values() if _listed(row, day))
    return Slate(day, tuple(sorted(games, key=lambda game: game.game_pk)), reduced=reduced)


def _listed(row: _SlateGame, day: date) -> bool:
    """A resumption belongs to the day the game began; a postponed game also to the day it was taken from."""
    if row.game_type not in GAME_TYPES:
        return False
    return row.official_date == day or row.status.state is GameState.POSTPONED


def _game(row: _SlateGame, day: date) -> Game:
    return Game(
        game_pk=row.game_pk,
        official_date=day,
        game_number=row.game_number,
        start_time=row.game_date,
        start_time_tbd=row.status.start_time_tbd,
        venue_id=row.venue.id,
        state=row.status.state,
        holding=row.status.holding,
        away=_side(row.teams.away, row.lineups.away_players),
        home=_side(row.teams.home, row.lineups.home_players),
    )


def _side(club: _Club, lineup: tuple[_Person, ...]) -> Side:
    abbreviation = club.team.abbreviation or ABBREVIATIONS.get(club.team.id)
    if abbreviation is None:
        raise PayloadShapeError(f"teams.team.id: {club.team.id} is no club we know, and has no abbreviation")
    starter = club.probable_pitcher
    return Side(
        team_id=club.team.id,
        abbreviation=abbreviation,
        lineup=_lineup(lineup),
        starter=Player(starter.id, starter.full_name) if starter else None,
    )


def _lineup(people: tuple[_Person, ...]) -> tuple[Player, ...] | None:
    """Nine different batters, or nothing: half a line-up is one that is still being posted."""
    players = tuple(Player(person.id, person.full_name) for person in people)
    whole = len(players) == LINEUP_SIZE == len({player.player_id for player in players})
    return players if whole else None


class _LineupGame(Shape, frozen=True, kw_only=True):
    game_pk: int
    official_date: date
    status: _Status
    teams: _Clubs
    lineups: _Lineups = _Lineups()


class _LineupDay(Shape, frozen=True, kw_only=True):
    games: tuple[_LineupGame, ...]


class _LineupPayload(Shape, frozen=True, kw_only=True):
    dates: tuple[_LineupDay, ...]


def read_recent_lineups(body: bytes) -> tuple[RecentLineup, ...]:
    """Every whole line-up of the days asked for, oldest first (pruned or full schedule form)."""
    payload = read_payload(_LineupPayload, body)
    found = {
        (lineup.official_date, lineup.game_pk, lineup.team_id): lineup
        for day in payload.dates
        for row in day.games
        for lineup in _lineups_of(row)
    }
    return tuple(found[key] for key in sorted(found))


def _lineups_of(row: _LineupGame) -> Iterator[RecentLineup]:
    if row.status.state is GameState.POSTPONED:
        return
    for club, people in (
        (row.teams.away, row.lineups.away_players),
        (row.teams.home, row.lineups.home_players),
    ):
        lineup = _lineup(people)
        if lineup is not None:
            yield RecentLineup(row.official_date, row.game_pk, club.team.id, lineup)


class _SeasonGame(Shape, frozen=True, kw_only=True):
    game_pk: int
    game_type: str
    official_date: date
    status: _Status
    resume_date: Instant | None = None
    resumed_from: Instant | None = None
    game_date: Instant

    @property
    def resumed_at(self) -> datetime | None:
        """When play went on: told by the first listing as resumeDate, by the second as its own start."""
        return self.game_date if self.resumed_from else self.resume_date


class _SeasonDay(Shape, frozen=True, kw_only=True):
    games: tuple[_SeasonGame, ...]


class _SeasonPayload(Shape, frozen=True, kw_only=True):
    dates: tuple[_SeasonDay, ...]


def read_season_schedule(body: bytes) -> SeasonSchedule:
    """The finished suspended games of the range, and its days with a game still on or to be played."""
    payload = read_payload(_SeasonPayload, body)
    rows = [row for day in payload.dates for row in day.games if row.game_type in GAME_TYPES]
    resumed: dict[int, SuspendedGame] = {}
    for row in rows:
        moment = row.resumed_at
        if moment is not None and row.status.state is GameState.FINAL:
            day = new_york_date(moment)
            standing = resumed.get(row.game_pk)
            if standing is None or day > standing.resumed_date:
                resumed[row.game_pk] = SuspendedGame(row.game_pk, row.official_date, day)
    unfinished = {
        row.official_date for row in rows if row.status.state in (GameState.OPEN, GameState.STARTED)
    }
    return SeasonSchedule(tuple(resumed[pk] for pk in sorted(resumed)), frozenset(unfinished))


SLATE_HYDRATIONS: Final = "team,probablePitcher,lineups,venue,statusFlags"

LINEUP_FIELDS: Final = (
    "dates,games,gamePk,officialDate,status,codedGameState,teams,away,home,team,id,"
    "lineups,awayPlayers,homePlayers,fullName"
)
"""Every ancestor and leaf that :func:`read_recent_lineups` needs, as ``fields=`` wants them named."""

SEASON_FIELDS: Final = (
    "dates,games,gamePk,gameType,officialDate,gameDate,status,codedGameState,resumeDate,resumedFrom"
)
"""Every ancestor and leaf that :func:`read_season_schedule` needs."""
