"""Fits the constants of ``propctl/projection/`` again and prints them.

Fits on the game lines of 2024 (``--data``, with the provider's totals of 2023 as the earlier season);
handedness and the times through the order on Statcast before 1 May 2025; starters' workload on the starts of
both. Run from the repository's root::

    python -m research.fit_model --data DIR --provider URL --savant URL
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np

from benchmarks.history import Historian
from benchmarks.pitches import PitchDays
from benchmarks.provider import Provider, days_between, statcast_day
from propctl.domain.matchup import Handedness
from propctl.domain.plate_appearance import Stage
from propctl.domain.stats import SeasonTotals
from propctl.projection.events import Floats, batting_row, stage_counts
from propctl.projection.fit_source import FIRST_2025, LAST_SPRING_2025
from research.fit_days import SPREADS, appearance_effects, day_spreads
from research.fit_outs import print_outs
from research.fit_rates import (
    NO_TILT,
    Known,
    beyond_prior,
    earlier_rows,
    fit_stage,
    known,
    league_before,
)
from research.fit_setting import (
    SEASON_PRIOR,
    home_effect,
    park_factors,
    pitch_cells,
    platoon_cells,
    platoon_effects,
    season_seasonality,
    times_through,
)
from research.fit_workload import faced_table, fit_start_means, slot_table
from research.lines import Lines, batting_lines, pitching_lines
from research.season_2024 import season_2024
from research.starts import Day, starts_of_days
from research.strikeout_turns import strikeout_turns

FIGURES = "k={:.0f} earlier={:.2f} shift={:.3f} newcomer={:.3f}"
STAGE_NAMES = ("walk", "hit by pitch", "strikeout", "home run", "hit in play", "double", "triple")


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit everything and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the 2024 lines")
    parser.add_argument("--provider", required=True, help="base URL of the statistics provider")
    parser.add_argument("--savant", required=True, help="base URL of the Statcast provider")
    options = parser.parse_args(arguments)
    np.set_printoptions(precision=4, suppress=True, linewidth=120, threshold=100_000)
    batting, pitching = batting_lines(options.data), pitching_lines(options.data)
    with httpx.Client(timeout=120.0) as http:
        provider = Provider(http, options.provider)
        earlier = provider.season(2023)
        fit_beliefs(batting, pitching, earlier)
        handedness = provider.handedness(2025)
        fit_setting(batting, provider, options.savant, handedness)
        historian = Historian(provider, PitchDays(http, options.savant))
        spring = [historian.day(day) for day in days_between(FIRST_2025, LAST_SPRING_2025)]
    season = list(season_2024(batting, pitching, earlier, handedness))
    fit_opportunity(batting, pitching)
    fit_whole(season, slot_table(batting))
    fit_starts([day for day in (*season, *spring) if day[0].matchups])


def fit_beliefs(batting: Lines, pitching: Lines, earlier: SeasonTotals) -> None:
    """Print the league's rates and, per stage, how far players' records are believed."""
    league_2023 = _league(np.sum([batting_row(player.counts) for player in earlier.batters.values()], axis=0))
    print("LEAGUE_STAGES", _league(batting.rows.sum(axis=0)))
    relieved = pitching.numbers("gamesStarted") == 0
    both = _league(pitching.rows[relieved].sum(axis=0))[:5] / _league(pitching.rows.sum(axis=0))[:5]
    print("RELIEVER_RATIO", both)
    for name, lines, chosen, totals, stages in (
        ("BATTER_PRIOR", batting, batting.column("starter") == "True", earlier.batters, 7),
        ("STARTER_PRIOR", pitching, ~relieved, earlier.pitchers, 5),
    ):
        league = league_before(batting, lines.dates, league_2023, season_seasonality(batting))
        data = known(lines, chosen, earlier_rows(lines, totals), league, league_2023)
        _print_prior(name, data, stages)


def _print_prior(name: str, data: Known, stages: int) -> None:
    print(name)
    fitted = {stage: fit_stage(data, stage, NO_TILT) for stage in range(stages)}
    beyond = beyond_prior(data, fitted)
    for stage, plain in fitted.items():
        print(f"  {STAGE_NAMES[stage]:13} {FIGURES.format(*plain)}")
        if stage >= Stage.HOME_RUN:
            k, weight, shift, newcomer, walks, strikeouts = fit_stage(data, stage, beyond)
            figures = FIGURES.format(k, weight, shift, newcomer)
            print(f"  {'with tilt':13} {figures} by_walks={walks:.3f} by_strikeouts={strikeouts:.3f}")


def _league(row: Floats) -> Floats:
    successes, trials = stage_counts(np.asarray(row, dtype=np.float64))
    return successes / np.maximum(trials, 1.0)


def fit_setting(batting: Lines, provider: Provider, savant: str, handedness: Handedness) -> None:
    """Print the effects of side, park, season, hands and times through the order."""
    print("HOME_EFFECT", home_effect(batting))
    print("PARK_FACTORS")
    for venue, factors in sorted(park_factors(batting).items()):
        print(f"    {venue}: ({', '.join(f'{factor:.3f}' for factor in factors)}),")
    print("SEASONALITY", SEASON_PRIOR * season_seasonality(batting))
    spring = days_between(FIRST_2025, LAST_SPRING_2025)
    pitches = [row for day in spring for row in statcast_day(provider.http, savant, day)]
    effects = platoon_effects(platoon_cells(batting, handedness), pitch_cells(pitches, handedness))
    print("PLATOON (left-left, left-right, right-left, right-right)", np.exp(effects).reshape(4, 7), sep="\n")
    print("TIMES_THROUGH", times_through(*strikeout_turns(pitches, provider.season(2024))))


def fit_opportunity(batting: Lines, pitching: Lines) -> None:
    """Print the distributions of plate appearances and what relief takes."""
    print("PLATE_APPEARANCES", slot_table(batting), sep="\n")
    relieved = pitching.numbers("gamesStarted") == 0
    print("FACED_IN_RELIEF", pitching.rows[relieved, 0].mean())


def fit_whole(season: Sequence[Day], table: Floats) -> None:
    """Print what needs the whole model: run again after the other constants have changed."""
    print("APPEARANCE_EFFECTS", appearance_effects(season, table))
    print("OVERDISPERSION: mean log likelihood at", SPREADS)
    for market, scores in day_spreads(season).items():
        print(f"  {market.value:20}", np.array(scores))


def fit_starts(days: Sequence[Day]) -> None:
    """Print what starters' work rests on; run again with START_MEAN in place, for the tables use it."""
    data = starts_of_days(days)
    print("START_MEAN (late: 0.7 of this)", fit_start_means(data))
    print("FACED_TABLE", faced_table(data.came(lambda counts: counts.batters_faced), data.faced), sep="\n")
    print_outs(data)


if __name__ == "__main__":
    main()
