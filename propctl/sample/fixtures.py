"""The schedule: three-game series in a round robin, five games a day, on every day of the year.

One of the six pairs rests each day. Sometimes the first game of a series is rained off, and is made up the
next day as the second game of a doubleheader. The second half of this module says what is known about a game
at an instant: its status, and which line-ups and starters have been announced.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from propctl.domain.calendar import NEW_YORK
from propctl.sample.random_draws import pick, source, weighted
from propctl.sample.rosters import CLUBS, Club

FIRST_SEASON: Final = 2000
LAST_SEASON: Final = 2100
FIRST_GAME_PK: Final = 9_000_000

_EPOCH: Final = date(FIRST_SEASON, 1, 1)
_PAIRS: Final = len(CLUBS) // 2
_ROUNDS: Final = len(CLUBS) - 1
_SERIES: Final = 3
_STARTS: Final = (time(13, 5), time(14, 10), time(16, 5), time(18, 40), time(19, 5), time(19, 40))
_START_SHARES: Final = (0.16, 0.06, 0.10, 0.20, 0.30, 0.18)
_MAKEUP_START: Final = time(18, 40)
_EARLY_START: Final = time(13, 5)
_NOTICE: Final = timedelta(hours=2)
"""How long before its start a game is postponed."""

_RAIN: Final = 0.12
"""Share of the first days of series on which a game is rained off."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One game, and everything that is decided before it is played."""

    game_pk: int
    first_date: date
    """The day for which it was first planned."""
    date: date
    """The day on which it is played: its official date."""
    away: Club
    home: Club
    starts_at: datetime
    first_start: datetime
    """Its planned start on :attr:`first_date`."""
    number: int
    double: bool
    """Whether it is part of a doubleheader."""
    rotation: tuple[int, int]
    """How many games of the season the visitors and the hosts have played before it."""
    changed_at: datetime | None = None
    """When a change of its start was announced."""

    def as_seen(self, now: datetime) -> "Fixture":
        """The game as it was known at *now*."""
        if self.changed_at is None or now >= self.changed_at:
            return self
        return replace(self, date=self.first_date, starts_at=self.first_start, number=1, double=False)


@lru_cache(maxsize=8)
def season_fixtures(season: int) -> tuple[Fixture, ...]:
    """All games of a season in the order of their days; none in a year without a league."""
    if not FIRST_SEASON <= season <= LAST_SEASON:
        return ()
    played = [0] * len(CLUBS)
    games: list[Fixture] = []
    moved: list[Fixture] = []
    day = date(season, 1, 1)
    while day.year == season:
        today = _day(day, played)
        rained = _rained_off(day)
        games += [_first_of_two(game, moved) for place, game in enumerate(today) if place != rained]
        games += moved
        moved = [] if rained is None else [_made_up(today[rained])]
        day += timedelta(days=1)
    return tuple(games)


def first_date_of(game_pk: int) -> date | None:
    """The day for which a game with this number was first planned; None for an impossible number."""
    days = (game_pk - FIRST_GAME_PK) // 10
    if game_pk < FIRST_GAME_PK or days > (date(LAST_SEASON, 12, 31) - _EPOCH).days:
        return None
    return _EPOCH + timedelta(days=days)


def _day(day: date, played: list[int]) -> list[Fixture]:
    """The games of *day* as first planned; counts them in *played*, by club."""
    number = (day - _EPOCH).days
    resting = number % _PAIRS
    games = []
    for place, (away, home) in enumerate(_pairs(number // _SERIES)):
        if place != resting:
            games.append(_planned(day, number * 10 + place, (away, home), played))
            played[away] += 1
            played[home] += 1
    return games


def _planned(day: date, number: int, clubs: tuple[int, int], played: list[int]) -> Fixture:
    away, home = clubs
    clock = _STARTS[weighted(source("start", number), _START_SHARES)]
    starts_at = _at(day, clock)
    return Fixture(
        game_pk=FIRST_GAME_PK + number,
        first_date=day,
        date=day,
        away=CLUBS[away],
        home=CLUBS[home],
        starts_at=starts_at,
        first_start=starts_at,
        number=1,
        double=False,
        rotation=(played[away], played[home]),
    )


def _pairs(series: int) -> list[tuple[int, int]]:
    """Visitors and hosts of a series, by the circle method; home and away alternate."""
    turn = series % _ROUNDS
    circle = [_ROUNDS, *((place + turn) % _ROUNDS for place in range(_ROUNDS))]
    pairs = [(circle[place], circle[_ROUNDS - place]) for place in range(_PAIRS)]
    flip = series // _ROUNDS % 2
    return [(a, b) if (place + turn + flip) % 2 else (b, a) for place, (a, b) in enumerate(pairs)]


def _rained_off(day: date) -> int | None:
    """Which of the day's games moves to the next day, on which its clubs must meet again."""
    number = (day - _EPOCH).days
    next_day = day + timedelta(days=1)
    chance = source("rain", day)
    if number % _SERIES or next_day.year != day.year or chance.random() >= _RAIN:
        return None
    playing = [place for place in range(_PAIRS) if place != number % _PAIRS]
    free = [index for index, place in enumerate(playing) if place != (number + 1) % _PAIRS]
    return pick(chance, free)


def _made_up(game: Fixture) -> Fixture:
    day = game.first_date + timedelta(days=1)
    return replace(
        game, date=day, starts_at=_at(day, _MAKEUP_START), number=2, double=True, changed_at=_called_off(game)
    )


def _called_off(game: Fixture) -> datetime:
    return game.first_start - _NOTICE


def _first_of_two(game: Fixture, moved: list[Fixture]) -> Fixture:
    """*game* as the first game of a doubleheader, if its clubs make up another one on its day."""
    for other in moved:
        if other.home is game.home:
            starts_at = _at(game.date, _EARLY_START)
            return replace(game, starts_at=starts_at, double=True, changed_at=other.changed_at)
    return game


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=NEW_YORK).astimezone(UTC)


_PRE_GAME: Final = timedelta(hours=1)
_WARM_UP: Final = timedelta(minutes=20)
_MIN_MINUTES: Final = 140
_MAX_MINUTES: Final = 200
"""Length of a game: the latest begins at 19:40 in New York, and all are over before midnight."""

_LINE_UP_LEAD: Final = (120, 225)
"""The least and most minutes before the start at which a club posts its line-up."""

_STARTER_NAMED: Final = time(12, 0)
_STARTER_DAYS: Final = 2
_LATE: Final = 0.12
"""Share of the starters who are not named until shortly before the line-ups."""


@dataclass(frozen=True, slots=True)
class Status:
    """The provider's words for the state of a game."""

    abstract: str
    coded: str
    detailed: str
    code: str
    reason: str = ""


SCHEDULED: Final = Status("Preview", "S", "Scheduled", "S")
PRE_GAME: Final = Status("Preview", "P", "Pre-Game", "P")
WARM_UP: Final = Status("Preview", "P", "Warmup", "PW")
IN_PROGRESS: Final = Status("Live", "I", "In Progress", "I")
FINAL: Final = Status("Final", "F", "Final", "F")
POSTPONED: Final = Status("Final", "D", "Postponed", "DR", "Rain")


def status_of(game: Fixture, now: datetime) -> Status:
    """The status of *game*, as it is known at *now*."""
    if now >= ends_at(game):
        return FINAL
    if now >= game.starts_at:
        return IN_PROGRESS
    if now >= game.starts_at - _WARM_UP:
        return WARM_UP
    return PRE_GAME if now >= game.starts_at - _PRE_GAME else SCHEDULED


def is_over(game: Fixture, now: datetime) -> bool:
    """Whether *game* is over."""
    return now >= ends_at(game)


@lru_cache(maxsize=8192)
def ends_at(game: Fixture) -> datetime:
    """When the game ends."""
    minutes = _MIN_MINUTES + int((_MAX_MINUTES - _MIN_MINUTES) * source("length", game.game_pk).random())
    return game.starts_at + timedelta(minutes=minutes)


def line_up_posted(game: Fixture, now: datetime, *, home: bool) -> bool:
    """Whether one club has posted its line-up."""
    least, most = _LINE_UP_LEAD
    lead = least + (most - least) * source("posted", game.game_pk, home).random()
    return now >= game.starts_at - timedelta(minutes=round(lead))


def starter_named(game: Fixture, now: datetime, *, home: bool) -> bool:
    """Whether one club has named its starter: two days before, but sometimes only just before the game."""
    chance = source("named", game.game_pk, home)
    if chance.random() < _LATE:
        return now >= game.starts_at - timedelta(minutes=130 + round(200 * chance.random()))
    day = game.date - timedelta(days=_STARTER_DAYS)
    return now >= datetime.combine(day, _STARTER_NAMED, tzinfo=NEW_YORK)
