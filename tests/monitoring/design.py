"""The metrics that there are: their names, and the values of their labels that rules and panels ask for.

Names come without the suffixes of a histogram's series. What propctl itself does not export is ``FOREIGN``.
"""

from typing import Final

from propctl.domain.market import Market
from propctl.domain.report import Outcome

JOBS: Final = frozenset({"propctl_run_once", "propctl_backfill", "propctl_settle", "propctl_health"})
OUTCOMES_OF_RUNS: Final = frozenset(Outcome)
OUTCOMES_OF_REQUESTS: Final = frozenset({
    "success", "refused", "throttled", "server_error", "timeout", "connection_error", "incomplete", "changed",
})  # fmt: skip
"""Of one attempt, retries counted apart."""

GROUPING: Final = frozenset({"job", "sport", "shard"})
METRICS: Final[dict[str, frozenset[str]]] = {
    "propctl_runs_total": frozenset({"outcome"}),
    "propctl_run_duration_seconds": frozenset({"le"}),
    "propctl_enabled": frozenset(),
    "propctl_next_run_expected_timestamp_seconds": frozenset(),
    "propctl_last_run_timestamp_seconds": frozenset(),
    "propctl_last_success_timestamp_seconds": frozenset(),
    "propctl_last_run_exit_code": frozenset(),
    "propctl_props_total": frozenset({"market"}),
    "propctl_snapshot_props": frozenset({"market"}),
    "propctl_snapshot_checked_timestamp_seconds": frozenset(),
    "propctl_provider_requests_total": frozenset({"provider", "outcome"}),
    "propctl_provider_request_duration_seconds": frozenset({"provider", "le"}),
    "propctl_cache_requests_total": frozenset({"outcome"}),
    "propctl_cache_degraded": frozenset(),
    "propctl_backfill_chunks_total": frozenset({"outcome"}),
    "propctl_backfill_chunks_pending": frozenset(),
    "propctl_health_up": frozenset({"component"}),
    "propctl_metrics_push_failures_total": frozenset(),
    "propctl_build_info": frozenset({"version"}),
}
HISTOGRAMS: Final = frozenset({"propctl_run_duration_seconds", "propctl_provider_request_duration_seconds"})

FOREIGN: Final[dict[str, frozenset[str]]] = {
    "up": frozenset({"instance"}),
    "push_time_seconds": frozenset(),
    "push_failure_time_seconds": frozenset(),
    "kube_cronjob_status_last_schedule_time": frozenset({"namespace", "cronjob"}),
    "kube_cronjob_status_last_successful_time": frozenset({"namespace", "cronjob"}),
    "ALERTS": frozenset({"alertname", "alertstate"}),
}
"""Of Prometheus, of the Pushgateway about what was pushed to it, and of kube-state-metrics."""

VALUES: Final = {
    ("propctl_runs_total", "outcome"): OUTCOMES_OF_RUNS,
    ("propctl_provider_requests_total", "outcome"): OUTCOMES_OF_REQUESTS,
    ("propctl_snapshot_props", "market"): frozenset(Market),
}
