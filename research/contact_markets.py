"""What indicators from pitches gain in the markets' log loss, with constants fitted on other days."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.grading import graded
from benchmarks.table import FLOORS
from propctl.domain.contact import NO_CONTACT
from propctl.domain.market import Market
from propctl.domain.plate_appearance import Stage
from propctl.projection import project
from propctl.projection.contact import BATTER_INDICATORS, PITCHER_INDICATORS, Indicator
from propctl.projection.events import Floats
from propctl.projection.ladder import prob_over
from research.contact_candidates import folds
from research.contact_games import Season

MINIMUM = 1e-6
Line = tuple[Market, float]
LINES: Final[list[Line]] = [(market, line) for market, line in FLOORS if line is not None]


Indicators = Mapping[tuple[str, Stage], Indicator]
"""Indicators by role and stage."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Log loss per prop with the pitches less that without, with its standard error by day."""

    value: float
    error: float


def market_gains(season: Season, by_fold: Sequence[Indicators]) -> dict[Line, Difference]:
    """Differences per market and line, each day graded with the indicators of its fold."""
    without = [_losses(season[day : day + 1], contact=False) for day in range(len(season))]
    moved: list[dict[Line, Floats]] = [{} for _ in season]
    for indicators, (_, judged) in zip(by_fold, folds(np.arange(len(season))), strict=True):
        with using(indicators):
            for day in np.flatnonzero(judged).tolist():
                moved[day] = _losses(season[day : day + 1], contact=True)
    return {
        line: _difference(
            [new[line] - old[line] for new, old in zip(moved, without, strict=True) if line in old]
        )
        for line in LINES
    }


@contextmanager
def using(indicators: Indicators) -> Iterator[None]:
    """Overwrites the model's own tables and restores them: a script may do so, the model never does."""
    tables = (BATTER_INDICATORS.value, PITCHER_INDICATORS.value)
    kept = [dict(table) for table in tables]
    try:
        for table, role in zip(tables, ("batter", "pitcher"), strict=True):
            table.clear()
            table.update({stage: indicator for (of, stage), indicator in indicators.items() if of == role})
        yield
    finally:
        for table, old in zip(tables, kept, strict=True):
            table.clear()
            table.update(old)


def _losses(season: Season, *, contact: bool) -> dict[Line, Floats]:
    """The log loss of every prop, per market and line."""
    losses: dict[Line, list[float]] = {}
    for _, projection_input, outcomes in season:
        asked = projection_input if contact else replace(projection_input, contact=NO_CONTACT)
        for prop in graded(project(asked), outcomes):
            for market, line in LINES:
                if market is prop.market:
                    over = prob_over(prop.pmf, line)
                    chance = over if prop.count > line else 1.0 - over
                    losses.setdefault((market, line), []).append(-float(np.log(max(chance, MINIMUM))))
    return {line: np.array(values) for line, values in losses.items()}


def _difference(days: Sequence[Floats]) -> Difference:
    props = sum(len(day) for day in days)
    sums = np.array([day.sum() for day in days])
    return Difference(float(sums.sum()) / props, float(sums.std(ddof=1)) * len(days) ** 0.5 / props)
