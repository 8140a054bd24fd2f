"""Push a group's totals, one process at a time, so that an older state never follows a newer one.

To Prometheus a counter that goes back has restarted: ``increase()`` would add all of it once more. So a
process that changes the totals takes the push lease with the same write, unless another holds it; and the
holder checks after each push whether the totals have changed meanwhile. A dead holder's lease ends after ten
seconds.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Pusher, Totals, Values
from propctl.errors import PropctlError
from propctl.storage.run_records import RunRecordStore
from propctl.telemetry.exposition import GroupValues
from propctl.telemetry.metrics import PUSH_FAILURES, zero_values

PUSH_LEASE_SECONDS: Final = 10.0
"""Longer than a push may take, and shorter than the time between runs."""

MAX_PUSHES: Final = 5
"""Pushes in a row while others keep changing the totals; the last process to change them pushes the rest."""

Sink = Callable[[GroupValues], None]
"""Writes totals to a gateway or a textfile (PropctlError when that fails)."""


def whole(totals: Totals, job: JobName) -> Totals:
    """*totals* with every series of the job's groups, at 0 where nothing was counted."""
    return totals.model_copy(update={"values": zero_values(job).plus(totals.values)})


@dataclass(frozen=True, slots=True)
class TotalsPublisher:
    """Pushes the totals of *group* as *owner*; *wall* is the real clock, which all processes share."""

    runs: RunRecordStore
    group: Group
    owner: str
    sinks: Sequence[Sink]
    wall: Callable[[], float] = time.time

    def claimed(self, totals: Totals) -> Totals:
        """*totals* with the push lease, if it is free and there is a sink."""
        if not self.sinks or not totals.is_free_for(self.owner, self.wall()):
            return totals
        return totals.leased_by(Pusher(owner=self.owner, until=self.wall() + PUSH_LEASE_SECONDS))

    def publish(self, totals: Totals) -> PropctlError | None:
        """Push *totals*, and what others add meanwhile; returns the failure, if there was one.

        Does nothing when another process holds the push lease: its push includes these totals.
        """
        for _ in range(MAX_PUSHES):
            if totals.pusher is None or totals.pusher.owner != self.owner:
                return None
            failure = self._push_once(totals)
            pushed = totals.version
            totals = self.runs.update_totals(self.group, lambda now: self._after_push(now, pushed, failure))  # noqa: B023
            if failure is not None:
                return failure
        return None

    def _push_once(self, totals: Totals) -> PropctlError | None:
        """One attempt at each sink, even if another fails."""
        failure: PropctlError | None = None
        values = GroupValues(self.group, self.runs.layout.namespace, totals.values)
        for sink in self.sinks:
            try:
                sink(values)
            except PropctlError as error:
                failure = failure or error
        return failure

    def _after_push(self, totals: Totals, pushed: int, failure: PropctlError | None) -> Totals:
        """The push lease released, or kept for another push if the totals have changed since *pushed*."""
        if totals.pusher is None or totals.pusher.owner != self.owner:
            return totals  # the lease ended before the push did, or a write whose answer was lost released it
        if failure is None:
            return totals.leased_by(None) if totals.version == pushed else self.claimed(totals)
        failures = Values(counters={PUSH_FAILURES: {"": 1.0}})
        return totals.model_copy(
            update={
                "version": totals.version + 1,
                "values": totals.values.plus(failures),
                "pusher": None,
            }
        )
