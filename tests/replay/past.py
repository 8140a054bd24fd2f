"""Past days, built with both clocks weeks later, when the provider knows how everything ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from propctl.connectors.baseball_savant import PitchSource
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.connectors.payloads import PayloadSource
from propctl.domain.market import Market, Role
from propctl.domain.prop import merge_rows
from propctl.domain.stats import SeasonTotals
from propctl.jobs.build import Build, fetch_and_build
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_inputs import BuildInputs, fetch_inputs
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from tests.replay.lab import Lab
from tests.replay.server import Replay

WEEKS_LATER = "2025-07-01T12:00:00Z"

PROPS_A_GAME = sum(18 if market.role is Role.BATTER else 2 for market in Market)
"""Nine batters a side in every batters' market, and both starters in every pitchers'."""

Plant = Callable[[PayloadSource, date], PayloadSource]
"""Puts something between a build of a day and the provider."""


PitchPlant = Callable[[PitchSource, date], PitchSource]
"""The same between a build and its days of pitches."""


def past_lab(replay: Replay, store: ObjectStore | None = None) -> Lab:
    """*store*, or an empty one in memory, on 2025-07-01."""
    return Lab(replay, store=MemoryStore() if store is None else store).at(WEEKS_LATER)


def built(lab: Lab, day: str, plant: Plant | None = None, pitch_plant: PitchPlant | None = None) -> Build:
    """A day's content, published nowhere."""
    with lab.build_context() as build_context:
        planted = _plant(build_context, date.fromisoformat(day), plant)
        if pitch_plant is not None:
            planted = replace(planted, savant=pitch_plant(build_context.savant, date.fromisoformat(day)))
        return fetch_and_build(planted, date.fromisoformat(day), build_context.today())


def gathered(lab: Lab, day: str) -> BuildInputs:
    """What a day's build works with."""
    with lab.build_context() as build_context:
        return fetch_inputs(build_context, date.fromisoformat(day), build_context.today())


def rows(made: Build) -> bytes:
    """The day's rows as they would be published."""
    return merge_rows(made.blobs.values())


def plate_appearances(totals: SeasonTotals) -> tuple[int, int]:
    """All batters' plate appearances, and all pitchers' batters faced."""
    return (
        sum(row.counts.plate_appearances for row in totals.batters.values()),
        sum(row.counts.batters_faced for row in totals.pitchers.values()),
    )


def _plant(build_context: BuildContext, day: date, plant: Plant | None) -> BuildContext:
    if plant is None:
        return build_context
    return replace(build_context, api=MlbStatsApi(plant(build_context.api.source, day)))
