"""Clubs and their players: a club has 26 seats, each held by one player after another for some years.

No real club has these cities, names or abbreviations, and no venue has a park factor.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from propctl.domain.clubs import SAMPLE_CODES
from propctl.sample.random_draws import pick, shuffled, source

FIRST_CLUB_ID: Final = 9001
FIRST_VENUE_ID: Final = 9101


@dataclass(frozen=True, slots=True)
class Club:
    """A club, by its place in :data:`CLUBS`."""

    index: int
    abbreviation: str
    city: str
    nickname: str
    park: str

    @property
    def team_id(self) -> int:
        """The club's id in payloads."""
        return FIRST_CLUB_ID + self.index

    @property
    def venue_id(self) -> int:
        """The id of its home field."""
        return FIRST_VENUE_ID + self.index

    @property
    def name(self) -> str:
        """City and nickname."""
        return f"{self.city} {self.nickname}"


_CLUBS: Final = (
    ("Ashgrove", "Lanterns", "Lantern Yard"),
    ("Brindle Bay", "Pilots", "Harbour Field"),
    ("Copperton", "Smelters", "Furnace Park"),
    ("Dunmere", "Herons", "Marsh Lane"),
    ("Eastvale", "Orchardmen", "Orchard Ground"),
    ("Fernhollow", "Foxes", "Hollow Park"),
    ("Grimsport", "Anchors", "Dockside Oval"),
    ("Harrowby", "Ploughs", "Furlong Field"),
    ("Ivoria", "Bells", "Belfry Park"),
    ("Juniper Falls", "Otters", "Cascade Field"),
    ("Kestrel Point", "Kites", "Clifftop Park"),
    ("Lindenport", "Ferrymen", "Quayside Yard"),
)

CLUBS: Final = tuple(
    Club(index, code, *words) for index, (code, words) in enumerate(zip(SAMPLE_CODES, _CLUBS, strict=True))
)


_GIVEN: Final = (
    "Abel", "Alvar", "Anselm", "Ávaro", "Benno", "Björn", "Caspar", "Cedric", "Corwin", "Dario", "Dashel",
    "Edvin", "Elio", "Emeric", "Fabien", "Félix", "Gustav", "Hadley", "Hugo", "Íñigo", "Ivo", "Jarek",
    "Jonas", "Lars", "Lucian", "Marek", "Mateo", "Milo", "Nestor", "Niall", "Olin", "Orson", "Pascal",
    "Rafe", "René", "Rufus", "Silas", "Søren", "Tavo", "Thaddy", "Ulises", "Vasco", "Wendel", "Yorick",
    "Zoltán",
)  # fmt: skip

_SURNAMES: Final = (
    "Abbermere", "Aldergar", "Ashquill", "Barromere", "Bexcombe", "Brackwyn", "Brindlow", "Caldervin",
    "Castañell", "Coldwyck", "Crannock", "Darrowyn", "Dellamere", "Dovecotte", "Dunsallow", "Eldermoss",
    "Fallowyn", "Farrogate", "Fenquist", "Frosthorn", "Gallowick", "Glimdale", "Grünewick", "Harromont",
    "Hazelquil", "Hollinsey", "Ironmere", "Jessamont", "Kestwick", "Kirravale", "Lapwyng", "Larkenby",
    "Löfquill", "Lowenbruk", "Marrodell", "Merriwick", "Mirandell", "Mossgrave", "Nightvale", "Northolm",
    "Núñevarr", "Oakenfeld", "Ostrandel", "Pellandro", "Pennivale", "Quillmore", "Ravenskar", "Redfallow",
    "Rookhaven", "Sallowyn", "Saltmarro", "Silverbec", "Starlinge", "Stonquist", "Tallomere", "Thistlow",
    "Thornabyn", "Umberfeld", "Valdrosa", "Wexcombe", "Wintermor", "Yarrowyk",
)  # fmt: skip


def name_of(player_id: int) -> str:
    """The name of the player."""
    chance = source("name", player_id)
    return f"{pick(chance, _GIVEN)} {pick(chance, _SURNAMES)}"


POSITIONS: Final = ("C", "1B", "2B", "3B", "SS", "LF", "CF", "RF", "DH", "C", "2B", "LF", "1B")
"""Positions of a club's thirteen batters: nine regulars, then four on the bench."""

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
    """A player, throughout his career."""

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
    """All players of one season; places count through the clubs, thirteen batters and pitchers each."""

    season: int
    batters: tuple[Player, ...]
    pitchers: tuple[Player, ...]
    traded: dict[int, int]
    """Places of batters who are traded for each other half-way through the season."""

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
    """Two trades of regulars between clubs, for the rest of the season; never the two-way player."""
    chance = source("trades", season)
    clubs = shuffled(chance, range(1, len(CLUBS)))
    swaps: dict[int, int] = {}
    for left, right in (clubs[0:2], clubs[2:4]):
        seat = int(chance.random() * (REGULARS - 1))
        pair = left * BATTERS + seat, right * BATTERS + seat
        swaps |= {pair[0]: pair[1], pair[1]: pair[0]}
    return swaps


def _holder(seat: int, season: int) -> Player:
    """The player who holds the *seat* in *season*, for a term of three to ten years."""
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
