"""Numbers that only grow, and what one run adds to them: each run exactly once.

Values are kept by metric name, and there by the values of the labels joined with commas. Pure: which metrics
there are, and what they mean, is told in ``telemetry/metrics.py``.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeVar

from pydantic import Field

from propctl.domain.metric_labels import JobName
from propctl.domain.option_values import Namespace
from propctl.domain.snapshot import Record

REMEMBERED: Final = 256
"""Runs whose increments are known to be in the totals; an older one is not tried again."""

SHARDS: Final = 64
"""Groups that the workers of backfills share, however many workers there are."""

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Group:
    """Whose totals: a job of a sport, and for a worker its place among the workers."""

    job: JobName
    sport: str
    shard: int | None = None

    @property
    def name(self) -> str:
        """``propctl_run_once-mlb``, ``propctl_backfill-mlb-3``."""
        place = "" if self.shard is None else f"-{self.shard}"
        return f"{self.job}-{self.sport}{place}"

    def labels(self, namespace: Namespace) -> dict[str, str]:
        """The grouping key. Runs that do not publish live are another job, so that nobody adds them up."""
        prefix = "" if namespace is Namespace.LIVE else f"{namespace}_"
        labels = {"job": f"{prefix}{self.job}", "sport": self.sport}
        return labels if self.shard is None else labels | {"shard": str(self.shard)}

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """The group of that name; None when there can be none."""
        job, _, rest = name.partition("-")
        sport, _, shard = rest.partition("-")
        if job not in set(JobName) or not sport.isalpha() or not (shard.isdecimal() or not shard):
            return None
        return cls(JobName(job), sport, int(shard) if shard else None)


def shard_of(index: int | None) -> int | None:
    """The group of the worker with this index, of a bounded number of them."""
    return None if index is None else index % SHARDS


class Histogram(Record):
    """Observations: how many fell under each upper bound and above the one before, and their sum."""

    counts: dict[str, int] = Field(default_factory=dict)
    sum: float = 0.0

    def plus(self, other: Self) -> Self:
        """Both together."""
        return self.model_copy(
            update={"counts": _added(self.counts, other.counts), "sum": self.sum + other.sum}
        )


class Values(Record):
    """Counters and histograms to be added up, and gauges, of which the latest stand."""

    counters: dict[str, dict[str, float]] = Field(default_factory=dict)
    histograms: dict[str, dict[str, Histogram]] = Field(default_factory=dict)
    gauges: dict[str, dict[str, float]] = Field(default_factory=dict)

    def plus(self, other: Self, *, with_gauges: bool = True) -> Self:
        """These with *other* on top; gauges of *other* replace those of the same labels."""
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
            mine = observed.setdefault(name, {})
            for labels, histogram in series.items():
                mine[labels] = mine[labels].plus(histogram) if labels in mine else histogram
        return observed


class Pusher(Record):
    """Who hands the totals over at the moment, so that an older state never follows a newer one."""

    owner: str
    until: float
    """On the real clock, in seconds since 1970."""


class Totals(Record):
    """Everything that is known of a group. Changed by compare-and-swap alone."""

    version: int = 0
    """Raised by every change of ``values``."""
    values: Values = Field(default_factory=Values)
    as_of: dt.datetime | None = None
    """When the run ended that the gauges are from."""
    pending: dict[str, dt.datetime] = Field(default_factory=dict)
    """Runs that have begun and are not counted yet, and when each is overdue."""
    applied: tuple[str, ...] = ()
    """What was added last, by run id."""
    pusher: Pusher | None = None

    def begun(self, run_id: str, deadline_at: dt.datetime) -> Self:
        """With one more run to come, or more time for it; a run that is counted comes no more."""
        if not self.awaits(run_id):
            return self
        return self.model_copy(update={"pending": {**self.pending, run_id: deadline_at}})

    def awaits(self, token: str) -> bool:
        """Whether the increments of *token* are still to be added."""
        return token not in self.applied

    def plus(self, token: str, values: Values, at: dt.datetime, *, late: bool = False) -> Self:
        """With what *token* adds, unless that is in already, and *token* no longer pending.

        The gauges of a run that is told *late*, by another, give way to those of a run that ended after it.
        """
        pending = {run: due for run, due in self.pending.items() if run != token}
        if not self.awaits(token):
            return self.model_copy(update={"pending": pending})
        newest = not late or self.as_of is None or at >= self.as_of
        return self.model_copy(
            update={
                "version": self.version + 1,
                "values": self.values.plus(values, with_gauges=newest),
                "as_of": at if newest else self.as_of,
                "pending": pending,
                "applied": (*self.applied, token)[-REMEMBERED:],
            }
        )

    def is_free_for(self, owner: str, now: float) -> bool:
        """Whether *owner* may hand the totals over at *now*."""
        return self.pusher is None or self.pusher.owner == owner or self.pusher.until <= now

    def leased_by(self, pusher: Pusher | None) -> Self:
        """In these hands, or in nobody's."""
        return self.model_copy(update={"pusher": pusher})


def _added(mine: Mapping[str, Number], more: Mapping[str, Number]) -> dict[str, Number]:
    return {key: mine.get(key, 0) + more.get(key, 0) for key in _keys(mine, more)}


def _keys(mine: Iterable[str], more: Iterable[str]) -> list[str]:
    """In a stable order, so that equal totals are equal bytes."""
    return list(dict.fromkeys((*mine, *more)))
