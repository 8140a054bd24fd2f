"""Hand a group's totals over, one process at a time, so that an older state never follows a newer one.

A counter that goes back is a restart to Prometheus: ``increase()`` would add all of it once more. So whoever
changes the totals takes the right to hand them over with the same write, unless somebody has it; and whoever
has it looks, when done, whether the totals have changed meanwhile. A dead holder is waited for ten seconds.
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
"""Longer than a push may take, and shorter than a period."""

MAX_PUSHES: Final = 5
"""In a row, while others keep changing the totals; the last of those hands over what is left."""

Sink = Callable[[GroupValues], None]
"""A gateway or a textfile (PropctlError when it does not take the totals)."""


def whole(totals: Totals, job: JobName) -> Totals:
    """*totals* with every series of the job's groups, at 0 where nothing was counted."""
    return totals.model_copy(update={"values": zero_values(job).plus(totals.values)})


@dataclass(frozen=True, slots=True)
class TotalsPublisher:
    """Hands over the totals of *group* as *owner*. *wall* is the real clock: others compare with theirs."""

    runs: RunRecordStore
    group: Group
    owner: str
    sinks: Sequence[Sink]
    wall: Callable[[], float] = time.time

    def claimed(self, totals: Totals) -> Totals:
        """*totals* with the right to hand them over, where it is free and there is a place to."""
        if not self.sinks or not totals.is_free_for(self.owner, self.wall()):
            return totals
        return totals.leased_by(Pusher(owner=self.owner, until=self.wall() + PUSH_LEASE_SECONDS))

    def publish(self, totals: Totals) -> PropctlError | None:
        """Hand *totals* over, and what others add meanwhile; the failure, if there was one.

        Nothing when somebody else has the right: theirs will be ours as well.
        """
        for _ in range(MAX_PUSHES):
            if totals.pusher is None or totals.pusher.owner != self.owner:
                return None
            failure = self._push_once(totals)
            told = totals.version
            totals = self.runs.update_totals(self.group, lambda now: self._after_push(now, told, failure))  # noqa: B023
            if failure is not None:
                return failure
        return None

    def _push_once(self, totals: Totals) -> PropctlError | None:
        """One attempt at each place, whatever became of the others."""
        failure: PropctlError | None = None
        told = GroupValues(self.group, self.runs.layout.namespace, totals.values)
        for sink in self.sinks:
            try:
                sink(told)
            except PropctlError as error:
                failure = failure or error
        return failure

    def _after_push(self, totals: Totals, told: int, failure: PropctlError | None) -> Totals:
        """The right given back, or kept for another round when the totals have changed since *told*."""
        if totals.pusher is None or totals.pusher.owner != self.owner:
            return totals  # held up for longer than the right lasts, or written by a lost answer
        if failure is None:
            return totals.leased_by(None) if totals.version == told else self.claimed(totals)
        failures = Values(counters={PUSH_FAILURES: {"": 1.0}})
        return totals.model_copy(
            update={
                "version": totals.version + 1,
                "values": totals.values.plus(failures),
                "pusher": None,
            }
        )
