"""The clubs of the league, and the codes by which other feeds call them.

Ids are durable but abbreviations are not (133 was OAK through 2024), so a code stands for a club in any year.

The codes are those of MLB's Stats API and Baseball Savant, of FanGraphs and Baseball-Reference (CHW, KCR,
SDP, SFG, TBR, WSN; FLA, FLO and MON of earlier years), of Retrosheet, which the API has as ``teamCode`` (CHA,
NYN, LAN), of ESPN (CHW, ARI) and of Yahoo (WAS). Only codes that mean one club in all of them are here: NY,
LA and CHI mean two, and TBD also a club that is not decided yet.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from propctl.domain.option_values import Namespace
from propctl.domain.player_names import folded
from propctl.domain.validation_messages import near_names

SIMILARITY: Final = 0.65
"""So that one wrong letter of three is seen: NYK is near NYM and NYY."""


@dataclass(frozen=True, slots=True)
class Club:
    """A club: its id and current abbreviation at the provider, its name, and the codes of other feeds."""

    team_id: int
    abbreviation: str
    city: str
    nickname: str
    other_codes: tuple[str, ...] = ()

    def spellings(self) -> Iterator[str]:
        """Everything that means this club and no other, folded."""
        names = (self.nickname, f"{self.city} {self.nickname}")
        yield from map(folded, (self.abbreviation, *self.other_codes, *names))


CLUBS: Final = (
    Club(108, "LAA", "Los Angeles", "Angels", ("ANA", "CAL")),
    Club(109, "AZ", "Arizona", "Diamondbacks", ("ARI", "D-backs", "Dbacks")),
    Club(110, "BAL", "Baltimore", "Orioles"),
    Club(111, "BOS", "Boston", "Red Sox"),
    Club(112, "CHC", "Chicago", "Cubs", ("CHN",)),
    Club(113, "CIN", "Cincinnati", "Reds"),
    Club(114, "CLE", "Cleveland", "Guardians"),
    Club(115, "COL", "Colorado", "Rockies"),
    Club(116, "DET", "Detroit", "Tigers"),
    Club(117, "HOU", "Houston", "Astros"),
    Club(118, "KC", "Kansas City", "Royals", ("KCR", "KCA")),
    Club(119, "LAD", "Los Angeles", "Dodgers", ("LAN",)),
    Club(120, "WSH", "Washington", "Nationals", ("WSN", "WAS", "MON")),
    Club(121, "NYM", "New York", "Mets", ("NYN",)),
    Club(133, "ATH", "Oakland", "Athletics", ("OAK", "A's")),
    Club(134, "PIT", "Pittsburgh", "Pirates"),
    Club(135, "SD", "San Diego", "Padres", ("SDP", "SDN")),
    Club(136, "SEA", "Seattle", "Mariners"),
    Club(137, "SF", "San Francisco", "Giants", ("SFG", "SFN")),
    Club(138, "STL", "St. Louis", "Cardinals", ("SLN",)),
    Club(139, "TB", "Tampa Bay", "Rays", ("TBR", "TBA")),
    Club(140, "TEX", "Texas", "Rangers"),
    Club(141, "TOR", "Toronto", "Blue Jays"),
    Club(142, "MIN", "Minnesota", "Twins"),
    Club(143, "PHI", "Philadelphia", "Phillies"),
    Club(144, "ATL", "Atlanta", "Braves"),
    Club(145, "CWS", "Chicago", "White Sox", ("CHW", "CHA")),
    Club(146, "MIA", "Miami", "Marlins", ("FLA", "FLO")),
    Club(147, "NYY", "New York", "Yankees", ("NYA",)),
    Club(158, "MIL", "Milwaukee", "Brewers"),
)
"""Abbreviations are those of the box scores of 2025 and 2026."""

SAMPLE_CODES: Final = (
    "ASH", "BRB", "COP", "DUN", "EVA", "FER", "GRI", "HAR", "IVO", "JUN", "KES", "LIN",
)  # fmt: skip
"""The codes of the sample league's clubs, in the order of ``sample/rosters.py``."""

ABBREVIATIONS: Final = {club.team_id: club.abbreviation for club in CLUBS}
"""By team id, for the provider's bare schedule, which leaves them out."""

_CODES: Final = {spelling: club.abbreviation for club in CLUBS for spelling in club.spellings()}


def club_code(text: str) -> str:
    """The current abbreviation of the club that *text* names; *text* in upper case if it names none of these.

    Codes of the sample league, and of clubs that are not in the table yet, stand for themselves.
    """
    return _CODES.get(folded(text)) or text.strip().upper()


def league_codes(namespace: str) -> tuple[str, ...]:
    """The codes of all clubs whose games *namespace* has, in alphabetical order."""
    return SAMPLE_CODES if namespace == Namespace.SAMPLE else tuple(sorted(ABBREVIATIONS.values()))


def near_clubs(text: str, known: Collection[str]) -> list[str]:
    """The codes among *known* that *text* probably meant; a city may have two clubs."""
    spellings = [(folded(code), code) for code in known]
    for club in CLUBS:
        if club.abbreviation in known:
            spellings += (
                (spelling, club.abbreviation) for spelling in (*club.spellings(), folded(club.city))
            )
    return near_names(folded(text), spellings, SIMILARITY)
