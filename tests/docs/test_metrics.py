"""``docs/metrics.md`` against the metrics there are."""

import re

from propctl.domain.metric_labels import JobName
from propctl.telemetry.metrics import ALL, BUILD_INFO, METRICS, Metric
from tests.docs.pages import table, text_of

PAGE = text_of("docs/metrics.md")
ROWS = table(PAGE, "| metric | kind | unit | jobs | labels | meaning |")


def jobs_of(metric: Metric) -> str:
    names = (job.removeprefix("propctl_") for job in metric.jobs)
    return "all" if metric.jobs == ALL else ", ".join(names)


def labels_of(metric: Metric) -> str:
    if metric.name == BUILD_INFO:
        return "`version`: that of the program"
    told = {
        name: "all markets" if name == "market" else ", ".join(f"`{value}`" for value in values)
        for name, values in metric.labels.items()
    }
    return "; ".join(f"`{name}`: {values}" for name, values in told.items())


def test_every_metric_is_on_the_page_with_unit_jobs_and_labels() -> None:
    assert [(f"`{m.name}`", m.kind.value, m.unit, jobs_of(m), labels_of(m), m.help) for m in METRICS] == ROWS


def test_the_page_names_no_metric_that_does_not_exist() -> None:
    suffixes = "_total|_seconds|_info|_code|_degraded|_pending|_up|_enabled|_props"
    named = set(re.findall(rf"\bpropctl_[a-z_]+(?:{suffixes})\b", PAGE))
    assert named <= {metric.name for metric in METRICS}


def test_the_page_names_every_job() -> None:
    assert all(f"`{job}`" in PAGE for job in JobName)
