"""The totals through the last known day, without what was played later."""

from concurrent.futures import Future
from datetime import date, timedelta
from typing import Final

from propctl.connectors.mlb_stats_api import Fetched
from propctl.connectors.payloads import PayloadChangedError, RequestError
from propctl.domain.slate import SeasonSchedule, SuspendedGame
from propctl.domain.snapshot import Note
from propctl.domain.stats import SeasonTotals
from propctl.jobs.build_context import BuildContext
from propctl.jobs.input_log import InputLog
from propctl.normalize.boxscore import BoxLine
from propctl.normalize.history import without_game
from propctl.normalize.payload import PayloadShapeError

NO_SCHEDULE: Final = SeasonSchedule(resumed=(), unfinished=frozenset())


class PendingHistory:
    """The season's totals and schedule through *through*, asked for together: they must be of one moment."""

    def __init__(
        self, build_context: BuildContext, input_log: InputLog, through: date, *, past: bool
    ) -> None:
        self._api = build_context.api
        self._input_log = input_log
        self._through = through
        self._past = past
        self._complete = False
        season = through.year
        reuse = self._api.has_history(season, through)
        self._totals = build_context.pool.submit(self._api.fetch_totals, season, through, reuse=reuse)
        self._schedule = build_context.pool.submit(self._api.fetch_season_schedule, through, reuse=reuse)

    def schedule(self) -> SeasonSchedule:
        """The season's schedule; without it, nothing is known of suspended games or of played ones."""
        try:
            fetched = self._schedule.result()
        except RequestError as error:
            self._input_log.degrade(error, "; suspended games finished since may be in the totals")
            return NO_SCHEDULE
        self._complete = self._through not in fetched.value.unfinished
        schedule = self._input_log.start_indexing(fetched, final=self._complete)
        if not self._complete:
            self._input_log.degraded.append(
                Note(code="history_incomplete", message=f"games of {self._through} are still on")
            )
        return schedule

    def totals(self, schedule: SeasonSchedule, before: date) -> SeasonTotals:
        """Everybody's totals as a build of *before* may know them (RequestError when there are none)."""
        fetched = self._totals.result()
        if schedule.played and not (fetched.value.batters and fetched.value.pitchers):
            raise PayloadChangedError(
                fetched.payload.request, f"nobody's totals, where {schedule.played} games have been played"
            )
        totals = self._input_log.start_indexing(fetched, final=self._complete)
        if self._through < before - timedelta(days=1):
            self._input_log.note("early_board", f"history ends on {self._through}")
        for game in schedule.resumed:
            if game.official_date <= self._through < game.resumed_date:
                totals = self._without(totals, game)
        return totals

    def _without(self, totals: SeasonTotals, game: SuspendedGame) -> SeasonTotals:
        """A past day's promise hangs on this; a live board may go out with the game still in."""
        try:
            fetched: Fetched[tuple[BoxLine, ...]] = self._api.fetch_boxscore(game.game_pk, game.resumed_date)
            remaining = without_game(totals, fetched.value)
        except RequestError as error:
            if self._past:
                raise
            self._input_log.degrade(error, "; what was played since may be in the totals")
            return totals
        except PayloadShapeError as error:
            raise PayloadChangedError(fetched.payload.request, str(error)) from error
        self._input_log.start_indexing(fetched, final=True)
        return remaining


def wait_for_earlier_seasons(
    input_log: InputLog, asked: "list[Future[Fetched[SeasonTotals]]]"
) -> tuple[SeasonTotals, ...]:
    """The finished seasons that are to be had, newest first."""
    empty = SeasonTotals(0)
    seasons = [input_log.wait_for(future, empty) for future in asked]
    found = tuple(season for season in seasons if season.batters or season.pitchers)
    if not found:
        input_log.note("no_earlier_season", "no totals of an earlier season")
    return found
