"""The schedule of other days: the clubs' recent line-ups, and the season's suspended games."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from propctl.domain.calendar import new_york_date
from propctl.domain.slate import GameState, RecentLineup, SeasonSchedule, SuspendedGame
from propctl.normalize.payload import Instant, Shape, read_payload
from propctl.normalize.slate import GAME_TYPES, ClubsShape, LineupsShape, StatusShape, whole_lineup

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
    game_pk: int
    official_date: date
    status: StatusShape
    teams: ClubsShape
    lineups: LineupsShape | None = None


class _LineupDay(Shape, frozen=True, kw_only=True):
    games: tuple[_LineupGame, ...]


class _LineupPayload(Shape, frozen=True, kw_only=True):
    dates: tuple[_LineupDay, ...]


def read_recent_lineups(body: bytes) -> tuple[RecentLineup, ...]:
    """Every complete line-up of the requested days, oldest first (pruned or full schedule form)."""
    payload = read_payload(_LineupPayload, body)
    lineups = {
        (lineup.official_date, lineup.game_pk, lineup.team_id): lineup
        for day in payload.dates
        for row in day.games
        for lineup in _lineups_of(row)
    }
    return tuple(lineups[key] for key in sorted(lineups))


def _lineups_of(row: _LineupGame) -> Iterator[RecentLineup]:
    if row.status.state is GameState.POSTPONED:
        return
    posted = row.lineups or LineupsShape()
    for club, people in (
        (row.teams.away, posted.away_players),
        (row.teams.home, posted.home_players),
    ):
        lineup = whole_lineup(people or ())
        if lineup is not None:
            yield RecentLineup(row.official_date, row.game_pk, club.team.id, lineup)


class _SeasonGame(Shape, frozen=True, kw_only=True):
    game_pk: int
    game_type: str
    official_date: date
    status: StatusShape
    resume_date: Instant | None = None
    resumed_from: Instant | None = None
    game_date: Instant

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


class _SeasonDay(Shape, frozen=True, kw_only=True):
    games: tuple[_SeasonGame, ...]


class _SeasonPayload(Shape, frozen=True, kw_only=True):
    dates: tuple[_SeasonDay, ...]


def read_season_schedule(body: bytes) -> SeasonSchedule:
    """The games of the range that are over, suspended or resumed, and the days with unfinished games."""
    payload = read_payload(_SeasonPayload, body)
    rows = [row for day in payload.dates for row in day.games if row.game_type in GAME_TYPES]
    resumed: dict[int, SuspendedGame] = {}
    for row in rows:
        moment = row.resumed_at
        if moment is not None and row.status.state is GameState.FINAL:
            day = new_york_date(moment)
            current = resumed.get(row.game_pk)
            if current is None or day > current.resumed_date:
                resumed[row.game_pk] = SuspendedGame(row.game_pk, row.official_date, day)
    unfinished = {row.last_date for row in rows if row.status.state in (GameState.OPEN, GameState.STARTED)}
    over = {row.game_pk: row for row in rows if row.status.state is GameState.FINAL}
    return SeasonSchedule(
        resumed=tuple(resumed[pk] for pk in sorted(resumed)),
        unfinished=frozenset(unfinished),
        played=sum(row.game_type == "R" for row in over.values()),
        played_on=_by_date(over.values()),
        suspended={
            row.game_pk: row.official_date for row in rows if row.interrupted and row.game_pk not in over
        },
    )


def _by_date(rows: Iterable[_SeasonGame]) -> dict[date, frozenset[int]]:
    dates: dict[date, set[int]] = {}
    for row in rows:
        dates.setdefault(row.official_date, set()).add(row.game_pk)
    return {day: frozenset(games) for day, games in dates.items()}
