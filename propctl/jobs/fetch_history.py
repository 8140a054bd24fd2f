"""The season's totals through the last known day, without what was played later."""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from propctl.connectors.mlb_stats_api import Fetched, MlbStatsApi
from propctl.connectors.payloads import PayloadChangedError, RequestError
from propctl.domain.slate import SeasonSchedule, SuspendedGame
from propctl.domain.snapshot import Note
from propctl.domain.stats import SeasonTotals
from propctl.jobs.build_context import BuildContext
from propctl.jobs.input_log import InputLog
from propctl.normalize.boxscore import BoxLine
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.suspended_game import without_game

NO_SCHEDULE: Final = SeasonSchedule(resumed=(), unfinished=frozenset())
WITHOUT_SCHEDULE: Final = "; suspended games finished since may be in the totals"


def start_history_requests(
    build_context: BuildContext, input_log: InputLog, through: date, *, past: bool
) -> "PendingHistory":
    """Request the season's totals and schedule through *through* together: both must be of one moment."""
    api, season = build_context.api, through.year
    reuse = api.has_history(season, through)
    return PendingHistory(
        api=api,
        input_log=input_log,
        through=through,
        past=past,
        totals=build_context.pool.submit(api.fetch_totals, season, through, reuse=reuse),
        schedule=build_context.pool.submit(api.fetch_season_schedule, through, reuse=reuse),
    )


@dataclass(slots=True)
class PendingHistory:
    """The requests of :func:`start_history_requests`; wait for the schedule first."""

    api: MlbStatsApi
    input_log: InputLog
    through: date
    past: bool
    totals: "Future[Fetched[SeasonTotals]]"
    schedule: "Future[Fetched[SeasonSchedule]]"
    complete: bool = False
    """Whether all games through that day are over, by the schedule."""
    partial: bool = False
    """Whether players were left out of the totals, because their rows could not be read."""

    def wait_for_schedule(self) -> SeasonSchedule:
        """The season's schedule; without it, neither suspended nor played games are known."""
        try:
            fetched = self.schedule.result()
        except RequestError as error:
            self.input_log.degrade(error, WITHOUT_SCHEDULE)
            return NO_SCHEDULE
        self.complete = self.through not in fetched.value.unfinished
        schedule = self.input_log.start_indexing(fetched, final=self.complete, without=WITHOUT_SCHEDULE)
        if not self.complete:
            self.input_log.degraded.append(
                Note(code="history_incomplete", message=f"games of {self.through} are still on")
            )
        return schedule

    def wait_for_totals(self, schedule: SeasonSchedule, before: date) -> SeasonTotals:
        """All players' totals as a build of *before* may know them (RequestError when there are none)."""
        fetched = self.totals.result()
        if schedule.played and not (fetched.value.batters and fetched.value.pitchers):
            raise PayloadChangedError(
                fetched.payload.request,
                f"nobody's totals, where {schedule.played} games have been played",
            )
        totals = self.input_log.start_indexing(fetched, final=self.complete)
        self.partial = bool(fetched.left_out)
        if self.through < before - timedelta(days=1):
            self.input_log.note("early_board", f"history ends on {self.through}")
        for game in schedule.resumed:
            if game.official_date <= self.through < game.resumed_date:
                totals = self._fetch_and_subtract(totals, game)
        return totals

    def _fetch_and_subtract(self, totals: SeasonTotals, game: SuspendedGame) -> SeasonTotals:
        """A past day must not know the game; a live board may be published with the game in its totals."""
        try:
            fetched: Fetched[tuple[BoxLine, ...]] = self.api.fetch_boxscore(game.game_pk, game.resumed_date)
            remaining = without_game(totals, fetched.value, partial=self.partial)
        except RequestError as error:
            if self.past:
                raise
            self.input_log.degrade(error, "; what was played since may be in the totals")
            return totals
        except PayloadShapeError as error:
            raise PayloadChangedError(fetched.payload.request, str(error)) from error
        self.input_log.start_indexing(fetched, final=True)
        return remaining


def wait_for_earlier_seasons(
    input_log: InputLog, requests: "list[Future[Fetched[SeasonTotals]]]"
) -> tuple[SeasonTotals, ...]:
    """The available earlier seasons, newest first."""
    empty = SeasonTotals(0)
    totals = (input_log.wait_for(request, empty) for request in requests)
    seasons = tuple(season for season in totals if season.batters or season.pitchers)
    if not seasons:
        input_log.note("no_earlier_season", "no totals of an earlier season")
    return seasons
