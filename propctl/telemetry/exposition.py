"""Totals in the format of Prometheus: whole groups, with every series.

prometheus_client is imported where it is used: runs without a gateway do not need it.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from propctl.domain.metric_totals import Group, Histogram, Values
from propctl.domain.option_values import Namespace
from propctl.errors import TemporaryError
from propctl.telemetry.metrics import BUILD_INFO, INFINITY, METRICS, Kind, Metric, zero_values
from propctl.version import __version__

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric as Family


@dataclass(frozen=True, slots=True)
class GroupValues:
    """A group of a namespace, and its totals as they are stored."""

    group: Group
    namespace: Namespace
    values: Values

    @property
    def labels(self) -> dict[str, str]:
        """The grouping key, which every series carries."""
        return self.group.labels(self.namespace)


class TotalsCollector:
    """A Collector of prometheus_client, whose counters cannot be set: it yields what storage holds."""

    def __init__(self, groups: Sequence[GroupValues]) -> None:
        self._groups = [(entry, zero_values(entry.group.job).plus(entry.values)) for entry in groups]

    def collect(self) -> "Iterator[Family]":
        """A family for every metric that one of the groups has."""
        for metric in METRICS:
            family = _family(metric)
            for entry, values in self._groups:
                if entry.group.job in metric.jobs:
                    _add(family, metric, entry.labels, values)
            if family.samples:
                yield family


def exposition(groups: Sequence[GroupValues]) -> str:
    """The text format of *groups*, each metric once."""
    from prometheus_client import generate_latest

    return generate_latest(registry_of(groups)).decode()


def registry_of(groups: Sequence[GroupValues]) -> "CollectorRegistry":
    """A registry of prometheus_client that holds *groups* alone."""
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry(auto_describe=False)
    registry.register(TotalsCollector(groups))
    return registry


def write_textfile(folder: Path, group_values: GroupValues) -> None:
    """Replace the group's file in *folder* for node_exporter, in one step (TemporaryError when it fails)."""
    labels = group_values.labels
    path = folder / f"{'-'.join(labels.values())}.prom"
    text = exposition([group_values])
    try:
        with NamedTemporaryFile("w", dir=folder, prefix=".propctl-", suffix=".tmp", delete=False) as file:
            try:
                file.write(text)
                file.flush()
                os.fchmod(file.fileno(), 0o644)  # the exporter is another user
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise TemporaryError(
            f"cannot write {path}: {error.strerror}", hint="name a directory that this user may write to"
        ) from error


def _family(metric: Metric) -> "Family":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

    if metric.kind is Kind.COUNTER:
        return CounterMetricFamily(metric.name, metric.help)
    if metric.kind is Kind.HISTOGRAM:
        return HistogramMetricFamily(metric.name, metric.help)
    return GaugeMetricFamily(metric.name, metric.help)


def _add(family: "Family", metric: Metric, group: Mapping[str, str], values: Values) -> None:
    """Series of labels that this version does not know are left out: another version wrote them."""
    if metric.name == BUILD_INFO:
        family.add_sample(BUILD_INFO, {**group, "version": __version__}, 1.0)
        return
    for key in metric.combinations():
        labels = {**group, **dict(zip(metric.labels, key.split(","), strict=False))}
        if metric.kind is Kind.HISTOGRAM:
            _add_histogram(family, metric, labels, values.histograms[metric.name][key])
        else:
            series = values.counters if metric.kind is Kind.COUNTER else values.gauges
            family.add_sample(metric.name, labels, series[metric.name][key])


def _add_histogram(family: "Family", metric: Metric, labels: dict[str, str], histogram: Histogram) -> None:
    """Cumulative buckets; a count that an earlier version kept under another bound goes to the next one."""
    kept = [(_number(bound), count) for bound, count in histogram.counts.items()]
    for bound in (*(f"{bound:g}" for bound in metric.bounds), INFINITY):
        below = sum(count for limit, count in kept if limit <= _number(bound))
        family.add_sample(f"{metric.name}_bucket", {**labels, "le": bound}, below)
    family.add_sample(f"{metric.name}_count", labels, sum(count for _, count in kept))
    family.add_sample(f"{metric.name}_sum", labels, histogram.sum)


def _number(bound: str) -> float:
    return float(bound)
