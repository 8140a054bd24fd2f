"""Fits the constants of runs, runs batted in, steals and earned runs, and prints them.

Totals before 2025 have these counts by season only, so the constants are fitted on 2025 before 1 May: scoring
and driving in from the pitches, the rest from box scores, each day with what was known the day before. Run
from the repository's root::

    python -m research.fit_scoring --provider URL --savant URL [--end 2025-04-30]
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import httpx
import numpy as np

from benchmarks.history import Historian
from benchmarks.provider import Provider, days_between, statcast_day
from propctl.domain.plate_appearance import Event
from propctl.projection.event_probabilities import STARTER_SHARE, event_probabilities
from propctl.projection.events import Floats, Ints
from propctl.projection.fit_source import FIRST_2025, LAST_SPRING_2025
from propctl.projection.lineup_arrays import batting_slots, offense_sides
from propctl.projection.runs_and_rbis import MAX_BATTED_IN, OUTCOMES, before, behind, own_runs
from research.fit_spring import print_credited, print_earned_runs, print_scoring_rise, print_steals
from research.scoring_turns import Turn, scoring_turns
from research.starts import Day

STEPS: Final = 30
"""Newton's method has long arrived by then."""

SITUATION: Final = ("leading_off", "behind", "before", "own_runs")


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns (n,): what came and what it brought, and the situation (n, 4) as named above."""

    outcome: Ints
    scored: Floats
    batted_in: Ints
    situation: Floats


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit everything and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--provider", required=True, help="base URL of the statistics provider")
    parser.add_argument("--savant", required=True, help="base URL of the Statcast provider")
    parser.add_argument("--end", type=date.fromisoformat, default=LAST_SPRING_2025, help="last day to use")
    options = parser.parse_args(arguments)
    np.set_printoptions(precision=4, suppress=True, linewidth=120)
    spring = list(days_between(FIRST_2025, min(options.end, LAST_SPRING_2025)))
    with httpx.Client(timeout=120.0) as http:
        historian = Historian(Provider(http, options.provider))
        days = [day for day in map(historian.day, spring) if day[0].matchups]
        pitches = [row for day in spring for row in statcast_day(http, options.savant, day)]
    turns = turns_with_situations(scoring_turns(pitches), days)
    fit_runs(turns)
    fit_batted_in(turns)
    print_credited(days)
    print_steals(days)
    print_earned_runs(days)
    print_scoring_rise(days)


def turns_with_situations(turns: Iterable[Turn], days: Sequence[Day]) -> Turns:
    """The *turns* of games that the *days* asked for."""
    known = {}
    for projection_input, _ in days:
        sides = offense_sides(projection_input.matchups)
        batters = batting_slots(sides)
        against = event_probabilities(projection_input, sides, batters)
        events = STARTER_SHARE * against.starter + (1.0 - STARTER_SHARE) * against.bullpen
        after, target = behind(events, batters), before(events, batters)
        record = own_runs(projection_input.history, batters.players)
        for row in range(len(batters.players)):
            side, slot = sides[batters.side[row]], int(batters.slot[row])
            known[side.game_pk, side.home, slot] = float(slot == 0), after[row], target[row], record[row]
    told = [turn for turn in turns if (turn.game_pk, turn.home, turn.slot) in known]
    return Turns(
        np.array([turn.outcome for turn in told], dtype=np.int64),
        np.array([turn.scored for turn in told], dtype=np.float64),
        np.array([turn.batted_in for turn in told], dtype=np.int64),
        np.array([known[turn.game_pk, turn.home, turn.slot] for turn in told]),
    )


def fit_runs(turns: Turns) -> None:
    """Print the log odds of coming home: a logistic regression without home runs."""
    chosen = turns.outcome != Event.HOME_RUN
    leading_off, after, _, record = turns.situation[chosen].T
    kinds = np.delete(np.eye(OUTCOMES)[turns.outcome[chosen]], Event.HOME_RUN, axis=1)
    design = np.column_stack([kinds, leading_off, after - after.mean(), record])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-(design @ weights)))
        curvature = design.T @ (design * (chance * (1.0 - chance))[:, None])
        weights += np.linalg.solve(curvature, design.T @ (turns.scored[chosen] - chance))
    errors = np.sqrt(np.diag(np.linalg.inv(curvature)))
    print(f"RUN_LOG_ODDS (no home run) {weights[:-3]}")
    print(f"RUN_SHIFT {weights[-3:-1]} usual={after.mean():.4f}, OWN_RUNS {weights[-1]:.3f}")
    print(f"  standard errors {errors}")


def fit_batted_in(turns: Turns) -> None:
    """Print the shares of runs driven in by outcome, and what tilts them, by their likelihood."""
    counts = np.arange(MAX_BATTED_IN + 1)
    shares = np.array(
        [np.bincount(turns.batted_in[turns.outcome == one], minlength=5) for one in range(OUTCOMES)]
    )
    shares = shares / shares.sum(axis=1, keepdims=True)
    leading_off, _, target, _ = turns.situation.T
    design = np.column_stack([leading_off, target - target.mean()])
    weights = np.zeros(2)
    for _ in range(STEPS):
        tilted = shares[turns.outcome] * np.exp((design @ weights)[:, None] * counts)
        tilted /= tilted.sum(axis=1, keepdims=True)
        mean = tilted @ counts
        curvature = design.T @ (design * (tilted @ counts**2 - mean**2)[:, None])
        weights += np.linalg.solve(curvature, design.T @ (turns.batted_in - mean))
    print("RBI_SHARES", shares, sep="\n")
    print(f"RBI_SHIFT {weights} usual={target.mean():.4f}")
    print(f"  standard errors {np.sqrt(np.diag(np.linalg.inv(curvature)))}")


if __name__ == "__main__":
    main()
