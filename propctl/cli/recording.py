"""Record the run of a command: around whatever it does, and without changing how it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from propctl.cli.output import warn
from propctl.domain.choices import Namespace
from propctl.domain.metered import JobName
from propctl.domain.report import Outcome
from propctl.domain.runs import CUTOFF, Ending, Gauges
from propctl.domain.totals import Group
from propctl.errors import ConfigurationError, ExitCode, PropctlError
from propctl.jobs.recording.gauges import scheduled_gauges
from propctl.jobs.recording.places import sinks_of
from propctl.jobs.recording.publishing import Publisher, Sink
from propctl.jobs.recording.recorder import Plan, Recorder
from propctl.runtime import clock_of, new_run_id, store_of
from propctl.settings import Ingestion, Settings
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.runs import RunStore
from propctl.telemetry.tally import Tally


@dataclass(frozen=True, slots=True)
class Recorded:
    """Which run is recorded, and where; ``seconds`` is what it may take for its requests."""

    job: JobName
    namespace: Namespace
    seconds: float
    sport: str = "mlb"
    shard: int | None = None
    textfile: Path | None = None
    quiet: bool = False
    """Whether somebody else warns of what goes wrong here."""


class Recording:
    """A context manager: the run begins with the block, and ends as the command says or as the block fails.

    A signal leaves the start marker as it is: the next run counts this one as failed. ``what`` is None for a
    rehearsal, which is not recorded.
    """

    def __init__(self, settings: Settings, what: Recorded | None) -> None:
        self.tally = Tally()
        self._settings = settings
        self._what = what
        self._clock = clock_of(settings)
        self.run_id = new_run_id(self._clock())
        self.store: ObjectStore | None = None
        self._recorder: Recorder | None = None
        self._faults: list[PropctlError] = []
        self._ending = Ending(Outcome.SUCCESS, ExitCode.OK)
        self._gauges: Callable[[], Gauges] = self._standing

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
        self._gauges = gauges or self._standing

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

    def _opened(self, what: Recorded, store: ObjectStore) -> Recorder:
        sinks: list[Sink] = []
        try:
            sinks = sinks_of(self._settings.pushgateway_url, what.textfile)
        except ConfigurationError as error:
            self._faults.append(error)
        runs = RunStore(store, Layout(what.namespace))
        publisher = Publisher(runs, Group(what.job, what.sport, what.shard), self.run_id, sinks)
        allowance = timedelta(seconds=what.seconds) + CUTOFF
        return Recorder(Plan(self.run_id, allowance, self._clock), publisher, self.tally)

    def _tell(self, recorder: Recorder) -> None:
        """One warning, and none of the storage when the run itself has failed: it has said so."""
        ended_well = self._ending.exit_code == ExitCode.OK
        faults = [*self._faults, *recorder.faults(told_of_storage=ended_well)]
        if faults and self._what is not None and not self._what.quiet:
            warn(f"metrics: {faults[0].message}")

    def _standing(self) -> Gauges:
        enabled = self._settings.use_free_ingestion is not Ingestion.OFF
        job = JobName.RUN_ONCE if self._what is None else self._what.job
        return scheduled_gauges(job, self._clock(), enabled=enabled)
