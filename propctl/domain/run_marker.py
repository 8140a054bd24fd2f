"""Run markers: a run writes one when it begins and completes it when it ends."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Values
from propctl.domain.report import Outcome
from propctl.domain.snapshot import Record

GOOD: Final = frozenset({Outcome.SUCCESS, Outcome.UNCHANGED, Outcome.DEGRADED})
"""Outcomes that count as success of ingestion; skipped runs count neither way."""

CUTOFF: Final = dt.timedelta(seconds=120)
"""How long a run may take beyond the time for its requests: to build, publish and report."""

Gauges = dict[str, dict[str, float]]
"""By metric name, then by label values."""


class RunState(StrEnum):
    """Whether a run has ended: by its own report, or because another run found it overdue."""

    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    outcome: Outcome
    exit_code: int
    report: dict[str, Any] | None = None


class RunMarker(Record):
    """One run. It ends once: by its own report, or swept by a later run as failed."""

    run_id: str
    job: JobName
    sport: str
    shard: int | None = None
    state: RunState = RunState.STARTED
    started_at: dt.datetime
    deadline_at: dt.datetime
    ended_at: dt.datetime | None = None
    outcome: Outcome | None = None
    exit_code: int | None = None
    swept: bool = False
    """Whether the run never reported, and was counted as failed when it was overdue."""
    report: dict[str, Any] | None = None
    values: Values | None = None
    """What the run adds to its group's totals."""

    def ended(self, ending: Ending, values: Values, at: dt.datetime) -> Self:
        """Ended by the run's own report."""
        return self.model_copy(
            update={
                "state": RunState.ENDED,
                "ended_at": at,
                "outcome": ending.outcome,
                "exit_code": ending.exit_code,
                "report": ending.report,
                "values": values,
            }
        )

    def overdue(self, values: Values, at: dt.datetime) -> Self:
        """Ended as failed: the run did not report in time."""
        return self.model_copy(
            update={
                "state": RunState.ENDED,
                "ended_at": at,
                "outcome": Outcome.FAILED,
                "swept": True,
                "values": values,
            }
        )
