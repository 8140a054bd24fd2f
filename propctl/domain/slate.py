"""The games of a day: clubs, venues, start times, line-ups and starters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

LATE_START: Final = timedelta(minutes=20)
"""How long after its start time a game counts as begun, even if its status has not changed yet."""


class GameState(StrEnum):
    """The state of a game, as the manifest records it."""

    OPEN = "open"
    STARTED = "started"
    FINAL = "final"
    POSTPONED = "postponed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"

    @property
    def counted(self) -> bool:
        """Whether the game counts in the day's coverage."""
        return self not in (GameState.POSTPONED, GameState.CANCELLED)


class LineupStatus(StrEnum):
    """Where a batting order comes from."""

    CONFIRMED = "confirmed"
    PROJECTED = "projected"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class Player:
    """A player as the slate names him."""

    player_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Side:
    """One club in one game; ``lineup`` is in batting order, None until it is posted."""

    team_id: int
    abbreviation: str
    lineup: tuple[Player, ...] | None = None
    starter: Player | None = None

    def players(self) -> tuple[Player, ...]:
        """Everybody whom the club names: its line-up and its starter."""
        return (*(self.lineup or ()), *((self.starter,) if self.starter else ()))

    def trusted(self, clubs: Mapping[int, frozenset[int]]) -> "Side":
        """The side without a line-up or starter whom *clubs*, ids by player, give to another club as well."""
        own = {self.team_id}
        whole = all(clubs[player.player_id] <= own for player in self.lineup or ())
        known = self.starter is not None and clubs[self.starter.player_id] <= own
        return replace(self, lineup=self.lineup if whole else None, starter=self.starter if known else None)


@dataclass(frozen=True, slots=True)
class Game:
    """One game under its official date. ``state`` ignores the clock: see :meth:`state_at`."""

    game_pk: int
    official_date: date
    game_number: int
    start_time: datetime
    start_time_tbd: bool
    venue_id: int
    state: GameState
    holding: bool
    """Delayed or in warm-up: the start time has passed without play, and betting is still open."""
    away: Side
    home: Side
    delayed: bool = False
    """Whether the provider reports a delayed start."""

    def state_at(self, as_of: datetime) -> GameState:
        """The state; an open game whose start time is over 20 minutes before *as_of* counts as started."""
        if self.state is not GameState.OPEN or self.start_time_tbd or self.holding:
            return self.state
        return GameState.STARTED if as_of > self.start_time + LATE_START else GameState.OPEN

    def sides(self) -> tuple[tuple[Side, Side, bool], tuple[Side, Side, bool]]:
        """(own side, opponent, at home) for the visiting and the home club."""
        return (self.away, self.home, False), (self.home, self.away, True)


@dataclass(frozen=True, slots=True)
class Slate:
    """All games listed under one official date."""

    official_date: date
    games: tuple[Game, ...]
    reduced: bool = False
    """True for the provider's bare form, which has neither line-ups nor starters."""
    unread: frozenset[int] = frozenset()
    """Games whose rows could not be read, and which may be open."""

    @property
    def first_pitch(self) -> datetime | None:
        """The earliest start time; placeholders, postponed and cancelled games do not count."""
        starts = (game.start_time for game in self.games if game.state.counted and not game.start_time_tbd)
        return min(starts, default=None)

    def without_contested(self, as_of: datetime) -> "Slate":
        """The slate without the line-ups and starters of open games that contradict each other.

        Nobody plays for two clubs, so of two line-ups with one player neither can be trusted. A starter
        is that of the club that has posted him, else of the only one that has announced him. Games that
        have begun say what is true: a player may be traded between two games of one day.
        """
        sides = self._open_sides(as_of)
        named = clubs_by_player(sides) | clubs_by_player(replace(side, starter=None) for side in sides)
        return replace(
            self,
            games=tuple(
                replace(game, away=game.away.trusted(named), home=game.home.trusted(named))
                if game.state_at(as_of) is GameState.OPEN
                else game
                for game in self.games
            ),
        )

    def _open_sides(self, as_of: datetime) -> "list[Side]":
        games = (game for game in self.games if game.state_at(as_of) is GameState.OPEN)
        return [side for game in games for side in (game.away, game.home)]


def clubs_by_player(sides: Iterable[Side]) -> dict[int, frozenset[int]]:
    """The ids of the clubs whose line-ups and starters name each player."""
    clubs: dict[int, frozenset[int]] = {}
    for side in sides:
        for player in side.players():
            clubs[player.player_id] = clubs.get(player.player_id, frozenset()) | {side.team_id}
    return clubs


@dataclass(frozen=True, slots=True)
class SuspendedGame:
    """A game begun on one day and finished on a later one; its counts are filed under the first."""

    game_pk: int
    official_date: date
    resumed_date: date


@dataclass(frozen=True, slots=True)
class PitchDay:
    """A day of pitches to fetch, and the games it must contain."""

    game_date: date
    games: frozenset[int]
    """The finished games, all of which must be present."""
    left_out: frozenset[int] = frozenset()
    """Suspended games, whose rows count neither as present nor as missing."""


@dataclass(frozen=True, slots=True)
class SeasonSchedule:
    """What the season's schedule says about the days before D."""

    resumed: tuple[SuspendedGame, ...]
    """Suspended games that have since been finished."""
    unfinished: frozenset[date]
    """Dates with a game in progress or still to be played (postponed, suspended, cancelled ones aside)."""
    played: int = 0
    """Regular-season games that are over, so that totals must contain them."""
    played_on: Mapping[date, frozenset[int]] = field(default_factory=dict)
    """The games that are over, by their official date."""
    suspended: Mapping[int, date] = field(default_factory=dict)
    """Games that have begun but are not finished, with their official dates."""

    def begun_on(self, day: date) -> frozenset[int]:
        """The games filed under *day* that were not finished on it."""
        finished_later = {game.game_pk for game in self.resumed if game.official_date == day}
        return frozenset(finished_later | {game for game, begun in self.suspended.items() if begun == day})

    def pitch_day(self, day: date, before: date) -> PitchDay | None:
        """What *day* must contain for a build of *before*; None when no game was finished.

        Games that were resumed on *before* or later, or are still suspended, are left out: their pitches are
        filed under *day*, and some were thrown later.
        """
        later = {game.game_pk for game in self.resumed if game.resumed_date >= before}
        left_out = later | self.suspended.keys()
        games = self.played_on.get(day, frozenset()) - left_out
        return PitchDay(day, games, frozenset(left_out)) if games else None


@dataclass(frozen=True, slots=True)
class RecentLineup:
    """The batting order a club used on an earlier day."""

    official_date: date
    game_pk: int
    team_id: int
    lineup: tuple[Player, ...]
