"""What the commands of ``propctl metrics`` do. Heavy: imported when one of them runs."""

import secrets
import time
from pathlib import Path
from typing import Final

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Totals, Values, shard_of
from propctl.domain.option_values import MetricJob, Namespace
from propctl.domain.run_marker import Gauges
from propctl.errors import ConfigurationError, TemporaryError
from propctl.jobs.recording.gauges import scheduled_gauges
from propctl.jobs.recording.publisher import PUSH_LEASE_SECONDS, TotalsPublisher, whole
from propctl.jobs.recording.sinks import gateway_of, sinks_of
from propctl.jobs.recording.success_ratio import SuccessReport, success_report
from propctl.runtime import clock_of, default_namespace, open_pool, store_of
from propctl.settings import Ingestion, Settings
from propctl.storage.layout import Layout
from propctl.storage.run_records import RunRecordStore
from propctl.telemetry.exposition import GroupValues, exposition

INITIAL: Final = (JobName.RUN_ONCE, JobName.BACKFILL, JobName.HEALTH)
"""Jobs whose groups ``--init`` begins."""

WAIT_SECONDS: Final = 0.2

NOWHERE: Final = ConfigurationError(
    "there is no place to hand totals over to; nothing was pushed",
    hint="set PROPCTL_PUSHGATEWAY_URL, or give --textfile DIR",
)


def group_of(job: MetricJob, sport: str, shard: int | None) -> Group:
    """The group of a job that was named on the command line."""
    return Group(JobName(f"propctl_{job}"), sport, shard_of(shard))


def stored_groups(settings: Settings, sport: str, namespace: Namespace | None) -> list[GroupValues]:
    """Every group of a sport that has totals."""
    runs = _runs(settings, namespace)
    found = [group for group in runs.groups() if group.sport == sport]
    return [GroupValues(group, runs.layout.namespace, runs.read_totals(group).values) for group in found]


def text_of(groups: list[GroupValues]) -> str:
    """The exposition text."""
    return exposition(groups)


def records(groups: list[GroupValues]) -> list[dict[str, object]]:
    """The totals as they are kept."""
    return [{**told.labels, **told.values.model_dump(mode="json")} for told in groups]


def success(settings: Settings, sport: str, namespace: Namespace | None) -> SuccessReport:
    """How reliable the ingestion of a sport was."""
    runs = _runs(settings, namespace)
    with open_pool() as pool:
        return success_report(runs, Group(JobName.RUN_ONCE, sport), pool, clock_of(settings)())


def push(
    settings: Settings, sport: str, namespace: Namespace | None, *, init: bool, textfile: Path | None
) -> list[str]:
    """Hand over every group of a sport, and name them (TemporaryError for the first that did not arrive)."""
    sinks = sinks_of(settings.pushgateway_url, textfile)
    if not sinks:
        raise NOWHERE
    runs = _runs(settings, namespace)
    groups = [group for group in runs.groups() if group.sport == sport]
    if init:
        groups = sorted({*groups, *(Group(job, sport) for job in INITIAL)}, key=lambda group: group.name)
    owner = f"push-{secrets.token_hex(4)}"
    for group in groups:
        _hand_over(
            TotalsPublisher(runs, group, owner, sinks), _before_the_first(settings, group) if init else {}
        )
    return [group.name for group in groups]


def _before_the_first(settings: Settings, group: Group) -> Gauges:
    """What holds before any run: a job that never begins must not be silent."""
    enabled = settings.use_free_ingestion is not Ingestion.OFF
    return scheduled_gauges(group.job, clock_of(settings)(), enabled=enabled)


def _hand_over(publisher: TotalsPublisher, before: Gauges) -> None:
    """Wait for whoever is at it, and hand over after them; *before* is for a group that never ran."""

    def claimed(totals: Totals) -> Totals:
        told = whole(totals, publisher.group.job)
        if totals.as_of is None:
            told = told.model_copy(update={"values": told.values.plus(Values(gauges=before))})
        return publisher.claimed(told)

    deadline = time.monotonic() + 2 * PUSH_LEASE_SECONDS
    while True:
        totals = publisher.runs.update_totals(publisher.group, claimed)
        if totals.pusher is not None and totals.pusher.owner == publisher.owner:
            failure = publisher.publish(totals)
            if failure is not None:
                raise failure
            return
        if time.monotonic() > deadline:
            raise TemporaryError(f"{publisher.group.name} is being handed over by others", hint="try again")
        time.sleep(WAIT_SECONDS)


def delete(settings: Settings, group: Group, namespace: Namespace | None) -> str:
    """Make the gateway forget *group* (ConfigurationError without one, PushError when it does not)."""
    if settings.pushgateway_url is None:
        raise ConfigurationError(
            "there is no Pushgateway; nothing was deleted", hint="set PROPCTL_PUSHGATEWAY_URL"
        )
    gateway_of(settings.pushgateway_url).delete(group.labels(namespace or default_namespace(settings)))
    return group.name


def _runs(settings: Settings, namespace: Namespace | None) -> RunRecordStore:
    return RunRecordStore(store_of(settings), Layout(namespace or default_namespace(settings)))
