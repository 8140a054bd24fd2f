"""One run's record: a marker when it begins, its end in the marker, then in the totals, then handed over.

In this order, because storage has no transaction over two objects. A run that dies before its marker ends is
counted as failed by a later one; one that dies after that is counted by a later one as what its marker says.
Whatever fails here is one warning, and never the run's own failure.
"""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from propctl.domain.calendar import to_second
from propctl.domain.metric_totals import Totals, Values
from propctl.domain.run_marker import Ending, Gauges, RunMarker
from propctl.errors import ExitCode, PropctlError, TemporaryError
from propctl.jobs.recording.gauges import run_values
from propctl.jobs.recording.overdue_runs import sweep_overdue_runs, with_swept
from propctl.jobs.recording.publisher import TotalsPublisher, whole
from propctl.storage.contract import Conflict
from propctl.telemetry.metrics_buffer import MetricsBuffer
from propctl.telemetry.time_limit import call_with_timeout

Value = TypeVar("Value")

PATIENCE_SECONDS: Final = 10.0
"""For what a recorder asks of the store at once: a mount that hangs must not hang a run."""

KEPT: Final = dt.timedelta(days=7)
MAX_PRUNED: Final = 50
"""Markers that one run removes; more than begin in an hour."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What is known of a run before it begins; ``allowance`` is what it may take, or may go on unheard of."""

    run_id: str
    allowance: dt.timedelta
    clock: Callable[[], dt.datetime]
    monotonic: Callable[[], float] = time.monotonic


class RunRecorder:
    """Records one run in its group's totals. No method raises a PropctlError.

    ``tally`` is filled while the run goes on.
    """

    def __init__(self, plan: RunSpec, publisher: TotalsPublisher, metrics_buffer: MetricsBuffer) -> None:
        self.metrics_buffer = metrics_buffer
        self._hung = False
        self._unstored: PropctlError | None = None
        self._unpublished: PropctlError | None = None
        self._spec = plan
        self._publisher = publisher
        self._runs, self._group = publisher.runs, publisher.group
        self._began = plan.monotonic()
        self._renewed = self._began
        self._unsent: list[tuple[str, Values, dt.datetime]] = []
        self._parts = 0
        self._marker = self._new_marker()
        self._etag: str | None = None

    @property
    def run_id(self) -> str:
        """The run's name."""
        return self._spec.run_id

    def begin(self) -> None:
        """Enter the run among those to come, count those that never came back, and leave the marker."""
        self._try(self._begin)

    def renew(self) -> None:
        """Of a long run: still here, and what was counted so far. Cheap to call often."""
        if self._spec.monotonic() - self._renewed < self._spec.allowance.total_seconds() / 4:
            return
        self._renewed = self._spec.monotonic()
        self._try(self._renew)

    def end(self, ending: Ending, gauges: Callable[[], Gauges]) -> None:
        """Write the end down, add it to the totals, and hand them over; *gauges* may fail like all else."""
        if self._hung and ending.exit_code != ExitCode.OK:
            return  # the storage hangs, as the run has found out by itself
        told = self._try(gauges) or {}
        totals = self._try(lambda: self._end(ending, told))
        if totals is None:
            return
        self._unpublished = self._try(lambda: self._publisher.publish(totals))
        self._try(self._prune)

    def faults(self, *, told_of_storage: bool) -> list[PropctlError]:
        """What went wrong here: of each kind the first; of the storage's only when it is to be told."""
        kinds = (self._unstored if told_of_storage else None, self._unpublished)
        return [fault for fault in kinds if fault is not None]

    def _try(self, act: Callable[[], Value]) -> Value | None:
        try:
            return call_with_timeout(PATIENCE_SECONDS, act)
        except PropctlError as error:
            self._unstored = self._unstored or error
        except TimeoutError:
            self._hung = True
            self._unstored = self._unstored or TemporaryError("the storage did not answer in time")
        return None

    def _new_marker(self) -> RunMarker:
        now = to_second(self._spec.clock())
        return RunMarker(
            run_id=self.run_id,
            job=self._group.job,
            sport=self._group.sport,
            shard=self._group.shard,
            started_at=now,
            deadline_at=now + self._spec.allowance,
        )

    def _begin(self) -> None:
        current = self._runs.read_totals(self._group)
        settled = sweep_overdue_runs(self._runs, self._group, current, self._now())

        def entered(totals: Totals) -> Totals:
            return with_swept(whole(totals, self._group.job), settled).begun(
                self.run_id, self._marker.deadline_at
            )

        self._runs.update_totals(self._group, entered)
        self._etag = self._runs.write_marker(self._marker, None)

    def _renew(self) -> None:
        self._set_aside()
        due = self._now() + self._spec.allowance

        def renewed(totals: Totals) -> Totals:
            told = self._with_unsent(totals)
            return told.begun(self.run_id, due) if self.run_id in told.pending else told

        self._runs.update_totals(self._group, renewed)
        self._unsent.clear()

    def _set_aside(self) -> None:
        """What was counted so far, under a name of its own: it counts once, whatever becomes of an answer."""
        self._parts += 1
        self._unsent.append((f"{self.run_id}-{self._parts}", self.metrics_buffer.drain(), self._now()))

    def _with_unsent(self, totals: Totals) -> Totals:
        for token, values, at in self._unsent:
            totals = totals.plus(token, values, at)
        return totals

    def _end(self, ending: Ending, told: Gauges) -> Totals:
        now = self._now()
        seconds = self._spec.monotonic() - self._began
        values = run_values(self._group.job, ending, told, seconds, now).plus(self.metrics_buffer.drain())
        marker = self._marker.ended(ending, values, now)
        try:
            self._etag = self._runs.write_marker(marker, self._etag)
        except Conflict:
            marker = self._current_marker(marker)

        def counted(totals: Totals) -> Totals:
            told = self._with_unsent(whole(totals, self._group.job))
            told = with_swept(told, [marker]) if marker.swept else told.plus(self.run_id, values, now)
            return self._publisher.claimed(told)

        return self._runs.update_totals(self._group, counted)

    def _current_marker(self, mine: RunMarker) -> RunMarker:
        """What the marker says that is not as we left it: swept, or begun by a write that seemed to fail."""
        current, etag = self._runs.read_marker(self.run_id)
        if current is None or current.values is None:
            self._etag = self._runs.write_marker(mine, etag)
            return mine
        if current.swept:
            self._unstored = self._unstored or TemporaryError(
                f"run {self.run_id} ended after {self._marker.deadline_at:%H:%M:%S} UTC, and counts as failed"
            )
        return current

    def _prune(self) -> None:
        self._runs.prune((self._now() - KEPT).date(), MAX_PRUNED)

    def _now(self) -> dt.datetime:
        return to_second(self._spec.clock())
