"""Leases: kept by conditional writes, lost to whoever wrote meanwhile, lapsed by one's own clock alone."""

import threading

import pytest

from propctl.domain.backfill_job import ChunkState, TaskState
from propctl.errors import TemporaryError
from propctl.jobs.backfill.lease import Lease, LeaseLostError, Watch
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.storage.faults import FaultyStore

KEY = "v1/jobs/job/chunks/00000.json"


class Clock:
    """A monotonic clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def jobs_over(store: ObjectStore) -> BackfillJobStore:
    return BackfillJobStore(store, Layout())


def a_lease(jobs: BackfillJobStore, owner: str = "a", lease_seconds: float = 3600.0) -> Lease:
    task_state, etag = jobs.read_task(KEY)
    mine = task_state.claimed(owner)
    return Lease(jobs, KEY, mine, jobs.write_task(KEY, mine, etag), lease_seconds)


def test_a_change_is_written() -> None:
    jobs = jobs_over(MemoryStore())
    a_lease(jobs).update(TaskState.finished)
    assert jobs.read_task(KEY)[0].state is ChunkState.DONE


def test_whoever_slept_past_the_lease_cannot_write() -> None:
    jobs = jobs_over(MemoryStore())
    sleeper = a_lease(jobs, "sleeper")
    a_lease(jobs, "taker")
    with pytest.raises(LeaseLostError):
        sleeper.update(TaskState.finished)
    task_state, _ = jobs.read_task(KEY)
    assert (task_state.state, task_state.owner, task_state.epoch) == (ChunkState.LEASED, "taker", 2)


class Renewals(MemoryStore):
    """Tells when so many writes have come."""

    def __init__(self, awaited: int) -> None:
        super().__init__()
        self._left = awaited
        self.came = threading.Event()

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        etag = super().put(key, data, if_absent=if_absent, if_match=if_match)
        self._left -= 1
        if self._left == 0:
            self.came.set()
        return etag


def test_a_lease_is_renewed_as_long_as_it_is_held() -> None:
    store = Renewals(awaited=4)
    jobs = jobs_over(store)
    with a_lease(jobs, lease_seconds=0.03) as lease:
        assert store.came.wait(10.0)
        lease.update(TaskState.finished)
    task_state, _ = jobs.read_task(KEY)
    assert (task_state.state, task_state.epoch, task_state.beat >= 4) == (ChunkState.DONE, 1, True)


def test_a_store_that_is_down_for_a_moment_does_not_end_the_renewals() -> None:
    store = Renewals(awaited=5)
    faulty = FaultyStore(store, 3, TemporaryError("down"))
    with a_lease(jobs_over(faulty), lease_seconds=0.03):
        assert store.came.wait(10.0)


def test_a_lease_has_lapsed_when_its_etag_stood_still_for_one_lease_length() -> None:
    clock = Clock()
    watch = Watch(60.0, clock)
    first = watch.has_lapsed(KEY, "etag")
    clock.now += 59.9
    before = watch.has_lapsed(KEY, "etag")
    clock.now += 0.1
    assert (first, before, watch.has_lapsed(KEY, "etag")) == (False, False, True)


def test_a_renewal_starts_the_watch_anew() -> None:
    clock = Clock()
    watch = Watch(60.0, clock)
    watch.has_lapsed(KEY, "one")
    clock.now += 100.0
    renewed = watch.has_lapsed(KEY, "two")
    clock.now += 59.0
    assert (renewed, watch.has_lapsed(KEY, "two")) == (False, False)
