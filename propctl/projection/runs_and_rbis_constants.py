"""Fitted chances of scoring and of driving in runs; ``research/fit_scoring.py`` finds them.

Tuples of seven are by outcome: single, double, triple, home run, walk, hit by pitch, out in play. The eighth
outcome, the strikeout, brings nobody home. ``RUN_VALUES`` have the strikeout in the last place.
"""

from dataclasses import dataclass
from typing import Final

from propctl.projection.fit_source import from_spring_2025

NEIGHBOURS: Final = (0.4, 0.3, 0.2, 0.1)
"""Weight of the next batter in the order, the one after him, ... and likewise of those before (a choice)."""

RUN_VALUES: Final = (0.47, 0.78, 1.05, 1.40, 0.33, 0.34, 0.0)
"""Runs an event is usually worth (linear weights; Tango, Lichtman and Dolphin, "The Book", 2007)."""


@dataclass(frozen=True, slots=True)
class LogOddsOffset:
    """What moves a chance, on the log-odds scale (of scoring) or per run (of driving in)."""

    leading_off: float
    """For the first place in the order."""
    neighbours: float
    """Per unit by which the neighbours in the order differ from ``usual``."""
    usual: float


RUN_LOG_ODDS: Final = from_spring_2025((-1.184, -0.430, 0.041, 0.0, -1.143, -1.040, -4.304))
"""Log odds that the batter comes home after each outcome; after a home run he always does."""

RUN_OFFSET: Final = from_spring_2025(LogOddsOffset(0.143, 8.94, 0.1739))
"""Neighbours are those behind him, by their runs (``RUN_VALUES``) per plate appearance."""

OWN_RUNS: Final = from_spring_2025(0.64)
"""Log odds per unit of the logarithm of own runs against expected ones."""

OWN_RUNS_K: Final = 20.0
"""Expected runs (home runs apart) with which a player's own record is mixed (a choice)."""

RBI_SHARES: Final = from_spring_2025(
    (
        (0.8077, 0.1658, 0.0262, 0.0004, 0.0000),
        (0.6694, 0.2283, 0.0923, 0.0100, 0.0000),
        (0.5899, 0.2895, 0.1045, 0.0161, 0.0000),
        (0.0000, 0.6004, 0.2606, 0.1143, 0.0247),
        (0.9841, 0.0159, 0.0000, 0.0000, 0.0000),
        (0.9718, 0.0282, 0.0000, 0.0000, 0.0000),
        (0.9730, 0.0268, 0.0002, 0.0000, 0.0000),
    )
)
"""Share of each outcome that drives in 0, 1, 2, 3, 4 runs.

Of the runs that pitches show to score on it, home runs apart, box scores credit the batter with 0.965: the
rest came home on errors. (Totals say 0.97 for 2023, 0.95 for 2024.)
"""

RBI_OFFSET: Final = from_spring_2025(LogOddsOffset(-0.126, 5.82, 0.2804))
"""Neighbours are those before him, by how often they reach base without a home run."""

SCORING_RISE: Final = from_spring_2025(1.25)
"""By how much more, as a multiple, scoring and driving in rise on a good day than reaching base does."""
