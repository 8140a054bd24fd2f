"""Hold a task's lease, and notice when another worker's lease has lapsed. Never compares wall clocks.

A lease is renewed by a thread; each change is a conditional write on the last etag seen, so a worker that
slept past its lease finds out at its next write. Another worker's lease has lapsed when this worker has seen
the same etag for one lease length on its monotonic clock.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

from propctl.domain.backfill_job import ChunkState, TaskState
from propctl.errors import PropctlError
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import Conflict

LEASE_SECONDS: Final = 60.0
RENEWALS_PER_LEASE: Final = 3


class LeaseLostError(Exception):
    """Another worker holds the task now; what this worker has done since does not count."""


class Lease:
    """A task that this worker holds; the lease is renewed until the block ends."""

    def __init__(
        self, jobs: BackfillJobStore, key: str, task_state: TaskState, etag: str, lease_seconds: float
    ) -> None:
        self.key = key
        self._jobs = jobs
        self._task_state = task_state
        self._etag = etag
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._pause = lease_seconds / RENEWALS_PER_LEASE
        self._thread = threading.Thread(target=self._renew, name=f"lease of {key}", daemon=True)

    @property
    def task_state(self) -> TaskState:
        """The state as this worker last wrote it."""
        return self._task_state

    def update(self, change: Callable[[TaskState], TaskState]) -> TaskState:
        """Write the state as *change* returns it (LeaseLostError when another worker holds the task)."""
        with self._lock:
            return self._write(change(self._task_state))

    def _write(self, changed: TaskState) -> TaskState:
        try:
            self._etag = self._jobs.write_task(self.key, changed, self._etag)
        except Conflict as error:
            raise LeaseLostError(self.key) from error
        self._task_state = changed
        return changed

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _renew(self) -> None:
        """Renew until the block ends or the lease is lost; after a failure of the store, try again."""
        while not self._done.wait(self._pause):
            try:
                with self._lock:
                    if self._done.is_set() or self._task_state.state is not ChunkState.LEASED:
                        return
                    self._write(self._task_state.renewed())
            except LeaseLostError:
                return
            except PropctlError:
                continue


@dataclass(slots=True)
class _Seen:
    etag: str
    since: float


class Watch:
    """Watches the etags of other workers' leases."""

    def __init__(self, lease_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lease_seconds = lease_seconds
        self._monotonic = monotonic
        self._seen: dict[str, _Seen] = {}

    def has_lapsed(self, key: str, etag: str) -> bool:
        """Whether this worker has seen the same etag for one lease length."""
        now = self._monotonic()
        seen = self._seen.get(key)
        if seen is None or seen.etag != etag:
            self._seen[key] = _Seen(etag, now)
            return False
        return now - seen.since >= self._lease_seconds
