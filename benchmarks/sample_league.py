"""The model in the sample league, compared with the truth: its chances for each line, and those from replays.

    python -m benchmarks.sample_league --days 8 --replays 40

Results of sixty days show a bias of two points at best, replayed games one of a few tenths. Days are spread
over several seasons, because the players of one season are only one draw.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from propctl.build_runtime import open_build_context
from propctl.domain.market import Market
from propctl.domain.option_values import Namespace
from propctl.jobs.build import fetch_and_build
from propctl.runtime import open_snapshot_context
from propctl.sample.fixtures import season_fixtures
from propctl.sample.league import Season
from propctl.settings import ProviderMode, Settings
from propctl.storage.memory import MemoryStore
from tests.sample.truth import Key, true_shares

FIRST_DAYS = (date(2011, 3, 20), date(2017, 6, 10), date(2023, 9, 1), date(2031, 11, 1), date(2042, 4, 20))
STEP = timedelta(days=3)


@dataclass(frozen=True)
class Said:
    """A published chance of going over a line, and the true one."""

    market: Market
    over: float
    true: float


def compared(first: date, days: int, replays: int) -> Iterator[Said]:
    """Every prop of *days* past days, three days apart."""
    last = first + days * STEP
    settings = Settings(
        provider_mode=ProviderMode.SAMPLE,
        now=datetime(last.year + 1, 1, 2, tzinfo=UTC),
        storage_url="memory://",
    )
    season = Season(first.year)
    context = open_snapshot_context(settings, Namespace.SAMPLE, MemoryStore())
    with open_build_context(settings, context) as build_context:
        for number in range(days):
            day = first + number * STEP
            truth = _truth(season, day, replays)
            for prop in fetch_and_build(build_context, day, context.today()).props:
                shares = truth[prop.game_id][prop.player_id, prop.market]
                true = sum(share for count, share in shares.items() if count > prop.line)
                yield Said(prop.market, prop.prob_over, true)


def _truth(season: Season, day: date, replays: int) -> dict[int, dict[Key, dict[int, float]]]:
    games = [game for game in season_fixtures(day.year) if game.date == day]
    return {game.game_pk: true_shares(season, game, replays) for game in games}


def main(days: int, replays: int) -> None:
    """Print a line per market: what is said, what is true, and the slope of the truth on what is said."""
    said = [one for first in FIRST_DAYS for one in compared(first, days, replays)]
    print(f"{'market':24} {'props':>6} {'said':>7} {'true':>7} {'differ':>7} {'slope':>6}")
    for market in Market:
        over = np.array([one.over for one in said if one.market is market])
        true = np.array([one.true for one in said if one.market is market])
        slope = np.polyfit(over, true, 1)[0]
        differ = true.mean() - over.mean()
        figures = f"{over.mean():7.2%} {true.mean():7.2%} {differ:+7.2%} {slope:6.2f}"
        print(f"{market.value:24} {len(over):6,} {figures}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=8, help="days of each of the seasons")
    parser.add_argument("--replays", type=int, default=40, help="other courses of each game")
    given = parser.parse_args()
    main(given.days, given.replays)
