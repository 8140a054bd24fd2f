"""Fitted workload of starting pitchers."""

from dataclasses import dataclass
from typing import Final

from propctl.projection.fit_source import from_2024, from_2024_and_spring_2025


@dataclass(frozen=True, slots=True)
class StartMean:
    """What goes into the expected batters faced of a start."""

    k: float
    """Starts of weight that the prior has."""
    earlier: float
    """Weight of a start of the earlier season."""
    mean: float
    """Batters faced in the usual start."""
    relief: float
    """How many fewer the start of a pure reliever has: an opener."""
    relief_games: float
    """Games of weight against calling somebody a reliever."""
    first_start: float
    """Difference of a first game this season."""
    club: float
    """Batters more per batter that the club's starters have faced more."""
    late: float
    """Difference in September, when clubs have more arms: 0.7 of what one season showed."""
    hosting: float
    """Batters more at home than away."""
    reach: float
    """Per unit by which the batters he meets reach base oftener than usual: who is hit hard is relieved."""
    seasonality: float
    """Batters fewer on the last day of the season than on the first."""


START_MEAN: Final = from_2024_and_spring_2025(
    StartMean(
        k=4.1,
        earlier=0.029,
        mean=21.9,
        relief=18.6,
        relief_games=6.9,
        first_start=-1.67,
        club=0.23,
        late=-0.25,
        hosting=0.34,
        reach=-8.3,
        seasonality=1.55,
    )
)

FACED_IN_RELIEF: Final = from_2024(4.8)
"""Batters faced in the average relief appearance."""

USUAL_START: Final = 22.0
"""Batters faced that a club's habit is measured against."""

CLUB_STARTS: Final = 20.0
"""Average starts that a club's are mixed with (a choice)."""

LATE_SEASON: Final = 0.83
LATE_SEASON_RAMP: Final = 0.05
"""The share of the season after which, and over which, September's difference sets in (1 September)."""

FACED_KNOTS: Final = (6.5, 12.0, 17.0, 19.5, 21.0, 22.0, 23.0, 24.5)
# fmt: off
FACED_TABLE: Final = from_2024_and_spring_2025((
    (0.0000, 0.0020, 0.0434, 0.1465, 0.1578, 0.1410, 0.1336, 0.1024, 0.0712, 0.0505, 0.0331, 0.0257, 0.0122,
     0.0153, 0.0143, 0.0056, 0.0059, 0.0084, 0.0078, 0.0081, 0.0062, 0.0049, 0.0028, 0.0010, 0.0002, 0.0000,
     0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0005, 0.0108, 0.0430, 0.0644, 0.0753, 0.0924, 0.0840, 0.0557, 0.0455, 0.0358, 0.0208, 0.0232,
     0.0331, 0.0391, 0.0282, 0.0290, 0.0391, 0.0462, 0.0459, 0.0473, 0.0497, 0.0363, 0.0238, 0.0115, 0.0057,
     0.0066, 0.0048, 0.0015, 0.0005, 0.0002, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0059, 0.0080, 0.0047, 0.0087, 0.0105, 0.0096, 0.0109, 0.0134, 0.0151, 0.0163, 0.0231, 0.0242,
     0.0314, 0.0461, 0.0618, 0.0857, 0.0984, 0.0899, 0.0911, 0.0949, 0.1038, 0.0821, 0.0353, 0.0145, 0.0083,
     0.0036, 0.0016, 0.0009, 0.0001, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0018, 0.0021, 0.0022, 0.0014, 0.0028, 0.0032, 0.0028, 0.0042, 0.0027, 0.0031, 0.0068, 0.0118,
     0.0149, 0.0182, 0.0295, 0.0507, 0.0924, 0.1094, 0.1122, 0.1145, 0.1124, 0.1009, 0.0754, 0.0480, 0.0334,
     0.0223, 0.0112, 0.0075, 0.0021, 0.0001, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0008, 0.0005, 0.0005, 0.0005, 0.0008, 0.0015, 0.0032, 0.0034, 0.0029, 0.0029, 0.0049, 0.0055,
     0.0073, 0.0107, 0.0137, 0.0256, 0.0448, 0.0685, 0.0906, 0.1222, 0.1293, 0.1147, 0.1063, 0.0887, 0.0627,
     0.0414, 0.0249, 0.0119, 0.0068, 0.0022, 0.0004, 0.0001, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0000, 0.0003, 0.0006, 0.0006, 0.0007, 0.0014, 0.0022, 0.0018, 0.0020, 0.0028, 0.0042, 0.0055,
     0.0058, 0.0069, 0.0102, 0.0161, 0.0260, 0.0448, 0.0669, 0.0946, 0.1129, 0.1212, 0.1259, 0.1127, 0.0840,
     0.0596, 0.0445, 0.0247, 0.0122, 0.0048, 0.0022, 0.0012, 0.0004, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0003, 0.0001, 0.0002, 0.0005, 0.0006, 0.0011, 0.0014, 0.0009, 0.0009, 0.0012, 0.0018, 0.0027,
     0.0032, 0.0046, 0.0070, 0.0094, 0.0145, 0.0249, 0.0399, 0.0669, 0.0976, 0.1257, 0.1374, 0.1286, 0.1088,
     0.0855, 0.0673, 0.0386, 0.0177, 0.0062, 0.0025, 0.0013, 0.0005, 0.0002, 0.0000, 0.0000),
    (0.0000, 0.0001, 0.0001, 0.0000, 0.0000, 0.0002, 0.0009, 0.0012, 0.0014, 0.0015, 0.0009, 0.0012, 0.0013,
     0.0015, 0.0030, 0.0046, 0.0057, 0.0063, 0.0088, 0.0164, 0.0303, 0.0534, 0.0821, 0.1093, 0.1321, 0.1405,
     0.1298, 0.1125, 0.0793, 0.0397, 0.0191, 0.0083, 0.0047, 0.0022, 0.0009, 0.0007, 0.0001),
))
"""Share of starts with 0, 1, ..., 36 batters faced, by the batters expected (``FACED_KNOTS``)."""
# fmt: on
