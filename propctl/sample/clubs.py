"""The twelve clubs. Cities, names and abbreviations are no real club's, and no venue has a park factor."""

from dataclasses import dataclass
from typing import Final

FIRST_CLUB_ID: Final = 9001
FIRST_VENUE_ID: Final = 9101


@dataclass(frozen=True, slots=True)
class Club:
    """A club, by its place in :data:`CLUBS`."""

    index: int
    city: str
    nickname: str
    abbreviation: str
    park: str

    @property
    def team_id(self) -> int:
        """As payloads name it."""
        return FIRST_CLUB_ID + self.index

    @property
    def venue_id(self) -> int:
        """Its home field."""
        return FIRST_VENUE_ID + self.index

    @property
    def name(self) -> str:
        """City and nickname."""
        return f"{self.city} {self.nickname}"


_CLUBS: Final = (
    ("Ashgrove", "Lanterns", "ASH", "Lantern Yard"),
    ("Brindle Bay", "Pilots", "BRB", "Harbour Field"),
    ("Copperton", "Smelters", "COP", "Furnace Park"),
    ("Dunmere", "Herons", "DUN", "Marsh Lane"),
    ("Eastvale", "Orchardmen", "EVA", "Orchard Ground"),
    ("Fernhollow", "Foxes", "FER", "Hollow Park"),
    ("Grimsport", "Anchors", "GRI", "Dockside Oval"),
    ("Harrowby", "Ploughs", "HAR", "Furlong Field"),
    ("Ivoria", "Bells", "IVO", "Belfry Park"),
    ("Juniper Falls", "Otters", "JUN", "Cascade Field"),
    ("Kestrel Point", "Kites", "KES", "Clifftop Park"),
    ("Lindenport", "Ferrymen", "LIN", "Quayside Yard"),
)

CLUBS: Final = tuple(Club(index, *words) for index, words in enumerate(_CLUBS))
