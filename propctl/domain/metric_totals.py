"""Counters that only grow, and the values that each run adds to them exactly once.

Values are keyed by metric name, then by the label values joined with commas. Pure: the metrics and their
meanings are declared in ``telemetry/metrics.py``.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeVar

from pydantic import Field

from propctl.domain.metric_labels import JobName
from propctl.domain.option_values import Namespace
from propctl.domain.snapshot import Record

REMEMBERED: Final = 256
"""How many of the runs already added are remembered; an older run is not tried again."""

SHARDS: Final = 64
"""How many groups the workers of backfills share, whatever their number."""

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Group:
    """Whose totals these are: those of a job and sport, and of a worker's shard."""

    job: JobName
    sport: str
    shard: int | None = None

    @property
    def name(self) -> str:
        """``propctl_run_once-mlb``, ``propctl_backfill-mlb-3``."""
        suffix = "" if self.shard is None else f"-{self.shard}"
        return f"{self.job}-{self.sport}{suffix}"

    def labels(self, namespace: Namespace) -> dict[str, str]:
        """The grouping key. Runs that do not publish live are a separate job, so that sums leave them out."""
        prefix = "" if namespace is Namespace.LIVE else f"{namespace}_"
        labels = {"job": f"{prefix}{self.job}", "sport": self.sport}
        return labels if self.shard is None else labels | {"shard": str(self.shard)}

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """The group with that name; None for a name that no group has."""
        job, _, rest = name.partition("-")
        sport, _, shard = rest.partition("-")
        if job not in set(JobName) or not sport.isalpha() or not (shard.isdecimal() or not shard):
            return None
        return cls(JobName(job), sport, int(shard) if shard else None)


def shard_of(index: int | None) -> int | None:
    """The shard of the worker with this index: the number of shards is bounded."""
    return None if index is None else index % SHARDS


class Histogram(Record):
    """Observations: how many lie between each upper bound and the one before it, and their sum."""

    counts: dict[str, int] = Field(default_factory=dict)
    sum: float = 0.0

    def plus(self, other: Self) -> Self:
        """The sum of both."""
        return self.model_copy(
            update={"counts": _added(self.counts, other.counts), "sum": self.sum + other.sum}
        )


class Values(Record):
    """Counters and histograms, which add up, and gauges, of which the latest value counts."""

    counters: dict[str, dict[str, float]] = Field(default_factory=dict)
    histograms: dict[str, dict[str, Histogram]] = Field(default_factory=dict)
    gauges: dict[str, dict[str, float]] = Field(default_factory=dict)

    def plus(self, other: Self, *, with_gauges: bool = True) -> Self:
        """The sum with *other*; its gauges replace those with the same labels."""
        counters = {
            name: _added(self.counters.get(name, {}), other.counters.get(name, {}))
            for name in self.counters.keys() | other.counters.keys()
        }
        gauges = dict(self.gauges)
        for name, values in other.gauges.items() if with_gauges else ():
            gauges[name] = gauges.get(name, {}) | values
        return self.model_copy(
            update={
                "counters": dict(sorted(counters.items())),
                "histograms": dict(sorted(self._observed(other).items())),
                "gauges": dict(sorted(gauges.items())),
            }
        )

    def _observed(self, other: Self) -> dict[str, dict[str, Histogram]]:
        observed = {name: dict(series) for name, series in self.histograms.items()}
        for name, series in other.histograms.items():
            total = observed.setdefault(name, {})
            for labels, histogram in series.items():
                total[labels] = total[labels].plus(histogram) if labels in total else histogram
        return observed


class Pusher(Record):
    """The holder of the push lease: one at a time, so that an older state never follows a newer one."""

    owner: str
    until: float
    """By the wall clock, in seconds since 1970."""


class Totals(Record):
    """Everything that is stored about a group. Changed only by compare-and-swap."""

    version: int = 0
    """Raised by every change of ``values``."""
    values: Values = Field(default_factory=Values)
    as_of: dt.datetime | None = None
    """When the run that set the gauges ended."""
    pending: dict[str, dt.datetime] = Field(default_factory=dict)
    """Runs that have begun but are not counted yet, and when each is overdue."""
    applied: tuple[str, ...] = ()
    """The run ids that were added last."""
    pusher: Pusher | None = None

    def begun(self, run_id: str, deadline_at: dt.datetime) -> Self:
        """With one more pending run, or a new deadline for it; unchanged if the run is already counted."""
        if not self.awaits(run_id):
            return self
        return self.model_copy(update={"pending": {**self.pending, run_id: deadline_at}})

    def without(self, run_id: str) -> Self:
        """Without a pending run."""
        pending = {run: due for run, due in self.pending.items() if run != run_id}
        return self.model_copy(update={"pending": pending})

    def awaits(self, token: str) -> bool:
        """Whether *token*'s values are not added yet."""
        return token not in self.applied

    def plus(self, token: str, values: Values, at: dt.datetime, *, late: bool = False) -> Self:
        """With *token*'s values, unless they are already added, and *token* no longer pending.

        The gauges of a run that another run reports *late* do not replace those of a run that ended after it.
        """
        if not self.awaits(token):
            return self.without(token)
        newest = not late or self.as_of is None or at >= self.as_of
        return self.model_copy(
            update={
                "version": self.version + 1,
                "values": self.values.plus(values, with_gauges=newest),
                "as_of": at if newest else self.as_of,
                "pending": self.without(token).pending,
                "applied": (*self.applied, token)[-REMEMBERED:],
            }
        )

    def is_free_for(self, owner: str, now: float) -> bool:
        """Whether *owner* may take or renew the push lease at *now*."""
        return self.pusher is None or self.pusher.owner == owner or self.pusher.until <= now

    def leased_by(self, pusher: Pusher | None) -> Self:
        """With the push lease held by *pusher*, or free."""
        return self.model_copy(update={"pusher": pusher})


def _added(first: Mapping[str, Number], second: Mapping[str, Number]) -> dict[str, Number]:
    """The sum by key, in a stable order, so that equal totals are equal bytes."""
    return {key: first.get(key, 0) + second.get(key, 0) for key in dict.fromkeys((*first, *second))}
