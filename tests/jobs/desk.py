"""A store with a publisher before it."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from propctl.domain.option_values import Provenance
from propctl.domain.snapshot import Manifest, Pointer
from propctl.jobs.build import Build
from propctl.jobs.publish import Publication, publish
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, a_snapshot_context


class Desk:
    """Publishes builds, one run after the other."""

    def __init__(self, store: ObjectStore | None = None) -> None:
        self.store = store or MemoryStore()
        self._runs = 0

    def context(self, now: dt.datetime = AT_TEN) -> SnapshotContext:
        return a_snapshot_context(self.store, now)

    def publish(self, build: Build, run_id: str = "") -> Publication:
        """A run at the instant of *build*, with a name of its own."""
        self._runs += 1
        with ThreadPoolExecutor(2) as pool:
            context = self.context(build.content.as_of or AT_TEN)
            return publish(context, pool, build, run_id or f"run-{self._runs}")

    def manifests(self) -> list[Manifest]:
        """All that are committed, in the order of their keys."""
        snapshots = self.context().snapshots
        return [snapshots.read_manifest(ref.key) for ref in snapshots.list_snapshots()]

    def pointer(self, provenance: Provenance = Provenance.LIVE) -> Pointer:
        found = self.context().snapshots.read_pointer("mlb", DATE, provenance)
        assert found is not None
        return found[0]

    def lose_pointer(self, provenance: Provenance = Provenance.LIVE) -> None:
        """As if the run had died between manifest and pointer."""
        self.store.delete(self.context().snapshots.layout.pointer_key("mlb", DATE, provenance))

    def touch_pointer(self) -> None:
        """Another run has looked: one generation on, and nothing else."""
        key = self.context().snapshots.layout.pointer_key("mlb", DATE, Provenance.LIVE)
        pointer = self.pointer()
        moved = pointer.model_copy(update={"generation": pointer.generation + 1})
        self.store.put(key, moved.to_bytes())
