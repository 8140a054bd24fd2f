"""Constants of the rates, each with the data it was fitted on; ``research/fit_model.py`` finds them.

Tuples of seven are by stage: walk, hit by pitch, strikeout, home run, hit in play, double, triple.
"""

from dataclasses import dataclass, replace
from typing import Final

from propctl.projection.fit_source import from_2024

Seven = tuple[float, float, float, float, float, float, float]
NONE: Final[Seven] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Prior:
    """How far a player's own record is believed, by stage."""

    k: Seven
    """Trials of the prior that his own are mixed with."""
    earlier: Seven
    """Weight of a trial of the earlier season against one of this season."""
    shift: Seven
    """Log odds by which those who start games differ from the league."""
    newcomer: Seven
    """Log odds by which those without history differ from that."""
    by_walks: Seven = NONE
    """Log odds of the prior per log odds by which the player walks (or is walked) more than his own prior."""
    by_strikeouts: Seven = NONE
    """The same by strikeouts."""

    def without_offset(self) -> "Prior":
        """The same belief in the record, with nothing said about the prior."""
        return replace(self, shift=NONE, newcomer=NONE, by_walks=NONE, by_strikeouts=NONE)


LEAGUE_STAGES: Final = from_2024((0.0818, 0.0111, 0.2258, 0.0439, 0.2892, 0.2261, 0.0203))
"""Stage rates of the league: what stands in for a history that is empty."""

LEAGUE_WEIGHT: Final = 15_000.0
"""Plate appearances of weight that an earlier season's league rate has against this season's (a choice)."""

EXPERIENCE: Final = 200.0
"""Plate appearances at which a player is half a newcomer (a choice)."""

EXPERIENCE_WEIGHTS: Final = (1.0, 0.6, 0.36)
"""Weight of an appearance of this season and the earlier ones in that (a choice)."""

BATTER_PRIOR: Final = from_2024(
    Prior(
        k=(148.0, 246.0, 48.0, 163.0, 453.0, 255.0, 90.0),
        earlier=(0.72, 0.71, 0.54, 0.67, 0.63, 0.85, 0.67),
        shift=(-0.131, 0.0, -0.163, 0.0, 0.0, 0.019, 0.0),
        newcomer=(-0.025, 0.0, 0.400, -0.381, -0.038, -0.106, 0.0),
        by_walks=(0.0, 0.0, 0.0, 0.294, 0.0, 0.181, 0.0),
        by_strikeouts=(0.0, 0.0, 0.0, 0.794, 0.0, 0.194, 0.0),
    )
)

PRIOR_ONLY: Final = 1e12
"""Trials of a prior that no record outweighs: doubles and triples allowed are not in pitchers' totals."""

STARTER_PRIOR: Final = from_2024(
    Prior(
        k=(184.0, 517.0, 104.0, 1371.0, 1450.0, PRIOR_ONLY, PRIOR_ONLY),
        earlier=(0.43, 1.0, 0.47, 1.0, 1.0, 0.0, 0.0),
        shift=(-0.156, -0.219, -0.050, 0.0, 0.006, 0.0, 0.0),
        newcomer=(0.213, 0.288, -0.163, 0.150, 0.006, 0.0, 0.0),
        by_strikeouts=(0.0, 0.0, 0.0, -0.20, -0.17, 0.0, 0.0),
    )
)

SECOND_EARLIER: Final = 0.6
"""Weight of the second earlier season as a multiple of the first's (a choice)."""

RELIEVER_RATIO: Final = from_2024((1.10, 1.138, 1.038, 0.927, 0.997, 1.0, 1.0))
"""Stage rates of relief pitchers as multiples of the league's."""

BULLPEN_WEIGHT: Final = 200.0
"""Batters faced at the league's relief rates that a club's bullpen is mixed with (a choice)."""
