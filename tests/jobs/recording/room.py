"""Recorders over a store, without a process."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Totals
from propctl.domain.report import Outcome
from propctl.domain.run_marker import Ending, RunMarker
from propctl.errors import ExitCode
from propctl.jobs.recording.publisher import Sink, TotalsPublisher
from propctl.jobs.recording.run_recorder import RecordWriter, RunRecorder, RunSpec
from propctl.runtime import new_run_id
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from propctl.storage.run_records import RunRecordStore
from propctl.telemetry.metrics import REQUESTS, RUNS
from propctl.telemetry.metrics_buffer import MetricsBuffer

GROUP = Group(JobName.RUN_ONCE, "mlb")
ALLOWANCE = dt.timedelta(minutes=6)
PERIOD = dt.timedelta(minutes=10)
GOOD = Ending(Outcome.SUCCESS, ExitCode.OK)
FAILED = Ending(Outcome.FAILED, ExitCode.REFUSED)


@dataclass
class Room:
    """One group in one store, and a clock that moves when told to."""

    store: ObjectStore = field(default_factory=MemoryStore)
    now: dt.datetime = dt.datetime(2025, 6, 8, 14, tzinfo=dt.UTC)
    seconds: float = 0.0

    def runs(self, store: ObjectStore | None = None) -> RunRecordStore:
        return RunRecordStore(store or self.store, Layout(), sleep=lambda _: None)

    def writer(self, store: ObjectStore | None = None, sinks: Sequence[Sink] = ()) -> RecordWriter:
        spec = self._spec()
        return RecordWriter(spec, self._publisher(spec, store, sinks), MetricsBuffer())

    def recorder(self) -> RunRecorder:
        spec = self._spec()
        return RunRecorder(spec, self._publisher(spec), MetricsBuffer())

    def _spec(self) -> RunSpec:
        return RunSpec(new_run_id(self.now), ALLOWANCE, lambda: self.now, monotonic=lambda: self.seconds)

    def _publisher(
        self, spec: RunSpec, store: ObjectStore | None = None, sinks: Sequence[Sink] = ()
    ) -> TotalsPublisher:
        return TotalsPublisher(self.runs(store), GROUP, spec.run_id, sinks, wall=self._wall)

    def _wall(self) -> float:
        return self.now.timestamp()

    def run(
        self, ending: Ending = GOOD, store: ObjectStore | None = None, sinks: Sequence[Sink] = ()
    ) -> RecordWriter:
        """A whole run, with one request to a provider."""
        writer = self.writer(store, sinks)
        writer.write_start()
        writer.metrics_buffer.count(REQUESTS, "mlb_stats_api", "success")
        writer.write_end(ending, {})
        return writer

    def later(self) -> None:
        self.now += PERIOD

    def totals(self) -> Totals:
        return self.runs().read_totals(GROUP)

    def count(self, outcome: str) -> float:
        return self.totals().values.counters[RUNS][outcome]

    def requests(self) -> float:
        return self.totals().values.counters[REQUESTS]["mlb_stats_api,success"]

    def marker(self, run_id: str) -> RunMarker:
        marker, _ = self.runs().read_marker(run_id)
        assert marker is not None
        return marker
