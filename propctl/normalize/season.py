"""What the schedule of other days tells: the clubs' recent line-ups, and the season's suspended games."""

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
"""Every ancestor and leaf that :func:`read_recent_lineups` needs, as ``fields=`` wants them named."""

SEASON_FIELDS: Final = (
    "dates,games,gamePk,gameType,officialDate,gameDate,status,codedGameState,resumeDate,resumedFrom"
)
"""Every ancestor and leaf that :func:`read_season_schedule` needs."""


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
        """When play went on: told by the first listing as resumeDate, by the second as its own start."""
        return self.game_date if self.resumed_from else self.resume_date

    @property
    def interrupted(self) -> bool:
        """Suspended, or being finished: either way a part of its pitches has been thrown, and not all."""
        going_on = self.resumed_at is not None and self.status.state in (GameState.OPEN, GameState.STARTED)
        return going_on or self.status.state is GameState.SUSPENDED

    @property
    def last_date(self) -> date:
        """The day of the play that is still on: of a resumed game not the one it is filed under."""
        resumed_at = self.resumed_at
        return max(self.official_date, new_york_date(resumed_at)) if resumed_at else self.official_date


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
