"""Who plays where: every club has 26 seats, and one player after another holds each for some years."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from propctl.sample.clubs import CLUBS
from propctl.sample.names import name_of
from propctl.sample.random_draws import pick, shuffled, source

POSITIONS: Final = ("C", "1B", "2B", "3B", "SS", "LF", "CF", "RF", "DH", "C", "2B", "LF", "1B")
"""Of a club's thirteen batters: nine regulars, then four on the bench."""

REGULARS: Final = 9
BATTERS: Final = len(POSITIONS)
STARTERS: Final = 5
PITCHERS: Final = 13
"""Five starters, then eight relievers."""

SEATS: Final = BATTERS + PITCHERS
FIRST_PLAYER_ID: Final = 900_000
MAX_HOLDERS: Final = 40
_EARLIEST: Final = 1990

TWO_WAY_BATTER: Final = 8
"""The first club's designated hitter is also the first of its starters."""


@dataclass(frozen=True, slots=True)
class Player:
    """A player for as long as he plays."""

    player_id: int
    name: str
    bats: str
    throws: str
    position: str
    debut: int

    @property
    def two_way(self) -> bool:
        """Whether he bats and pitches."""
        return self.position == "TWP"


@dataclass(frozen=True, slots=True)
class Rosters:
    """Everybody of one season; places count through the clubs, thirteen batters and pitchers each."""

    season: int
    batters: tuple[Player, ...]
    pitchers: tuple[Player, ...]
    traded: dict[int, int]
    """Places of batters who change clubs half-way through the season, each for the other."""

    def batters_of(self, club: int, *, late: bool) -> list[int]:
        """The places of a club's batters, before or after the trades."""
        places = range(club * BATTERS, (club + 1) * BATTERS)
        return [self.traded.get(place, place) if late else place for place in places]

    @staticmethod
    def pitchers_of(club: int) -> list[int]:
        """The places of a club's pitchers."""
        return list(range(club * PITCHERS, (club + 1) * PITCHERS))


@lru_cache(maxsize=8)
def rosters(season: int) -> Rosters:
    """The players of *season*."""
    batters, pitchers = [], []
    for club in CLUBS:
        first = club.index * SEATS
        batters += [_holder(first + seat, season) for seat in range(BATTERS)]
        pitchers += [_holder(first + BATTERS + seat, season) for seat in range(PITCHERS)]
    pitchers[0] = batters[TWO_WAY_BATTER]
    return Rosters(season, tuple(batters), tuple(pitchers), _traded(season))


def _traded(season: int) -> dict[int, int]:
    """Two pairs of regulars of different clubs, for the rest of the season; never the two-way player."""
    chance = source("trades", season)
    one, two, three, four = shuffled(chance, range(1, len(CLUBS)))[:4]
    swaps: dict[int, int] = {}
    for left, right in ((one, two), (three, four)):
        seat = int(chance.random() * (REGULARS - 1))
        pair = left * BATTERS + seat, right * BATTERS + seat
        swaps |= {pair[0]: pair[1], pair[1]: pair[0]}
    return swaps


def _holder(seat: int, season: int) -> Player:
    """Who holds the *seat* in *season*: terms of three to ten years follow each other."""
    chance = source("seat", seat)
    debut, holder = _EARLIEST - int(10 * chance.random()), 0
    while season >= (end := debut + 3 + int(8 * chance.random())):
        debut, holder = end, holder + 1
    return _player(FIRST_PLAYER_ID + seat * MAX_HOLDERS + holder, seat, debut)


def _player(player_id: int, seat: int, debut: int) -> Player:
    chance = source("hands", player_id)
    club_seat = seat % SEATS
    throws = pick(chance, "RRRRRRRLLL")
    if club_seat >= BATTERS:
        return Player(player_id, name_of(player_id), throws, throws, "P", debut)
    bats = pick(chance, "RRRRRRRRRRRLLLLLLLSS")
    two_way = seat == TWO_WAY_BATTER
    throws = throws if two_way else "R"
    position = "TWP" if two_way else POSITIONS[club_seat]
    return Player(player_id, name_of(player_id), bats, throws, position, debut)
