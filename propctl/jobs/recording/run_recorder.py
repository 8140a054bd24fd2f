"""Record one run: write a marker when it begins, its end in the marker, then in the totals, then push them.

In this order, because storage has no transaction over two objects. When a run dies before its marker ends, a
later run counts it as failed; when it dies after that, a later run counts it as its marker says. A failure
here is one warning, and never fails the run.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from propctl.domain.calendar import to_second
from propctl.domain.metric_totals import Totals, Values
from propctl.domain.report import Outcome
from propctl.domain.run_marker import Ending, Gauges, RunMarker
from propctl.errors import ExitCode, PropctlError, TemporaryError, UsageError
from propctl.jobs.recording.gauges import run_values
from propctl.jobs.recording.overdue_runs import sweep_overdue_runs, with_swept
from propctl.jobs.recording.publisher import TotalsPublisher, whole
from propctl.storage.contract import Conflict
from propctl.telemetry.metrics_buffer import MetricsBuffer
from propctl.telemetry.time_limit import call_with_timeout

Value = TypeVar("Value")

PATIENCE_SECONDS: Final = 10.0
"""For one step of recording: a mount that hangs must not hang a run."""

KEPT: Final = dt.timedelta(days=7)
MAX_PRUNED: Final = 50
"""Markers that one run removes at most; more than begin in an hour."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What is known of a run before it begins."""

    run_id: str
    allowance: dt.timedelta
    """How long the run may take, or may go without :meth:`RunRecorder.renew`."""
    clock: Callable[[], dt.datetime]
    monotonic: Callable[[], float] = time.monotonic
    gauges: Callable[[], Gauges] = dict
    """The gauges of a run that failed, or that sets none."""
    quiet: bool = False
    """Whether another process warns of failures here."""
    fault: PropctlError | None = None
    """A fault found before the run began, such as a malformed gateway URL."""


class RunRecorder:
    """Records the run in its block: as :meth:`set_ending` says, or as failed when the block raises.

    A UsageError makes the run one that never began: a mistyped option says nothing about ingestion. A signal
    leaves the start marker as it is: the next run counts this one as failed. Without a *publisher* the run
    has an id and counts in ``metrics_buffer``, and nothing is written: a dry run.
    """

    def __init__(
        self, spec: RunSpec, publisher: TotalsPublisher | None, metrics_buffer: MetricsBuffer
    ) -> None:
        self.metrics_buffer = metrics_buffer
        self.run_id = spec.run_id
        self._spec = spec
        self._writer = None if publisher is None else RecordWriter(spec, publisher, metrics_buffer)
        self._ending = Ending(Outcome.SUCCESS, ExitCode.OK)
        self._gauges: Gauges | None = None

    def __enter__(self) -> Self:
        """Write the start marker. A failure here is reported at the end, by one warning."""
        if self._writer is not None:
            self._writer.write_start()
        return self

    def set_ending(
        self,
        outcome: Outcome,
        exit_code: ExitCode = ExitCode.OK,
        report: dict[str, Any] | None = None,
        gauges: Callable[[], Gauges] | None = None,
    ) -> None:
        """Set how to record the run, unless the block fails later; *gauges* is called at once."""
        self._ending = Ending(outcome, exit_code, report)
        if self._writer is not None:
            self._gauges = self._writer.attempt(gauges or self._spec.gauges)

    def renew(self) -> None:
        """Record that a long run still goes on. Cheap to call often."""
        if self._writer is not None:
            self._writer.renew()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the end; an error of the block passes on."""
        if self._writer is None or not (error is None or isinstance(error, Exception)):
            return
        if isinstance(error, UsageError):
            self._writer.withdraw()
            return
        if error is not None:
            expected = isinstance(error, PropctlError)
            code = error.exit_code if isinstance(error, PropctlError) else ExitCode.BUG
            self.set_ending(Outcome.FAILED, code, {"error": str(error)} if expected else None)
        elif self._gauges is None:
            self._gauges = self._writer.attempt(self._spec.gauges)
        self._writer.write_end(self._ending, self._gauges or {})
        self._warn(self._writer)

    def _warn(self, writer: "RecordWriter") -> None:
        """Log one warning; none about storage when the run has failed, because its own error is reported."""
        faults = [self._spec.fault, *writer.faults(with_storage=self._ending.exit_code == ExitCode.OK)]
        first = next((fault for fault in faults if fault is not None), None)
        if first is not None and not self._spec.quiet:
            logging.getLogger("propctl").warning("metrics: %s", first.message)


class RecordWriter:
    """Writes marker and totals. No method raises a PropctlError."""

    def __init__(self, spec: RunSpec, publisher: TotalsPublisher, metrics_buffer: MetricsBuffer) -> None:
        self.metrics_buffer = metrics_buffer
        self.run_id = spec.run_id
        self._hung = False
        self._unstored: PropctlError | None = None
        self._unpublished: PropctlError | None = None
        self._spec = spec
        self._publisher = publisher
        self._runs, self._group = publisher.runs, publisher.group
        self._began = self._renewed = spec.monotonic()
        self._unsent: list[tuple[str, Values, dt.datetime]] = []
        self._parts = 0
        self._marker = self._new_marker()
        self._etag: str | None = None

    def write_start(self) -> None:
        """Add the run to the pending ones, count overdue ones, and write the marker."""
        self.attempt(self._write_start)

    def renew(self) -> None:
        """Extend a long run's deadline, and add its counts so far; at most every quarter of its allowance."""
        if self._spec.monotonic() - self._renewed < self._spec.allowance.total_seconds() / 4:
            return
        self._renewed = self._spec.monotonic()
        self.attempt(self._renew)

    def write_end(self, ending: Ending, gauges: Gauges) -> None:
        """Write the end, add it to the totals, and push them."""
        if self._hung and ending.exit_code != ExitCode.OK:
            return  # the storage hangs, and the run has already failed because of it
        totals = self.attempt(lambda: self._write_end(ending, gauges))
        if totals is None:
            return
        self._unpublished = self.attempt(lambda: self._publisher.publish(totals))
        self.attempt(self._prune)

    def withdraw(self) -> None:
        """Remove every trace of the run."""
        self.attempt(self._withdraw)

    def faults(self, *, with_storage: bool) -> list[PropctlError]:
        """The first fault of each kind."""
        kinds = (self._unstored if with_storage else None, self._unpublished)
        return [fault for fault in kinds if fault is not None]

    def attempt(self, act: Callable[[], Value]) -> Value | None:
        """The result of *act*; None, and a fault to report, when it fails or hangs."""
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

    def _write_start(self) -> None:
        current = self._runs.read_totals(self._group)
        swept = sweep_overdue_runs(self._runs, self._group, current, self._now())

        def entered(totals: Totals) -> Totals:
            return with_swept(whole(totals, self._group.job), swept).begun(
                self.run_id, self._marker.deadline_at
            )

        self._runs.update_totals(self._group, entered)
        self._etag = self._runs.write_marker(self._marker, None)

    def _withdraw(self) -> None:
        """In this order: a run that is pending without a marker would count as killed."""
        self._runs.update_totals(self._group, lambda totals: totals.without(self.run_id))
        self._runs.delete_marker(self.run_id)

    def _renew(self) -> None:
        self._set_aside()
        due = self._now() + self._spec.allowance

        def renewed(totals: Totals) -> Totals:
            more = self._with_unsent(totals)
            return more.begun(self.run_id, due) if self.run_id in more.pending else more

        self._runs.update_totals(self._group, renewed)
        self._unsent.clear()

    def _set_aside(self) -> None:
        """Keep the counts so far under a new token: they count once, even if a write's answer is lost."""
        self._parts += 1
        self._unsent.append((f"{self.run_id}-{self._parts}", self.metrics_buffer.drain(), self._now()))

    def _with_unsent(self, totals: Totals) -> Totals:
        for token, values, at in self._unsent:
            totals = totals.plus(token, values, at)
        return totals

    def _write_end(self, ending: Ending, gauges: Gauges) -> Totals:
        now = self._now()
        seconds = self._spec.monotonic() - self._began
        values = run_values(self._group.job, ending, gauges, seconds, now).plus(self.metrics_buffer.drain())
        marker = self._marker.ended(ending, values, now)
        try:
            self._etag = self._runs.write_marker(marker, self._etag)
        except Conflict:
            marker = self._settle_conflict(marker)

        def counted(totals: Totals) -> Totals:
            more = self._with_unsent(whole(totals, self._group.job))
            more = with_swept(more, [marker]) if marker.swept else more.plus(marker.run_id, values, now)
            return self._publisher.claimed(more)

        return self._runs.update_totals(self._group, counted)

    def _settle_conflict(self, ended: RunMarker) -> RunMarker:
        """The marker that counts: another run swept it, or the first write only seemed to fail."""
        current, etag = self._runs.read_marker(self.run_id)
        if current is None or current.values is None:
            self._etag = self._runs.write_marker(ended, etag)
            return ended
        if current.swept:
            self._unstored = self._unstored or TemporaryError(
                f"run {ended.run_id} ended after {ended.deadline_at:%H:%M:%S} UTC, and counts as failed"
            )
        return current

    def _prune(self) -> None:
        self._runs.prune_markers((self._now() - KEPT).date(), MAX_PRUNED)

    def _now(self) -> dt.datetime:
        return to_second(self._spec.clock())
