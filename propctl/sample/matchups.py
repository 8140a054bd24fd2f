"""Every batter of a season against every pitcher: thresholds that a uniform draw is compared with.

Batter and pitcher combine by odds ratio against the league, then hands and the side of the score board are
multiplied in. Only the four basic operations are used, element by element, which give the same bits anywhere.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from propctl.sample.people import BATTERS, PITCHERS, REGULARS, STARTERS, Rosters
from propctl.sample.random_draws import added
from propctl.sample.talent import (
    DOUBLE,
    EVENTS,
    HIT_BY_PITCH,
    HOME_RUN,
    SINGLE,
    TRIPLE,
    WALK,
    Rates,
    batter_rates,
    pitcher_rates,
    usual_rates,
)

Floats = NDArray[np.float64]

ORDER: Final = (SINGLE, WALK, DOUBLE, HOME_RUN, HIT_BY_PITCH, TRIPLE)
"""The events that reach base, as a draw tries them: the frequent ones first."""

_HOME: Final = (-0.01, 0.02, 0.06, 0.05, 0.07, -0.05, -0.035)
"""By what share each event is more frequent at home than away."""

_PLATOON: Final = {
    ("L", "L"): (1.04, 0.87, 1.0, 0.87, 0.88, 1.35, 1.05),
    ("L", "R"): (0.99, 1.04, 1.0, 1.02, 1.03, 0.91, 0.99),
    ("R", "L"): (0.98, 1.05, 1.0, 1.07, 1.11, 0.84, 0.98),
    ("R", "R"): (1.01, 0.97, 1.0, 0.98, 0.95, 1.07, 1.01),
}
_NEUTRAL: Final = (1.0,) * EVENTS

Row = list[float]
"""Of one pair: cumulative chances of :data:`ORDER` and the chance of a strikeout."""


class Talents:
    """The true rates of everybody in a season, by place."""

    def __init__(self, rosters: Rosters) -> None:
        self.rosters = rosters
        season = rosters.season
        self.batters: tuple[Rates, ...] = tuple(
            batter_rates(player, season, regular=place % BATTERS < REGULARS)
            for place, player in enumerate(rosters.batters)
        )
        self.pitchers: tuple[Rates, ...] = tuple(
            pitcher_rates(player, season, starter=place % PITCHERS < STARTERS)
            for place, player in enumerate(rosters.pitchers)
        )

    def rows(self, *, home: bool) -> list[Row]:
        """A row per pair, batter by batter, for batters at home or away."""
        chances = _chances(self.batters, self.pitchers)
        for event, multiplier in enumerate(self._platoon()):
            chances[event] *= multiplier
            chances[event] *= 1.0 + (0.5 if home else -0.5) * _HOME[event]
        total = chances[0].copy()
        for event in range(1, EVENTS + 1):
            total += chances[event]
        chances /= total
        reached = np.zeros_like(total)
        columns = []
        for event in ORDER:
            reached = reached + chances[event]
            columns.append(reached)
        columns.append(chances[EVENTS - 1])
        rows: list[Row] = np.stack([column.ravel() for column in columns], axis=-1).tolist()
        return rows

    def _platoon(self) -> Floats:
        """Multipliers (7, batters, pitchers); a switch hitter is neutral."""
        batters, pitchers = self.rosters.batters, self.rosters.pitchers
        kinds = sorted({(one.bats, two.throws) for one in batters for two in pitchers})
        table = np.array([_PLATOON.get(kind, _NEUTRAL) for kind in kinds])
        index = {kind: place for place, kind in enumerate(kinds)}
        pairs = np.array([[index[one.bats, two.throws] for two in pitchers] for one in batters])
        return np.ascontiguousarray(np.moveaxis(table[pairs], -1, 0), dtype=np.float64)


def _chances(batters: tuple[Rates, ...], pitchers: tuple[Rates, ...]) -> Floats:
    """Chances (8, batters, pitchers), the out last, before they are made to add up."""
    odds = _odds(batters)[:, :, None] * _odds(pitchers)[:, None, :] / _odds((usual_rates(),))[:, :, None]
    return np.asarray(odds / (1.0 + odds))


def _odds(rates: tuple[Rates, ...]) -> Floats:
    """Odds (8, n) of the events and the out."""
    events = [[rate[event] for rate in rates] for event in range(EVENTS)]
    chances = np.array([*events, [1.0 - added(rate) for rate in rates]])
    return np.asarray(chances / (1.0 - chances))
