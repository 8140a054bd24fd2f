"""One job over one store, as storms and clean runs work on it."""

from dataclasses import dataclass
from datetime import date, timedelta

from propctl.build_runtime import open_build_context
from propctl.domain.backfill_job import BackfillPlan, BackfillSpec, JobStatus
from propctl.domain.option_values import Namespace, Reprocess
from propctl.jobs.backfill.plan import submit
from propctl.jobs.backfill.status import read_job_status
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.projection import MODEL_VERSION
from propctl.runtime import open_snapshot_context
from propctl.settings import Settings
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from propctl.storage.snapshots import SnapshotStore


def settings_of(environment: dict[str, str]) -> Settings:
    names = {name.removeprefix("PROPCTL_").lower(): value for name, value in environment.items()}
    return Settings.model_validate(
        {name: value for name, value in names.items() if name in Settings.model_fields}
    )


@dataclass(frozen=True)
class Job:
    """So many days from *first*, a chunk each, in the store that *settings* name."""

    settings: Settings
    first: date
    days: int

    def submit(self, store: ObjectStore | None = None) -> BackfillPlan:
        spec = BackfillSpec(
            sport="mlb",
            start=self.first,
            end=self.first + timedelta(days=self.days - 1),
            chunk_days=1,
            model_version=MODEL_VERSION,
            statcast_window_days=self.settings.statcast_window_days,
        )
        with open_build_context(
            self.settings, open_snapshot_context(self.settings, Namespace.LIVE, store)
        ) as build_context:
            return submit(build_context, spec, Reprocess.NONE).plan

    def status(self, plan: BackfillPlan) -> JobStatus:
        with open_build_context(
            self.settings, open_snapshot_context(self.settings, Namespace.LIVE)
        ) as build_context:
            return read_job_status(build_context, build_context.pool, plan)

    def published(self) -> dict[str, str]:
        """The digest of every manifest's rows by its key, which has the id of its content in it."""
        return published_in(open_snapshot_context(self.settings, Namespace.LIVE).store)

    def pointers(self) -> int:
        return len(list(open_snapshot_context(self.settings, Namespace.LIVE).store.list("v1/latest/")))

    def clean_run(self) -> dict[str, str]:
        """What one worker that nobody disturbs publishes, in a store of its own."""
        store = MemoryStore()
        plan = self.submit(store)
        with open_build_context(
            self.settings, open_snapshot_context(self.settings, Namespace.LIVE, store)
        ) as build_context:
            run_worker(build_context, plan, WorkerOptions())
        return published_in(store)


def published_in(store: ObjectStore) -> dict[str, str]:
    snapshots = SnapshotStore(store)
    return {ref.key: snapshots.read_manifest(ref.key).rows.sha256 for ref in snapshots.list_snapshots()}
