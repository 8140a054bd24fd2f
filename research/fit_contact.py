"""Fits the rates to expect from pitches: the constants of ``propctl/projection/contact.py``.

Prints the tables of ``docs/model.md``: every candidate, and what the kept ones gain per market, on days held
out of the fit. Uses only 2025 before 1 May, from both providers (or a replay of them). Run from the
repository's root::

    python -m research.fit_contact --provider URL --savant URL
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import httpx
import numpy as np
import polars as pl

from benchmarks.history import Historian
from benchmarks.pitches import PitchDays
from benchmarks.provider import Provider, days_between
from propctl.normalize.contact import CONTACT_COLUMNS
from propctl.projection.contact import BATTER_INDICATORS, PITCHER_INDICATORS
from propctl.projection.fit_source import FIRST_2025, LAST_SPRING_2025
from research.contact_candidates import (
    CANDIDATES,
    Candidate,
    Fit,
    Games,
    by_day,
    folds,
    gains,
    known,
    likeliest,
    measures,
    players_of,
    slope_across,
)
from research.contact_games import Season, faced_by, games_of
from research.contact_markets import Indicators, market_gains
from research.contact_splits import SPLITS, split_fit
from research.lines import Bools

COLUMNS: Final = (
    "game_pk", *CONTACT_COLUMNS, "events", "zone", "stand", "p_throws", "estimated_ba_using_speedangle",
)  # fmt: skip
STAGE_NAMES: Final = ("walk", "hit by pitch", "strikeout", "home run", "hit in play", "double", "triple")


@dataclass(frozen=True, slots=True)
class Spring:
    """Days with games, and their pitches: the measures of each day by player and hands, and of its window."""

    season: Season
    daily: Mapping[date, pl.DataFrame]
    windows: Mapping[int, pl.DataFrame]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit every candidate and print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--provider", required=True, help="base URL of the statistics provider")
    parser.add_argument("--savant", required=True, help="base URL of the Statcast provider")
    options = parser.parse_args(arguments)
    with httpx.Client(timeout=120.0) as http:
        pitches = PitchDays(http, options.savant, COLUMNS)
        spring = spring_of(Historian(Provider(http, options.provider), pitches), pitches)
    games = {role: games_of(spring.season, role) for role in ("batter", "pitcher")}
    print("candidate: slope, weight (halved), log likelihood gained per thousand held-out player-games")
    for candidate in CANDIDATES:
        report(candidate, fit(spring, games[candidate[0]], candidate), games[candidate[0]])
    for candidate in SPLITS:
        found = split_fit(games["batter"], faced_by(spring.season), spring.windows, candidate)
        report(candidate, found, games["batter"], " of the own platoon split")
    print_markets(spring, games)


def spring_of(historian: Historian, pitches: PitchDays) -> Spring:
    """Every day with games before 1 May."""
    season, daily, windows = [], {}, {}
    for day in days_between(FIRST_2025, LAST_SPRING_2025):
        projection_input, outcomes = historian.day(day)
        if outcomes:
            season.append((day, projection_input, outcomes))
            daily[day] = _measured(pitches.day(day))
            windows[day.toordinal()] = _measured(pitches.before(day))
    return Spring(season, daily, windows)


def _measured(pitches: pl.DataFrame) -> pl.DataFrame:
    """Sums of every measure by batter, pitcher and hands."""
    by = ("batter", "pitcher", "stand", "p_throws")
    counted = pitches.select(*by, **{name: mark.cast(pl.Float64) for name, mark in measures().items()})
    return counted.group_by(by).sum().sort(by)


def fit(spring: Spring, games: Games, candidate: Candidate) -> Fit:
    """A candidate's figures from all days, and its gains on each day from those of the other folds."""
    days = np.unique(games.days)
    told = known(games, spring.windows, candidate)
    held_out = np.zeros(len(days))
    for chosen, judged in folds(days):
        slope, weight = figures(spring, games, candidate, chosen)
        gained = by_day(games, gains(games, candidate[1], told, slope, weight))
        held_out[judged] = gained[judged]
    return Fit(*figures(spring, games, candidate, np.ones(len(days), dtype=np.bool_)), held_out)


def figures(spring: Spring, games: Games, candidate: Candidate, chosen: Bools) -> tuple[float, float]:
    """Slope and weight from the *chosen* days."""
    role, stage, mark, of = candidate
    days = [date.fromordinal(day) for day in np.unique(games.days)[chosen].tolist()]
    slope = slope_across(players_of(spring.daily, days, role), stage, mark, of)
    told = known(games, spring.windows, candidate)
    return slope, likeliest(games, stage, told, slope, chosen)


def report(candidate: Candidate, found: Fit, games: Games, what: str = "") -> None:
    """One line of the candidates' table."""
    role, stage, mark, of = candidate
    scale = 1000.0 / len(games.days)
    gained, error = found.gains.sum(), found.gains.std(ddof=1) * len(found.gains) ** 0.5
    print(
        f"{role:7} {STAGE_NAMES[stage]:11} {mark} / {of}{what}: {found.slope:.2f} {found.weight:.3f} "
        f"{scale * gained:+.3f} ± {scale * error:.3f}"
    )


def print_markets(spring: Spring, games: Mapping[str, Games]) -> None:
    """Differences in log loss per market, of each kept sign alone and of all."""
    by_fold = [_indicators(spring, games, chosen) for chosen, _ in folds(np.arange(len(spring.season)))]
    for only in (*by_fold[0], None):
        print("log loss per prop, with less without:", only or "all")
        alone = [
            {key: indicator for key, indicator in indicators.items() if only in (key, None)}
            for indicators in by_fold
        ]
        for (market, line), difference in market_gains(spring.season, alone).items():
            print(
                f"  {market.value} {line}: {1e4 * difference.value:+.2f} ± {1e4 * difference.error:.2f} e-4"
            )


def _indicators(spring: Spring, games: Mapping[str, Games], chosen: Bools) -> Indicators:
    """The kept indicators with constants from the *chosen* days."""
    indicators = {}
    for role, table in (("batter", BATTER_INDICATORS.value), ("pitcher", PITCHER_INDICATORS.value)):
        for stage, indicator in table.items():
            candidate = (role, stage, indicator.numerator, indicator.denominator)
            slope, weight = figures(spring, games[role], candidate, chosen)
            indicators[role, stage] = replace(indicator, slope=slope, weight=weight)
    return indicators


if __name__ == "__main__":
    main()
