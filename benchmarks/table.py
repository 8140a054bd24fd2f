"""The table of figures: one row per market and line, beside the floor that the figure must reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from benchmarks.grading import Graded
from propctl.domain.market import Market
from propctl.evaluation import scores
from propctl.projection.ladder import ladder, prob_over

FLOORS: Final[dict[tuple[Market, float | None], tuple[float, float] | None]] = {
    (Market.BATTER_HITS, 0.5): (0.0133, 0.014),
    (Market.BATTER_HITS, 1.5): (0.0159, 0.010),
    (Market.BATTER_TOTAL_BASES, 1.5): (0.0172, 0.012),
    (Market.BATTER_HOME_RUNS, 0.5): (0.0193, 0.008),
    (Market.BATTER_STRIKEOUTS, 0.5): (0.0518, 0.014),
    (Market.BATTER_WALKS, 0.5): (0.0265, 0.008),
    (Market.BATTER_SINGLES, 0.5): (0.0120, 0.010),
    (Market.BATTER_DOUBLES, 0.5): None,
    (Market.BATTER_RUNS, 0.5): None,
    (Market.BATTER_RUNS, 1.5): None,
    (Market.BATTER_RBIS, 0.5): None,
    (Market.BATTER_RBIS, 1.5): None,
    (Market.BATTER_HITS_RUNS_RBIS, 0.5): None,
    (Market.BATTER_HITS_RUNS_RBIS, 1.5): None,
    (Market.BATTER_HITS_RUNS_RBIS, 2.5): None,
    (Market.BATTER_STOLEN_BASES, 0.5): None,
    (Market.PITCHER_STRIKEOUTS, 4.5): (0.114, 0.033),
    (Market.PITCHER_STRIKEOUTS, None): None,
    (Market.PITCHER_OUTS, 14.5): None,
    (Market.PITCHER_OUTS, 15.5): None,
    (Market.PITCHER_OUTS, 16.5): None,
    (Market.PITCHER_OUTS, 17.5): None,
    (Market.PITCHER_OUTS, 18.5): None,
    (Market.PITCHER_OUTS, None): None,
    (Market.PITCHER_HITS_ALLOWED, 3.5): None,
    (Market.PITCHER_HITS_ALLOWED, 4.5): None,
    (Market.PITCHER_HITS_ALLOWED, 5.5): None,
    (Market.PITCHER_HITS_ALLOWED, 6.5): None,
    (Market.PITCHER_HITS_ALLOWED, None): None,
    (Market.PITCHER_WALKS, 0.5): None,
    (Market.PITCHER_WALKS, 1.5): None,
    (Market.PITCHER_WALKS, 2.5): None,
    (Market.PITCHER_EARNED_RUNS, 1.5): None,
    (Market.PITCHER_EARNED_RUNS, 2.5): None,
    (Market.PITCHER_EARNED_RUNS, 3.5): None,
}
"""Rows by market and line (None: each prop's own, nearest to even), and their floors, where there are any.

A market that is not named has a row at its customary line.

A floor is skill at least and calibration error at most: what a prototype reached on May and June 2025.
"""

MEDIAN_ERROR_FLOORS: Final = {Market.PITCHER_STRIKEOUTS: 1.783}

Dated = Sequence[tuple[date, Graded]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    name: str
    figures: str
    too_good: bool
    reached: bool

    def text(self) -> str:
        """As printed."""
        return f"{self.name:27} {self.figures} {'ok' if self.reached else 'BELOW FLOOR'}"


def rows(window: Mapping[Market, Dated]) -> list[Row]:
    """The rows of all markets and lines that the window has props for."""
    customary = ((market, market.spec.line) for market in Market)
    lines = dict.fromkeys([*FLOORS, *customary])
    return [line_row(window[market], market, line) for market, line in lines if window[market]]


def line_row(props: Dated, market: Market, line: float | None) -> Row:
    """Scores of one market at one line, or at each prop's customary one."""
    lines = [ladder(market, prop.pmf).line if line is None else line for _, prop in props]
    over = np.array([prob_over(prop.pmf, own) for (_, prop), own in zip(props, lines, strict=True)])
    happened = np.array([float(prop.count > own) for (_, prop), own in zip(props, lines, strict=True)])
    days = np.array([day.toordinal() for day, _ in props])
    skill = scores.block_bootstrap(scores.skill, over, happened, days)
    slope = scores.block_bootstrap(scores.calibration_slope, over, happened, days)
    error, noise = scores.calibration_error(over, happened), scores.calibration_error_of_noise(over)
    floor, brier = scores.brier_noise_floor(over, happened, days), scores.brier(over, happened)
    wanted = FLOORS.get((market, line))
    figures = (
        f"n={len(over):6} base={happened.mean():.4f} mean={over.mean():.4f} Brier={brier:.4f} "
        f"(noise {floor.expected:.4f}) skill={100 * skill.value:+.2f} % "
        f"[{100 * skill.low:+.2f}, {100 * skill.high:+.2f}] "
        f"log loss={scores.log_loss(over, happened):.4f} ECE={error:.4f} (noise {noise:.4f}) "
        f"slope={slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}]"
    )
    reached = wanted is None or (skill.value >= wanted[0] and error <= wanted[1])
    return Row(f"{market.value} {line or 'even'}", figures, floor.too_good(brier), reached)


def median_row(props: Dated, market: Market) -> Row:
    """The mean absolute error of the median in a market of pitchers."""
    pmfs = np.array([prop.pmf for _, prop in props])
    counts = np.array([float(prop.count) for _, prop in props])
    means = pmfs @ np.arange(pmfs.shape[1])
    variance = pmfs @ np.arange(pmfs.shape[1]) ** 2 - means**2
    error, floor = scores.median_error(pmfs, counts), scores.median_noise_floor(pmfs)
    figures = (
        f"n={len(counts):6} MAE of the median={error:.3f} (noise {floor.expected:.3f} "
        f"± {floor.standard_error:.3f}) bias={float((means - counts).mean()):+.3f} "
        f"variance={float(variance.mean()):.2f} of {float(((counts - means) ** 2).mean()):.2f}"
    )
    reached = error <= MEDIAN_ERROR_FLOORS.get(market, np.inf)
    return Row(market.value, figures, floor.too_good(error), bool(reached))
