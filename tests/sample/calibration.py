"""Whether probabilities are those of the sample league: published ones against what came of its games."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from propctl.domain.market import Market
from propctl.jobs.build import fetch_and_build
from propctl.sample.fixtures import season_fixtures
from propctl.sample.league import Season
from tests.sample.lab import build_context
from tests.sample.truth import Key, outcomes

Floats = NDArray[np.float64]

BOUND: Final = 3.8
"""A perfect model has one of 32 |z| beyond it once in two hundred windows."""


@dataclass(frozen=True)
class Graded:
    """One market's props at their customary lines; ``games`` are the labels of what hangs together."""

    over: Floats
    happened: Floats
    games: NDArray[np.int64]

    def shifted(self, log_odds: float) -> "Graded":
        """The same from a model that is biased by so much."""
        return Graded(_chance(_log_odds(self.over) + log_odds), self.happened, self.games)

    def stretched(self, factor: float) -> "Graded":
        """The same from a model that is too sure, or not sure enough."""
        log_odds = _log_odds(self.over)
        middle = log_odds.mean()
        return Graded(_chance(middle + factor * (log_odds - middle)), self.happened, self.games)

    def z_of_mean(self) -> float:
        """Surplus of what happened over what was said, in standard errors."""
        return self._z(self.happened - self.over)

    def z_of_slope(self) -> float:
        """The same weighted with log odds: negative where the likely happens less often than said."""
        log_odds = _log_odds(self.over)
        return self._z((log_odds - log_odds.mean()) * (self.happened - self.over))

    def _z(self, surplus: Floats) -> float:
        """By game, for the props of one game hang together."""
        by_game = np.bincount(np.unique(self.games, return_inverse=True)[1], weights=surplus)
        return float(surplus.sum() / np.sqrt((by_game**2).sum()))


def rejected(graded: dict[Market, Graded]) -> list[Market]:
    """The markets whose probabilities are not the league's."""
    return [
        market
        for market, props in graded.items()
        if max(abs(props.z_of_mean()), abs(props.z_of_slope())) > BOUND
    ]


def replayed(first: date, days: int) -> dict[Market, Graded]:
    """*days* past days, each built as the commands build it, against the league's results."""
    rows: dict[Market, list[tuple[float, bool, int]]] = {}
    with build_context(first + timedelta(days=days + 30), statcast_window_days=30) as shop:
        for number in range(days):
            day = first + timedelta(days=number)
            results = dict(_results(day))
            for prop in fetch_and_build(shop, day, shop.today()).props:
                happened = results[prop.game_id][prop.player_id, prop.market] > prop.line
                rows.setdefault(prop.market, []).append((prop.prob_over, happened, prop.game_id))
    return {market: _graded(found) for market, found in rows.items()}


def _results(day: date) -> Iterator[tuple[int, dict[Key, int]]]:
    season = Season(day.year)
    for game in season_fixtures(day.year):
        if game.date == day:
            yield game.game_pk, outcomes(season, game)


def _graded(rows: list[tuple[float, bool, int]]) -> Graded:
    over, happened, games = zip(*rows, strict=True)
    return Graded(np.array(over), np.array(happened, dtype=np.float64), np.array(games))


def _log_odds(chances: Floats) -> Floats:
    return np.asarray(np.log(chances) - np.log1p(-chances))


def _chance(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))
