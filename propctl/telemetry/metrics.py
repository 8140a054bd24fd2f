"""Every metric: its name, kind, unit, jobs, and each value that its labels may have.

Nothing here may depend on a day, a player, a pod or a message, so the number of series is fixed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Final

from propctl.domain.market import Market
from propctl.domain.metric_labels import CacheOutcome, ChunkOutcome, JobName, RequestOutcome
from propctl.domain.metric_totals import Histogram, Values
from propctl.domain.option_values import ComponentName
from propctl.domain.providers import Provider
from propctl.domain.report import Outcome

ALL: Final = tuple(JobName)
Labels = dict[str, tuple[str, ...]]
INFINITY: Final = "+Inf"

RUN_SECONDS: Final = (1, 2.5, 5, 10, 30, 60, 120, 240, 480, 1800, 7200, 28800)
REQUEST_SECONDS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80)

_RUN, _FILL, _HEALTH = JobName.RUN_ONCE, JobName.BACKFILL, JobName.HEALTH


class Kind(StrEnum):
    """How a metric behaves."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. ``jobs`` are those whose groups have it, ``labels`` all values of each label."""

    name: str
    kind: Kind
    unit: str
    help: str
    jobs: tuple[JobName, ...] = ALL
    labels: Labels = field(default_factory=dict)
    bounds: tuple[float, ...] = ()

    def combinations(self) -> Iterator[str]:
        """The labels' values of every series, joined with commas."""
        return (",".join(values) for values in product(*self.labels.values()))


def _values(names: type[StrEnum]) -> tuple[str, ...]:
    return tuple(name.value for name in names)


_BY_OUTCOME: Final[Labels] = {"outcome": _values(Outcome)}
_BY_MARKET: Final[Labels] = {"market": _values(Market)}
_BY_PROVIDER: Final[Labels] = {"provider": _values(Provider)}

RUNS: Final = "propctl_runs_total"
RUN_DURATION: Final = "propctl_run_duration_seconds"
ENABLED: Final = "propctl_enabled"
NEXT_RUN: Final = "propctl_next_run_expected_timestamp_seconds"
LAST_RUN: Final = "propctl_last_run_timestamp_seconds"
LAST_SUCCESS: Final = "propctl_last_success_timestamp_seconds"
LAST_EXIT_CODE: Final = "propctl_last_run_exit_code"
PROPS: Final = "propctl_props_total"
SNAPSHOT_PROPS: Final = "propctl_snapshot_props"
SNAPSHOT_CHECKED: Final = "propctl_snapshot_checked_timestamp_seconds"
REQUESTS: Final = "propctl_provider_requests_total"
REQUEST_DURATION: Final = "propctl_provider_request_duration_seconds"
CACHE_REQUESTS: Final = "propctl_cache_requests_total"
CACHE_DEGRADED: Final = "propctl_cache_degraded"
CHUNKS: Final = "propctl_backfill_chunks_total"
CHUNKS_PENDING: Final = "propctl_backfill_chunks_pending"
HEALTH_UP: Final = "propctl_health_up"
PUSH_FAILURES: Final = "propctl_metrics_push_failures_total"
BUILD_INFO: Final = "propctl_build_info"

_C, _G, _H = Kind.COUNTER, Kind.GAUGE, Kind.HISTOGRAM

METRICS: Final = (
    Metric(RUNS, _C, "runs", "Runs that ended, or were found overdue and count as failed.", ALL, _BY_OUTCOME),
    Metric(RUN_DURATION, _H, "seconds", "How long runs took that reported their end.", bounds=RUN_SECONDS),
    Metric(
        ENABLED, _G, "0 or 1", "Whether USE_FREE_INGESTION lets runs fetch; 0 silences alerts.", (_RUN, _FILL)
    ),
    Metric(
        NEXT_RUN, _G, "seconds since 1970", "When the next run is due by the calendar.", (_RUN, _HEALTH)
    ),
    Metric(LAST_RUN, _G, "seconds since 1970", "When the last run ended, of those that reported their end."),
    Metric(LAST_SUCCESS, _G, "seconds since 1970", "When the last run ended that did not fail."),
    Metric(LAST_EXIT_CODE, _G, "exit code", "Exit code of the last run that reported its end."),
    Metric(PROPS, _C, "props", "Props of the snapshots that runs committed.", (_RUN,), _BY_MARKET),
    Metric(SNAPSHOT_PROPS, _G, "props", "Props of today's current board.", (_RUN,), _BY_MARKET),
    Metric(SNAPSHOT_CHECKED, _G, "seconds since 1970", "When today's board was last checked.", (_RUN,)),
    Metric(
        REQUESTS,
        _C,
        "requests",
        "Attempts at requests to providers, retries included.",
        (_RUN, _FILL, _HEALTH),
        _BY_PROVIDER | {"outcome": _values(RequestOutcome)},
    ),
    Metric(
        REQUEST_DURATION,
        _H,
        "seconds",
        "How long each attempt took, after its wait for the pace.",
        (_RUN, _FILL, _HEALTH),
        _BY_PROVIDER,
        REQUEST_SECONDS,
    ),
    Metric(
        CACHE_REQUESTS,
        _C,
        "requests",
        "Values asked of the cache, and failures of Redis.",
        (_RUN, _FILL),
        {"outcome": _values(CacheOutcome)},
    ),
    Metric(CACHE_DEGRADED, _G, "0 or 1", "Whether Redis failed in the last run.", (_RUN, _FILL)),
    Metric(
        CHUNKS,
        _C,
        "chunks",
        "Chunks of backfills by outcome; a failed one is tried again.",
        (_FILL,),
        {"outcome": _values(ChunkOutcome)},
    ),
    Metric(CHUNKS_PENDING, _G, "chunks", "Chunks of the last job neither done nor parked.", (_FILL,)),
    Metric(
        HEALTH_UP,
        _G,
        "0 or 1",
        "Whether a component was up when last checked.",
        (_HEALTH,),
        {"component": _values(ComponentName)},
    ),
    Metric(PUSH_FAILURES, _C, "pushes", "Deliveries of these totals that failed."),
    Metric(BUILD_INFO, _G, "1", "The version of propctl that wrote these totals."),
)  # fmt: skip

BY_NAME: Final = {metric.name: metric for metric in METRICS}


def metrics_of(job: JobName) -> Iterator[Metric]:
    """The metrics of a job's groups."""
    return (metric for metric in METRICS if job in metric.jobs)


def zero_values(job: JobName) -> Values:
    """Every series of a group, at 0: ``increase()`` misses an error with which its series first appears."""
    counters: dict[str, dict[str, float]] = {}
    histograms: dict[str, dict[str, Histogram]] = {}
    gauges: dict[str, dict[str, float]] = {}
    for metric in metrics_of(job):
        if metric.kind is Kind.COUNTER:
            counters[metric.name] = dict.fromkeys(metric.combinations(), 0.0)
        elif metric.kind is Kind.HISTOGRAM:
            histograms[metric.name] = dict.fromkeys(metric.combinations(), Histogram())
        elif metric.name != BUILD_INFO:
            gauges[metric.name] = dict.fromkeys(metric.combinations(), 0.0)
    return Values(counters=counters, histograms=histograms, gauges=gauges)


def observed(name: str, value: float) -> Histogram:
    """One observation of a histogram."""
    bound = next((bound for bound in BY_NAME[name].bounds if value <= bound), None)
    return Histogram(counts={INFINITY if bound is None else f"{bound:g}": 1}, sum=value)
