"""Fitted workload of starting pitchers."""

from dataclasses import dataclass
from typing import Final

from propctl.projection.fitted import from_2024


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
    strikeouts: float
    """Per unit of log odds by which the starter strikes out more than the league: outs come quicker."""


START_MEAN: Final = from_2024(StartMean(3.53, 0.055, 22.5, 20.1, 7.34, -1.7, 0.28, -0.7, 1.0))

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
FACED_TABLE: Final = from_2024((
    (0.0000, 0.0019, 0.0416, 0.1419, 0.1559, 0.1421, 0.1357, 0.1059, 0.0736, 0.0524, 0.0338, 0.0268, 0.0132,
     0.0147, 0.0120, 0.0043, 0.0052, 0.0086, 0.0083, 0.0091, 0.0059, 0.0032, 0.0027, 0.0011, 0.0002, 0.0000,
     0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0005, 0.0110, 0.0437, 0.0650, 0.0756, 0.0918, 0.0824, 0.0511, 0.0435, 0.0391, 0.0224, 0.0225,
     0.0343, 0.0469, 0.0287, 0.0241, 0.0338, 0.0456, 0.0470, 0.0496, 0.0507, 0.0360, 0.0268, 0.0119, 0.0051,
     0.0055, 0.0037, 0.0011, 0.0003, 0.0001, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0057, 0.0146, 0.0080, 0.0088, 0.0208, 0.0165, 0.0117, 0.0117, 0.0177, 0.0204, 0.0257, 0.0189,
     0.0204, 0.0403, 0.0566, 0.0624, 0.0792, 0.0891, 0.0798, 0.1012, 0.1031, 0.0882, 0.0466, 0.0231, 0.0156,
     0.0104, 0.0027, 0.0006, 0.0001, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0021, 0.0017, 0.0021, 0.0010, 0.0015, 0.0024, 0.0028, 0.0051, 0.0036, 0.0038, 0.0074, 0.0125,
     0.0151, 0.0177, 0.0296, 0.0513, 0.0879, 0.1030, 0.1078, 0.1205, 0.1227, 0.1062, 0.0786, 0.0451, 0.0285,
     0.0194, 0.0096, 0.0079, 0.0025, 0.0002, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0009, 0.0007, 0.0006, 0.0004, 0.0009, 0.0027, 0.0040, 0.0030, 0.0020, 0.0016, 0.0040, 0.0051,
     0.0078, 0.0118, 0.0157, 0.0267, 0.0455, 0.0695, 0.0925, 0.1181, 0.1219, 0.1151, 0.1062, 0.0867, 0.0635,
     0.0441, 0.0261, 0.0122, 0.0071, 0.0023, 0.0006, 0.0004, 0.0001, 0.0000, 0.0000, 0.0000),
    (0.0000, 0.0001, 0.0004, 0.0007, 0.0005, 0.0008, 0.0019, 0.0025, 0.0017, 0.0010, 0.0022, 0.0043, 0.0052,
     0.0058, 0.0073, 0.0097, 0.0147, 0.0264, 0.0453, 0.0686, 0.1002, 0.1152, 0.1184, 0.1227, 0.1081, 0.0825,
     0.0624, 0.0465, 0.0246, 0.0119, 0.0043, 0.0022, 0.0016, 0.0005, 0.0001, 0.0000, 0.0000),
    (0.0000, 0.0004, 0.0002, 0.0002, 0.0005, 0.0005, 0.0010, 0.0015, 0.0009, 0.0013, 0.0017, 0.0023, 0.0037,
     0.0040, 0.0053, 0.0078, 0.0103, 0.0151, 0.0254, 0.0406, 0.0667, 0.0944, 0.1160, 0.1310, 0.1277, 0.1103,
     0.0891, 0.0702, 0.0409, 0.0194, 0.0070, 0.0027, 0.0011, 0.0004, 0.0002, 0.0000, 0.0000),
    (0.0000, 0.0001, 0.0001, 0.0000, 0.0001, 0.0005, 0.0012, 0.0016, 0.0018, 0.0016, 0.0006, 0.0005, 0.0008,
     0.0016, 0.0027, 0.0038, 0.0062, 0.0073, 0.0094, 0.0168, 0.0291, 0.0513, 0.0834, 0.1111, 0.1316, 0.1399,
     0.1283, 0.1125, 0.0796, 0.0403, 0.0187, 0.0084, 0.0049, 0.0023, 0.0010, 0.0010, 0.0002),
))
"""Share of starts with 0, 1, ..., 36 batters faced, by the batters expected (``FACED_KNOTS``)."""
# fmt: on
