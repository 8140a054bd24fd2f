"""The schedule of other days: the clubs' recent line-ups, and the season's suspended games."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

import msgspec

from propctl.domain.calendar import new_york_date
from propctl.domain.slate import GameState, RecentLineup, SeasonSchedule, SuspendedGame
from propctl.normalize.payload import (
    NOTHING,
    Id,
    Instant,
    OddRow,
    PayloadShapeError,
    ReportLeftOut,
    RowReader,
    Shape,
    check_years,
    ignore_left_out,
    read_if_valid,
    read_payload,
)
from propctl.normalize.schedule_rows import (
    GAME_TYPES,
    ClubsShape,
    LineupsShape,
    StatusShape,
    may_count,
    read_lineup,
)

LINEUP_FIELDS: Final = (
    "dates,games,gamePk,officialDate,status,codedGameState,teams,away,home,team,id,"
    "lineups,awayPlayers,homePlayers,fullName"
)
"""The value of ``fields=``: every key that :func:`read_recent_lineups` needs, with the keys above it."""

SEASON_FIELDS: Final = (
    "dates,games,gamePk,gameType,officialDate,gameDate,status,codedGameState,resumeDate,resumedFrom"
)
"""The same for :func:`read_season_schedule`."""


class _LineupGame(Shape, frozen=True, kw_only=True):
    game_pk: Id
    game_type: str = "R"
    """Absent from the pruned form."""
    official_date: date
    status: StatusShape
    teams: ClubsShape
    lineups: LineupsShape | None = None


class _Day(Shape, frozen=True, kw_only=True):
    games: msgspec.Raw


class _Payload(Shape, frozen=True, kw_only=True):
    dates: tuple[_Day, ...]


def read_recent_lineups(body: bytes, report: ReportLeftOut = ignore_left_out) -> tuple[RecentLineup, ...]:
    """Every complete line-up of the requested days, oldest first (pruned or full schedule form)."""
    payload = read_payload(_Payload, body)
    rows = RowReader()
    lineups = {
        (lineup.official_date, lineup.game_pk, lineup.team_id): lineup
        for place, day in enumerate(payload.dates)
        for number, row in rows.read(_LineupGame, day.games, f"dates[{place}].games", may_count).placed
        for lineup in _lineups_of(row, rows, f"dates[{place}].games[{number}]")
    }
    rows.finish(report)
    return tuple(lineups[key] for key in sorted(lineups))


def _lineups_of(row: _LineupGame, rows: RowReader, place: str) -> Iterator[RecentLineup]:
    if row.status.state is GameState.POSTPONED or row.game_type not in GAME_TYPES:
        return
    posted = row.lineups or LineupsShape()
    for side, club, people in (
        ("away", row.teams.away, posted.away_players),
        ("home", row.teams.home, posted.home_players),
    ):
        lineup = read_lineup(rows, people, f"{place}.lineups.{side}Players")
        if lineup is not None:
            yield RecentLineup(row.official_date, row.game_pk, club.team.id, lineup)


class _SeasonGame(Shape, frozen=True, kw_only=True):
    game_pk: Id
    game_type: str
    official_date: date
    status: StatusShape
    resume_date: Instant | None = None
    resumed_from: Instant | None = None
    game_date: Instant

    def __post_init__(self) -> None:
        """Check the times (ValueError)."""
        check_years(self.game_date, self.resume_date, self.resumed_from)

    @property
    def resumed_at(self) -> datetime | None:
        """When play resumed: ``resumeDate`` in the first listing, the start of the game in the second."""
        return self.game_date if self.resumed_from else self.resume_date

    @property
    def interrupted(self) -> bool:
        """Suspended or resumed but not finished: some of its pitches have been thrown, but not all."""
        resuming = self.resumed_at is not None and self.status.state in (GameState.OPEN, GameState.STARTED)
        return resuming or self.status.state is GameState.SUSPENDED

    @property
    def last_date(self) -> date:
        """The last day on which it is played; for a resumed game, not the day it is filed under."""
        resumed_at = self.resumed_at
        return max(self.official_date, new_york_date(resumed_at)) if resumed_at else self.official_date


class _UnreadGame(Shape, frozen=True, kw_only=True):
    """What must be known of a game that cannot be read, to keep its day apart."""

    game_pk: Id
    official_date: date
    status: msgspec.Raw = NOTHING

    @property
    def closed(self) -> bool:
        """Whether it is certainly not going on, nor still to be played."""
        status = read_if_valid(StatusShape, self.status)
        return status is not None and status.state not in (GameState.OPEN, GameState.STARTED)


def read_season_schedule(body: bytes, report: ReportLeftOut = ignore_left_out) -> SeasonSchedule:
    """The games of the range that are over, suspended or resumed, and the days with unfinished games.

    A game that cannot be read counts as suspended, because it may be (PayloadShapeError if even its id or its
    date cannot be read: then no day is certain).
    """
    payload = read_payload(_Payload, body)
    reader = RowReader()
    rows: list[_SeasonGame] = []
    unread: list[_UnreadGame] = []
    for place, day in enumerate(payload.dates):
        found = reader.read(_SeasonGame, day.games, f"dates[{place}].games", may_count)
        rows.extend(row for row in found.values if row.game_type in GAME_TYPES)
        unread.extend(map(_unread_game, found.odd))
    reader.finish(report)
    return _schedule(rows, unread)


def _unread_game(odd: OddRow) -> _UnreadGame:
    game = read_if_valid(_UnreadGame, odd.row)
    if game is None:
        raise PayloadShapeError(odd.fault)
    return game


def _schedule(rows: list[_SeasonGame], unread: list[_UnreadGame]) -> SeasonSchedule:
    unfinished = {row.last_date for row in rows if row.status.state in (GameState.OPEN, GameState.STARTED)}
    over = {row.game_pk: row for row in rows if row.status.state is GameState.FINAL}
    interrupted = {
        row.game_pk: row.official_date for row in rows if row.interrupted and row.game_pk not in over
    }
    return SeasonSchedule(
        resumed=_resumed(over_rows=[row for row in rows if row.status.state is GameState.FINAL]),
        unfinished=frozenset(unfinished | {game.official_date for game in unread if not game.closed}),
        played=sum(row.game_type == "R" for row in over.values()),
        played_on=_by_date(over.values()),
        suspended=interrupted | {game.game_pk: game.official_date for game in unread},
    )


def _resumed(over_rows: Iterable[_SeasonGame]) -> tuple[SuspendedGame, ...]:
    """The suspended games that are over, by id; the last resumption counts."""
    resumed: dict[int, SuspendedGame] = {}
    for row in over_rows:
        if row.resumed_at is not None:
            day = new_york_date(row.resumed_at)
            current = resumed.get(row.game_pk)
            if current is None or day > current.resumed_date:
                resumed[row.game_pk] = SuspendedGame(row.game_pk, row.official_date, day)
    return tuple(resumed[pk] for pk in sorted(resumed))


def _by_date(rows: Iterable[_SeasonGame]) -> dict[date, frozenset[int]]:
    dates: dict[date, set[int]] = {}
    for row in rows:
        dates.setdefault(row.official_date, set()).add(row.game_pk)
    return {day: frozenset(games) for day, games in dates.items()}
