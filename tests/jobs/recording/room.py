"""Recorders over a store, without a process."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from propctl.domain.metered import JobName
from propctl.domain.report import Outcome
from propctl.domain.runs import Ending, RunMarker
from propctl.domain.totals import Group, Totals
from propctl.errors import ExitCode
from propctl.jobs.recording.publishing import Publisher, Sink
from propctl.jobs.recording.recorder import Plan, Recorder
from propctl.runtime import new_run_id
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from propctl.storage.runs import RunStore
from propctl.telemetry.metrics import REQUESTS, RUNS
from propctl.telemetry.tally import Tally

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

    def runs(self, store: ObjectStore | None = None) -> RunStore:
        return RunStore(store or self.store, Layout(), sleep=lambda _: None)

    def recorder(self, store: ObjectStore | None = None, sinks: Sequence[Sink] = ()) -> Recorder:
        run_id = new_run_id(self.now)
        publisher = Publisher(self.runs(store), GROUP, run_id, sinks, wall=self._wall)
        plan = Plan(run_id, ALLOWANCE, lambda: self.now, monotonic=lambda: self.seconds)
        return Recorder(plan, publisher, Tally())

    def _wall(self) -> float:
        return self.now.timestamp()

    def run(
        self, ending: Ending = GOOD, store: ObjectStore | None = None, sinks: Sequence[Sink] = ()
    ) -> Recorder:
        """A whole run, with one request to a provider."""
        recorder = self.recorder(store, sinks)
        recorder.begin()
        recorder.tally.count(REQUESTS, "mlb_stats_api", "success")
        recorder.end(ending, dict)
        return recorder

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
