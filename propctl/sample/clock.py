"""What is known of a game at an instant: whether it is on, and who has been announced."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final

from propctl.domain.calendar import NEW_YORK
from propctl.sample.fixtures import Fixture
from propctl.sample.random_draws import source

_PRE_GAME: Final = timedelta(hours=1)
_WARM_UP: Final = timedelta(minutes=20)
_SHORTEST: Final = 140
_LONGEST: Final = 200
"""Minutes of a game: the latest one begins at 19:40 in New York, and all are over before midnight."""

_LINE_UP_LEAD: Final = (120, 225)
"""Minutes before its start at which a club posts its line-up, at the least and at the most."""

_STARTER_NAMED: Final = time(12, 0)
_STARTER_DAYS: Final = 2
_LATE: Final = 0.12
"""Share of the starters that are not named until shortly before the line-ups."""


@dataclass(frozen=True, slots=True)
class Status:
    """The provider's words for where a game stands."""

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
    """Where *game*, as it is seen at *now*, stands then."""
    if now >= ends_at(game):
        return FINAL
    if now >= game.starts_at:
        return IN_PROGRESS
    if now >= game.starts_at - _WARM_UP:
        return WARM_UP
    return PRE_GAME if now >= game.starts_at - _PRE_GAME else SCHEDULED


def is_over(game: Fixture, now: datetime) -> bool:
    """Whether *game* has been played to its end."""
    return now >= ends_at(game)


@lru_cache(maxsize=8192)
def ends_at(game: Fixture) -> datetime:
    """When it is over."""
    minutes = _SHORTEST + int((_LONGEST - _SHORTEST) * source("length", game.game_pk).random())
    return game.starts_at + timedelta(minutes=minutes)


def line_up_posted(game: Fixture, now: datetime, *, home: bool) -> bool:
    """Whether one club has told who bats."""
    least, most = _LINE_UP_LEAD
    lead = least + (most - least) * source("posted", game.game_pk, home).random()
    return now >= game.starts_at - timedelta(minutes=round(lead))


def starter_named(game: Fixture, now: datetime, *, home: bool) -> bool:
    """Whether one club has told who pitches: two days before, now and then only just before the game."""
    chance = source("named", game.game_pk, home)
    if chance.random() < _LATE:
        return now >= game.starts_at - timedelta(minutes=130 + round(200 * chance.random()))
    day = game.date - timedelta(days=_STARTER_DAYS)
    return now >= datetime.combine(day, _STARTER_NAMED, tzinfo=NEW_YORK)
