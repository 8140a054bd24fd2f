"""Who plays in a game: batting order, bench, starter and bullpen of both clubs, settled before it begins."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from propctl.sample.fixtures import Fixture
from propctl.sample.matchups import Talents
from propctl.sample.people import POSITIONS, REGULARS, STARTERS, rosters
from propctl.sample.random_draws import added, shuffled, source
from propctl.sample.talent import Rates

_RUNS: Final = (0.47, 0.78, 1.05, 1.40, 0.33, 0.34, 0.0)
"""What each event is worth in runs, to rank batters by."""

_PLACES: Final = (3, 1, 2, 0, 4, 5, 6, 7, 8)
"""Places in the order of the best, the second best, ... batter."""

_REST: Final = 0.10
_CATCHERS_REST: Final = 0.25
_STAND_INS: Final = {"C": (9,), "1B": (12, 10), "2B": (10, 12), "3B": (10, 12), "SS": (10, 12),
    "LF": (11, 12), "CF": (11,), "RF": (11, 12), "DH": (12, 11, 10)}  # fmt: skip
"""Bench seats that can take over a position."""

_OPENER: Final = 0.02
"""Share of the games that a reliever begins."""


@dataclass(frozen=True, slots=True)
class Team:
    """One club in one game; players by their places in the season's rosters."""

    order: tuple[int, ...]
    bench: tuple[int, ...]
    starter: int
    opener: bool
    bullpen: tuple[int, ...]


@lru_cache(maxsize=8)
def talents(season: int) -> Talents:
    """The true rates of everybody in *season*."""
    return Talents(rosters(season))


def teams_of(game: Fixture) -> tuple[Team, Team]:
    """Visitors and hosts."""
    return _team(game, home=False), _team(game, home=True)


def _team(game: Fixture, *, home: bool) -> Team:
    club = game.home if home else game.away
    known = talents(game.date.year)
    chance = source("line-up", game.game_pk, club.index)
    places = known.rosters.batters_of(club.index, late=game.date.month > 6)
    seats = _who_starts(chance.random, len(places))
    ranked = sorted(range(REGULARS), key=lambda seat: (-_value(known.batters[places[seats[seat]]]), seat))
    order = [0] * REGULARS
    for rank, seat in enumerate(ranked):
        order[_PLACES[rank]] = seat
    starting = {seats[seat] for seat in order}
    staff = known.rosters.pitchers_of(club.index)
    opener = chance.random() < _OPENER
    bullpen = shuffled(chance, staff[STARTERS:])
    rotation = staff[game.rotation[home] % STARTERS]
    return Team(
        order=tuple(places[seats[seat]] for seat in order),
        bench=tuple(place for seat, place in enumerate(places) if seat not in starting),
        starter=bullpen[0] if opener else rotation,
        opener=opener,
        bullpen=tuple(bullpen[1:] if opener else bullpen),
    )


def _who_starts(draw: Callable[[], float], seats: int) -> list[int]:
    """The seat that plays each of the nine positions: regulars, and stand-ins for those who rest."""
    free = set(range(REGULARS, seats))
    chosen = []
    for seat in range(REGULARS):
        rests = draw() < (_CATCHERS_REST if POSITIONS[seat] == "C" else _REST)
        able = [other for other in _STAND_INS[POSITIONS[seat]] if other in free] if rests else []
        chosen.append(able[0] if able else seat)
        free.discard(chosen[-1])
    return chosen


def _value(rates: Rates) -> float:
    return added(chance * runs for chance, runs in zip(rates, _RUNS, strict=True))
