"""Record the run of a command: around whatever it does, and without changing how it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from propctl.cli.output import warn
from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group
from propctl.domain.option_values import Namespace
from propctl.domain.report import Outcome
from propctl.domain.run_marker import CUTOFF, Ending, Gauges
from propctl.errors import ConfigurationError, ExitCode, PropctlError
from propctl.jobs.recording.gauges import scheduled_gauges
from propctl.jobs.recording.publisher import Sink, TotalsPublisher
from propctl.jobs.recording.run_recorder import RunRecorder, RunSpec
from propctl.jobs.recording.sinks import sinks_of
from propctl.runtime import clock_of, new_run_id, store_of
from propctl.settings import Ingestion, Settings
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.run_records import RunRecordStore
from propctl.telemetry.metrics_buffer import MetricsBuffer


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """Which run is recorded, and where; ``seconds`` is what it may take for its requests."""

    job: JobName
    namespace: Namespace
    seconds: float
    sport: str = "mlb"
    shard: int | None = None
    textfile: Path | None = None
    quiet: bool = False
    """Whether somebody else warns of what goes wrong here."""


class RecordingSession:
    """A context manager: the run begins with the block, and ends as the command says or as the block fails.

    A signal leaves the start marker as it is: the next run counts this one as failed. ``what`` is None for a
    rehearsal, which is not recorded.
    """

    def __init__(self, settings: Settings, what: RecordedRun | None) -> None:
        self.metrics_buffer = MetricsBuffer()
        self._settings = settings
        self._what = what
        self._clock = clock_of(settings)
        self.run_id = new_run_id(self._clock())
        self.store: ObjectStore | None = None
        self._recorder: RunRecorder | None = None
        self._faults: list[PropctlError] = []
        self._ending = Ending(Outcome.SUCCESS, ExitCode.OK)
        self._gauges: Callable[[], Gauges] = self._current_marker

    def __enter__(self) -> Self:
        """Leave the start marker. What fails here is told at the end, by one warning."""
        try:
            self.store = store_of(self._settings)
        except ConfigurationError:
            return self  # whoever needs the store will say so
        if self._what is not None:
            self._recorder = self._opened(self._what, self.store)
            self._recorder.begin()
        return self

    def ends(
        self,
        outcome: Outcome,
        exit_code: ExitCode = ExitCode.OK,
        report: dict[str, Any] | None = None,
        gauges: Callable[[], Gauges] | None = None,
    ) -> None:
        """How the run is to be recorded, unless the block fails after all."""
        self._ending = Ending(outcome, exit_code, report)
        self._gauges = gauges or self._current_marker

    def renew(self) -> None:
        """A long run is still at it."""
        if self._recorder is not None:
            self._recorder.renew()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Record the end; an error of the block passes on."""
        if error is not None and not isinstance(error, Exception):
            return
        if error is not None:
            code = error.exit_code if isinstance(error, PropctlError) else ExitCode.BUG
            self.ends(
                Outcome.FAILED, code, {"error": str(error)} if isinstance(error, PropctlError) else None
            )
        if self._recorder is not None:
            self._recorder.end(self._ending, self._gauges)
            self._tell(self._recorder)

    def _opened(self, what: RecordedRun, store: ObjectStore) -> RunRecorder:
        sinks: list[Sink] = []
        try:
            sinks = sinks_of(self._settings.pushgateway_url, what.textfile)
        except ConfigurationError as error:
            self._faults.append(error)
        runs = RunRecordStore(store, Layout(what.namespace))
        publisher = TotalsPublisher(runs, Group(what.job, what.sport, what.shard), self.run_id, sinks)
        allowance = timedelta(seconds=what.seconds) + CUTOFF
        return RunRecorder(RunSpec(self.run_id, allowance, self._clock), publisher, self.metrics_buffer)

    def _tell(self, recorder: RunRecorder) -> None:
        """One warning, and none of the storage when the run itself has failed: it has said so."""
        ended_well = self._ending.exit_code == ExitCode.OK
        faults = [*self._faults, *recorder.faults(told_of_storage=ended_well)]
        if faults and self._what is not None and not self._what.quiet:
            warn(f"metrics: {faults[0].message}")

    def _current_marker(self) -> Gauges:
        enabled = self._settings.use_free_ingestion is not Ingestion.OFF
        job = JobName.RUN_ONCE if self._what is None else self._what.job
        return scheduled_gauges(job, self._clock(), enabled=enabled)
