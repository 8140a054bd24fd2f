"""Fits what box scores of 2025 before 1 May tell of steals, earned runs, and good days for scoring."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from benchmarks.fit_days import LEAST_LIKELY, Day
from benchmarks.fit_outs import Starts, starts_of_days
from benchmarks.grading import Outcomes, graded
from benchmarks.lines import minimise
from propctl.domain.market import Market
from propctl.domain.stats import BatterTotals, BattingCounts, History
from propctl.projection import project, scoring_constants
from propctl.projection.constants import SECOND_EARLIER
from propctl.projection.earned_runs import base_runs, negative_binomial
from propctl.projection.events import Floats
from propctl.projection.fitted import from_spring_2025
from propctl.projection.scoring import SCORING_MARKETS
from propctl.projection.steals import times_on_first

RISES: Final = (0.0, 0.5, 1.0, 1.25, 1.5, 2.0)
OFF_FIRST: Final = 0.004
"""Steals of those who were never on first: after a double, or as somebody's runner."""


def print_steals(days: Sequence[Day]) -> None:
    """Print the league's rate, how far a record is believed, and how often a second steal follows."""
    games = np.array([row for question, came in days for row in _steals(question.history, came)])
    stolen, tried, own, trials = games[:, 0], games[:, 1], games[:, 2:5], games[:, 5:]
    league = float(stolen.sum() / tried.sum())

    def loss(parameters: Floats) -> float:
        k, weight = np.exp(parameters)
        seasons = np.array([1.0, weight, weight * SECOND_EARLIER])
        rate = (own @ seasons + k * league) / (trials @ seasons + k)
        expected = rate * tried + OFF_FIRST
        return float((expected - stolen * np.log(expected)).mean())

    k, weight = np.exp(minimise(loss, (2.3, -0.5)))
    once = tried == 1
    again = float((stolen[once] >= 2).sum() / (stolen[once] >= 1).sum())
    print(f"USUAL_STEALS {league:.4f} STEALS_K {k:.1f} STEALS_EARLIER {weight:.2f} SECOND_STEAL {again:.3f}")


def _steals(history: History, came: Outcomes) -> list[tuple[int, ...]]:
    """Per batter who started: steals, times on first, then both in this season and the two earlier ones."""
    seasons = (history.current, *history.earlier)
    rows = []
    for (_, player, _), counts in came.items():
        if isinstance(counts, BattingCounts):
            past = [_record(season.batters.get(player)) for season in seasons]
            stolen, tried = zip(*past, strict=True)
            rows.append((counts.stolen_bases, times_on_first(counts), *stolen, *tried))
    return rows


def _record(totals: BatterTotals | None) -> tuple[int, int]:
    return (totals.counts.stolen_bases, times_on_first(totals.counts)) if totals else (0, 0)


def print_earned_runs(days: Sequence[Day]) -> None:
    """Print the share of BaseRuns that is earned, and the dispersion of greatest likelihood."""
    starts = starts_of_days(days)
    plain = starts.faced * base_runs(starts.average)
    share = float(starts.earned_runs.sum() / plain.sum())
    found = minimise(lambda trial: _unlikelihood(starts, share * plain, float(trial[0])), (1.3,))
    dispersion = float(np.exp(found[0]))
    nothing = negative_binomial(share * plain, dispersion)[:, 0].mean()
    print(f"EARNED_SHARE {share:.3f} DISPERSION {dispersion:.2f}")
    print(f"  none: expected {nothing:.3f}, observed {(starts.earned_runs == 0).mean():.3f}")


def _unlikelihood(starts: Starts, mean: Floats, log_dispersion: float) -> float:
    pmf = negative_binomial(mean, float(np.exp(log_dispersion)))
    return float(-np.log(pmf[np.arange(len(mean)), starts.earned_runs.astype(int)]).mean())


def print_scoring_rise(days: Sequence[Day]) -> None:
    """Print the mean log likelihood at each of RISES; the model's own is put back afterwards."""
    fitted = scoring_constants.SCORING_RISE
    print("SCORING_RISE: mean log likelihood")
    for rise in RISES:
        setattr(scoring_constants, "SCORING_RISE", from_spring_2025(rise))  # noqa: B010 (it is Final)
        scores: dict[Market, list[float]] = {market: [] for market in SCORING_MARKETS}
        for question, came in days:
            for prop in graded(project(question), came):
                if prop.market in scores:
                    scores[prop.market].append(float(np.log(max(prop.pmf[prop.count], LEAST_LIKELY))))
        print(f"  {rise:.2f}", *(f"{market.value} {np.mean(found):.5f}" for market, found in scores.items()))
    setattr(scoring_constants, "SCORING_RISE", fitted)  # noqa: B010
