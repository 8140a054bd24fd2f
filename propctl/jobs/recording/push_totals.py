"""Push the stored totals of all groups at once: before the first run, and after a gateway was lost."""

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Final

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Totals, Values
from propctl.domain.run_marker import Gauges
from propctl.errors import TemporaryError
from propctl.jobs.recording.publisher import PUSH_LEASE_SECONDS, Sink, TotalsPublisher, whole
from propctl.storage.run_records import RunRecordStore
from propctl.telemetry.exposition import GroupValues

INITIAL: Final = (JobName.RUN_ONCE, JobName.BACKFILL, JobName.HEALTH)
"""Jobs whose groups exist before their first run."""

WAIT_SECONDS: Final = 0.2


def read_groups(runs: RunRecordStore, sport: str) -> list[GroupValues]:
    """Read the totals of every group of a sport that has any."""
    namespace = runs.layout.namespace
    return [
        GroupValues(group, namespace, runs.read_totals(group).values) for group in _list_groups(runs, sport)
    ]


def push_groups(
    runs: RunRecordStore,
    sport: str,
    sinks: Sequence[Sink],
    initial: Callable[[JobName], Gauges] | None = None,
) -> list[str]:
    """Push every group of a sport, and return their names (TemporaryError for the first push that fails).

    With *initial*, the gauges of a job before its first run, also pushes the groups of jobs that never ran: a
    job that never begins must not be silent.
    """
    groups = _list_groups(runs, sport)
    if initial is not None:
        groups = sorted({*groups, *(Group(job, sport) for job in INITIAL)}, key=lambda group: group.name)
    owner = f"push-{secrets.token_hex(4)}"
    for group in groups:
        gauges = initial(group.job) if initial is not None else {}
        _push_group(TotalsPublisher(runs, group, owner, sinks), gauges)
    return [group.name for group in groups]


def _list_groups(runs: RunRecordStore, sport: str) -> list[Group]:
    return [group for group in runs.list_groups() if group.sport == sport]


def _push_group(publisher: TotalsPublisher, initial: Gauges) -> None:
    """Wait for the push lease, and push; *initial* are the gauges for a job that never ran."""

    def claimed(totals: Totals) -> Totals:
        more = whole(totals, publisher.group.job)
        if totals.as_of is None:
            more = more.model_copy(update={"values": more.values.plus(Values(gauges=initial))})
        return publisher.claimed(more)

    deadline = time.monotonic() + 2 * PUSH_LEASE_SECONDS
    while True:
        totals = publisher.runs.update_totals(publisher.group, claimed)
        if totals.pusher is not None and totals.pusher.owner == publisher.owner:
            failure = publisher.publish(totals)
            if failure is not None:
                raise failure
            return
        if time.monotonic() > deadline:
            raise TemporaryError(f"other processes are pushing {publisher.group.name}", hint="try again")
        time.sleep(WAIT_SECONDS)
