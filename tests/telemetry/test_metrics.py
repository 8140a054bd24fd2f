"""Every series there can be is known beforehand."""

import re
import shutil
import subprocess

import pytest

from propctl.connectors.provider_terms import REGISTER
from propctl.domain.market import Market
from propctl.domain.metric_labels import CacheOutcome, ChunkOutcome, JobName, RequestOutcome
from propctl.domain.metric_totals import SHARDS, Group, Histogram, Values, shard_of
from propctl.domain.option_values import ComponentName, Namespace
from propctl.domain.providers import Provider
from propctl.domain.report import Outcome
from propctl.telemetry.exposition import GroupValues, exposition
from propctl.telemetry.metrics import (
    BY_NAME,
    CACHE_DEGRADED,
    METRICS,
    REQUEST_DURATION,
    REQUESTS,
    RUN_DURATION,
    Kind,
    observed,
    zero_values,
)
from propctl.telemetry.metrics_buffer import MetricsBuffer
from propctl.version import __version__

ENUMERATED = {
    "outcome": {*Outcome, *RequestOutcome, *CacheOutcome, *ChunkOutcome},
    "market": set(Market),
    "provider": {entry.provider for entry in REGISTER},
    "component": set(ComponentName),
}
"""Everything that a label of a metric may say: nothing that grows with days, players, pods or messages."""

JOBS = {f"{prefix}{job}" for prefix in ("", "shadow_", "sample_") for job in JobName}
EVERYWHERE = {
    "job": JOBS,
    "sport": {"mlb"},
    "shard": {str(shard) for shard in range(SHARDS)},
    "version": {__version__},
}
SAMPLE = re.compile(r"(\w+?)(?:_bucket|_count|_sum)?\{(.*)\} (\S+)")
LABEL = re.compile(r'(\w+)="([^"]*)"')


def everything() -> str:
    groups = [
        GroupValues(Group(job, "mlb", shard), namespace, Values())
        for job in JobName
        for namespace in Namespace
        for shard in ((None,) if job is not JobName.BACKFILL else (None, 0, SHARDS - 1))
    ]
    return exposition(groups)


def samples(text: str) -> list[tuple[str, dict[str, str]]]:
    found = (SAMPLE.fullmatch(line) for line in text.splitlines() if not line.startswith("#"))
    return [(match[1], dict(LABEL.findall(match[2]))) for match in found if match]


def test_every_label_has_values_that_are_listed() -> None:
    for metric in METRICS:
        for label, values in metric.labels.items():
            assert set(values) <= ENUMERATED[label], (metric.name, label)


def test_every_value_that_is_written_is_listed() -> None:
    series = samples(everything())
    assert len(series) == everything().count("\n") - everything().count("# ")
    for name, labels in series:
        metric = next((m for m in METRICS if name.startswith(m.name)), None)
        assert metric is not None, name
        for label, value in labels.items():
            allowed = metric.labels.get(label) or EVERYWHERE.get(label)
            if label == "le":
                allowed = {*(f"{bound:g}" for bound in metric.bounds), "+Inf"}
            assert allowed is not None, f"{name} has the label {label}, whose values nobody has listed"
            assert value in allowed, (name, label, value)


def test_a_value_that_is_not_listed_does_not_get_out() -> None:
    stray = Values(counters={REQUESTS: {"mlb_stats_api,a message": 1.0}, "propctl_other_total": {"": 1.0}})
    text = exposition([GroupValues(Group(JobName.RUN_ONCE, "mlb"), Namespace.LIVE, stray)])
    assert "a message" not in text
    assert "propctl_other_total" not in text


def test_every_series_is_there_before_anything_was_counted() -> None:
    for metric in METRICS:
        for job in metric.jobs:
            values = zero_values(job)
            kept = {
                name: set(series)
                for kind in (values.counters, values.gauges, values.histograms)
                for name, series in kind.items()
            }
            expected = set(metric.combinations()) if metric.name != "propctl_build_info" else set()
            assert kept.get(metric.name, set()) == expected


def test_the_providers_are_those_of_the_register() -> None:
    assert set(Provider) == {entry.provider for entry in REGISTER}


def test_workers_share_a_bounded_number_of_groups() -> None:
    assert {shard_of(index) for index in range(1000)} == set(range(SHARDS))
    assert shard_of(None) is None


@pytest.mark.parametrize("shard", [None, 0, 63])
@pytest.mark.parametrize("job", JobName)
def test_a_group_is_found_again_by_its_name(job: JobName, shard: int | None) -> None:
    group = Group(job, "mlb", shard)
    assert Group.parse(group.name) == group


@pytest.mark.parametrize(
    "name", ["", "propctl_run_once", "other-mlb", "propctl_health-mlb-x", "propctl_health-3"]
)
def test_what_names_no_group_is_none(name: str) -> None:
    assert Group.parse(name) is None


def test_promtool_finds_nothing_to_say() -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not on PATH")
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=everything(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_buckets_are_cumulative_and_end_with_all() -> None:
    metrics_buffer = MetricsBuffer()
    for seconds in (0.5, 3.0, 3.5, 100_000.0):
        metrics_buffer.observe(RUN_DURATION, seconds)
    text = exposition([GroupValues(Group(JobName.RUN_ONCE, "mlb"), Namespace.LIVE, metrics_buffer.drain())])
    lines = [line for line in text.splitlines() if line.startswith(f"{RUN_DURATION}_bucket")]
    counts = [float(line.rsplit(" ", 1)[1]) for line in lines]
    assert (counts[0], counts[2], counts[-2], counts[-1]) == (1, 3, 3, 4)
    assert counts == sorted(counts)
    assert f'{RUN_DURATION}_count{{job="propctl_run_once",sport="mlb"}} 4.0' in text


def test_what_was_kept_under_other_bounds_counts_under_the_next() -> None:
    kept = Values(histograms={RUN_DURATION: {"": Histogram(counts={"4": 2, "+Inf": 1}, sum=10.0)}})
    text = exposition([GroupValues(Group(JobName.RUN_ONCE, "mlb"), Namespace.LIVE, kept)])
    assert f'{RUN_DURATION}_bucket{{job="propctl_run_once",le="2.5",sport="mlb"}} 0.0' in text
    assert f'{RUN_DURATION}_bucket{{job="propctl_run_once",le="5",sport="mlb"}} 2.0' in text


def test_an_observation_falls_under_the_first_bound_that_holds_it() -> None:
    first = BY_NAME[REQUEST_DURATION].bounds[0]
    assert observed(REQUEST_DURATION, first).counts == {"0.1": 1}
    assert observed(REQUEST_DURATION, 1e9).counts == {"+Inf": 1}


def test_a_tally_is_empty_after_it_was_drained() -> None:
    metrics_buffer = MetricsBuffer()
    metrics_buffer.request("mlb_stats_api", RequestOutcome.SUCCESS, 0.2)
    metrics_buffer.cache(CacheOutcome.ERROR)
    assert metrics_buffer.drain().counters[REQUESTS] == {"mlb_stats_api,success": 1.0}
    assert metrics_buffer.drain() == Values()


def test_counters_are_told_from_gauges_by_their_names() -> None:
    for metric in METRICS:
        assert (metric.kind is Kind.COUNTER) == metric.name.endswith("_total")


def test_a_failure_of_the_cache_is_shown_until_the_next_run() -> None:
    """Whatever else the cache says in the same run, and not for a miss."""
    metrics_buffer = MetricsBuffer()
    metrics_buffer.cache(CacheOutcome.MISS)
    assert CACHE_DEGRADED not in metrics_buffer.drain().gauges
    for outcome in (CacheOutcome.HIT, CacheOutcome.ERROR, CacheOutcome.MISS):
        metrics_buffer.cache(outcome)
    text = exposition([GroupValues(Group(JobName.RUN_ONCE, "mlb"), Namespace.LIVE, metrics_buffer.drain())])
    assert f'{CACHE_DEGRADED}{{job="propctl_run_once",sport="mlb"}} 1.0' in text


def test_a_histogram_sums_what_was_observed() -> None:
    metrics_buffer = MetricsBuffer()
    for seconds in (0.5, 3.0, 100_000.0):
        metrics_buffer.observe(RUN_DURATION, seconds)
    text = exposition([GroupValues(Group(JobName.RUN_ONCE, "mlb"), Namespace.LIVE, metrics_buffer.drain())])
    assert f'{RUN_DURATION}_sum{{job="propctl_run_once",sport="mlb"}} 100003.5' in text
