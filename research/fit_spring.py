"""Fits steals, earned runs and good days for scoring on the box scores of 2025 before 1 May."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from benchmarks.grading import Outcomes, graded
from propctl.domain.market import Market
from propctl.domain.plate_appearance import Event
from propctl.domain.stats import BatterTotals, BattingCounts, History
from propctl.projection import project, runs_and_rbis
from propctl.projection.event_probabilities import event_probabilities
from propctl.projection.events import Floats
from propctl.projection.fit_source import from_spring_2025
from propctl.projection.league import SECOND_EARLIER
from propctl.projection.lineup_arrays import batting_slots, offense_sides
from propctl.projection.pitching import base_runs, evenly_mixed_poisson
from propctl.projection.runs_and_rbis import MAX_BATTED_IN, SCORING_COUNTS, scoring
from propctl.projection.steals import times_on_first
from research.fit_days import MIN_LIKELY
from research.lines import minimise
from research.starts import Day, starts_of_days

RISES: Final = (0.0, 0.5, 1.0, 1.25, 1.5, 2.0)
REACHES: Final = tuple(round(0.01 * percent, 2) for percent in range(60, 100))
OFF_FIRST: Final = 0.004
"""Steals of those who were never on first: after a double, or as somebody's runner."""


def print_steals(days: Sequence[Day]) -> None:
    """Print the league's rate, how far a record is believed, and how often a second steal follows."""
    games = np.array(
        [row for projection_input, came in days for row in _steals(projection_input.history, came)]
    )
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
    print(f"LEAGUE_STEALS {league:.4f} STEALS_K {k:.1f} STEALS_EARLIER {weight:.2f} SECOND_STEAL {again:.3f}")


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


def print_credited(days: Sequence[Day]) -> None:
    """Print the runs batted in of box scores against those that RBI_SHARES expect, home runs apart."""
    came, expected = 0.0, 0.0
    for projection_input, outcomes in days:
        sides = offense_sides(projection_input.matchups)
        batters = batting_slots(sides)
        brought = scoring(
            projection_input.history, batters, event_probabilities(projection_input, sides, batters)
        )
        each = brought.batted_in @ np.arange(MAX_BATTED_IN + 1.0)
        for row, player in enumerate(batters.players):
            counts = outcomes.get((sides[batters.side[row]].game_pk, player, "batter"))
            if isinstance(counts, BattingCounts):
                came += counts.rbi - counts.home_runs * each[row, Event.HOME_RUN]
                expected += float(_without_home_runs(counts) @ each[row])
    print(f"credited with {came / expected:.3f} of RBI_SHARES (to be multiplied, home runs apart)")


def _without_home_runs(counts: BattingCounts) -> Floats:
    """How often each outcome (7,) that can move a runner came, home runs as 0."""
    reached = counts.hits + counts.walks + counts.hit_by_pitch
    out = counts.plate_appearances - reached - counts.strikeouts
    return np.array(
        [counts.singles, counts.doubles, counts.triples, 0, counts.walks, counts.hit_by_pitch, out],
        dtype=np.float64,
    )


def print_earned_runs(days: Sequence[Day]) -> None:
    """Print the share of BaseRuns that is earned, and the range of the rate of greatest likelihood."""
    starts = starts_of_days(days)
    runs, plain = starts.came(lambda counts: counts.earned_runs), starts.faced * base_runs(starts.average)
    share = float(runs.sum() / plain.sum())
    event_probabilities = {reach: evenly_mixed_poisson(share * plain, reach) for reach in REACHES}
    scores = {
        reach: float(np.log(pmf[np.arange(len(runs)), runs]).sum())
        for reach, pmf in event_probabilities.items()
    }
    best = max(scores, key=lambda reach: scores[reach])
    print(f"EARNED_SHARE {share:.3f} RATE_RANGE {best:.2f}")
    print(f"  none: expected {event_probabilities[best][:, 0].mean():.3f}, observed {(runs == 0).mean():.3f}")


def print_scoring_rise(days: Sequence[Day]) -> None:
    """Print the mean log likelihood at each of RISES; the model's own is put back afterwards."""
    fitted = runs_and_rbis.SCORING_RISE
    print("SCORING_RISE: mean log likelihood")
    for rise in RISES:
        setattr(runs_and_rbis, "SCORING_RISE", from_spring_2025(rise))  # noqa: B010 (it is Final)
        scores: dict[Market, list[float]] = {
            market: [] for market in Market if market.spec.counts in SCORING_COUNTS
        }
        for projection_input, came in days:
            for prop in graded(project(projection_input), came):
                if prop.market in scores:
                    scores[prop.market].append(float(np.log(max(prop.pmf[prop.count], MIN_LIKELY))))
        print(f"  {rise:.2f}", *(f"{market.value} {np.mean(found):.5f}" for market, found in scores.items()))
    setattr(runs_and_rbis, "SCORING_RISE", fitted)  # noqa: B010
