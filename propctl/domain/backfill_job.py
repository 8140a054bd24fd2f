"""Backfill jobs: what was asked, the plan that is frozen before the first request, the state of each chunk.

A chunk is one object in storage. Every change of it is a conditional write, and each raises ``beat``, so that
no two states of a chunk are the same bytes.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from pydantic import ConfigDict, Field

from propctl.domain.digest import canonical_json, sha256
from propctl.domain.report import Outcome
from propctl.domain.snapshot import Record
from propctl.errors import ExitCode

DIGEST_LENGTH: Final = 8
MAX_ATTEMPTS: Final = 3
"""A chunk that failed so often is parked."""

PLAN_SCHEMA: Final = 1
"""Of plans, and of the objects that hold the state of their work."""

MAX_CLAIMS: Final = 20
"""A chunk whose worker vanished so often is parked: it may be what kills them."""


class ChunkState(StrEnum):
    """Where a chunk stands."""

    PENDING = "pending"
    LEASED = "leased"
    PARKED = "parked"
    DONE = "done"


class BackfillSpec(Record):
    """The question; the same question is the same job."""

    sport: str
    start: dt.date
    end: dt.date
    """Inclusive, as ``start`` is."""
    chunk_days: int = Field(ge=1)
    model_version: str
    statcast_window_days: int

    def job_id(self, generation: int) -> str:
        """``mlb-20250401-20250430-1a2b3c4d``, and ``…-2`` for the second time everything is asked anew."""
        digest = sha256(canonical_json(self.model_dump(mode="json")))[:DIGEST_LENGTH]
        name = f"{self.sport}-{self.start:%Y%m%d}-{self.end:%Y%m%d}-{digest}"
        return name if generation == 1 else f"{name}-{generation}"

    def days(self) -> list[dt.date]:
        """Every day of the range, the first one first."""
        return [self.start + dt.timedelta(days=n) for n in range((self.end - self.start).days + 1)]


class PlannedChunk(Record):
    """Some days in a row; ``built`` has the snapshots that were there when the plan was made, by date."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    number: int
    start: dt.date
    end: dt.date
    built: dict[dt.date, str] = Field(default_factory=dict, alias="standing")
    """Stored as ``standing``."""

    def days(self) -> list[dt.date]:
        """Every day of the chunk."""
        return [self.start + dt.timedelta(days=n) for n in range((self.end - self.start).days + 1)]

    def wanted(self) -> list[dt.date]:
        """The days that are not there yet."""
        return [day for day in self.days() if day not in self.built]


class Forecast(Record):
    """What a plan expects to cost."""

    requests: int
    bytes: int
    """As they come over the wire."""
    seconds: float
    """At the configured pace, whatever the providers take to answer."""


class BackfillPlan(Record):
    """Frozen in storage before the first request, and never changed."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    schema_version: int = PLAN_SCHEMA
    job_id: str
    generation: int
    spec: BackfillSpec = Field(alias="asked")
    """Stored as ``asked``."""
    created_at: dt.datetime
    chunks: tuple[PlannedChunk, ...]
    pitch_days: tuple[dt.date, ...]
    """Days whose pitches have to be asked for, each once, before the boards that use them."""
    forecast: Forecast

    def open_chunks(self) -> list[PlannedChunk]:
        """The chunks that have something to do."""
        return [chunk for chunk in self.chunks if chunk.wanted()]


class TaskState(Record):
    """The one object that holds the state of a piece of work: a chunk, or a preparation for several."""

    state: ChunkState = ChunkState.PENDING
    epoch: int = 0
    """How often it has been claimed and not given back unharmed."""
    beat: int = 0
    """Raised by every write."""
    owner: str = ""
    attempts: int = 0
    """Failed ones, since it was submitted or resumed."""
    reason: str = ""
    """Why it failed last."""
    snapshot_id: str | None = None
    """Of the last day that is done."""
    snapshots: dict[dt.date, str] = Field(default_factory=dict)
    """By date, of the days that are committed."""
    updated_at: dt.datetime | None = None
    """By the wall clock of whoever wrote it last: for people, and never compared."""

    def claimed(self, owner: str) -> Self:
        """In the hands of *owner*; parked when it has been claimed very often and never given back."""
        if self.epoch >= MAX_CLAIMS:
            reason = f"claimed {self.epoch} times, and every worker vanished"
            return self._beaten(state=ChunkState.PARKED, reason=reason, owner="")
        return self._beaten(state=ChunkState.LEASED, owner=owner, epoch=self.epoch + 1)

    def renewed(self) -> Self:
        """Still in the same hands."""
        return self._beaten()

    def progressed(self, day: dt.date, snapshot_id: str) -> Self:
        """With one more day committed."""
        return self._beaten(snapshot_id=snapshot_id, snapshots={**self.snapshots, day: snapshot_id})

    def finished(self) -> Self:
        """Done."""
        return self._beaten(state=ChunkState.DONE, reason="")

    def failed(self, reason: str, *, for_good: bool = False) -> Self:
        """Given back after a failed attempt, or parked after the last one, or at once *for_good*."""
        attempts = self.attempts + 1
        state = ChunkState.PARKED if for_good or attempts >= MAX_ATTEMPTS else ChunkState.PENDING
        return self._beaten(state=state, attempts=attempts, reason=reason, owner="")

    def released(self) -> Self:
        """Given back without a failed attempt."""
        return self._beaten(state=ChunkState.PENDING, owner="", epoch=max(0, self.epoch - 1))

    def resumed(self) -> Self:
        """A parked one, to be tried again as if it had never failed."""
        return self._beaten(state=ChunkState.PENDING, attempts=0, epoch=0, owner="")

    def _beaten(self, **changes: object) -> Self:
        return self.model_copy(update={"beat": self.beat + 1, **changes})


class TaskKind(StrEnum):
    """What a piece of work is: boards, or something that several boards need."""

    CHUNK = "chunk"
    PITCHES = "pitches"
    SEASON = "season"


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """How one attempt at a piece of work ended."""

    kind: TaskKind
    name: str
    state: ChunkState
    reason: str = ""


class ParkedTask(Record):
    """A piece of work that failed for good, until it is resumed."""

    name: str
    attempts: int
    reason: str


class LeasedTask(Record):
    """A piece of work in somebody's hands; ``age_seconds`` since its last renewal, by wall clocks."""

    name: str
    owner: str
    age_seconds: int


class StateCounts(Record):
    """How many pieces of work are in each state."""

    total: int = 0
    done: int = 0
    leased: int = 0
    parked: int = 0
    pending: int = 0

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.done + self.parked == self.total


class JobState(StrEnum):
    """Where a job stands as a whole."""

    PENDING = "pending"
    RUNNING = "running"
    CANCELLED = "cancelled"
    PARTIAL = "partial"
    DONE = "done"


class JobStatus(Record):
    """A job as its objects tell of it at one moment."""

    job_id: str
    state: JobState
    sport: str
    start: dt.date
    end: dt.date
    generation: int
    created_at: dt.datetime
    chunks: StateCounts
    preparations: StateCounts
    """What several chunks share: seasons' inputs, and days of pitches."""
    parked: tuple[ParkedTask, ...] = ()
    leased: tuple[LeasedTask, ...] = ()
    days_done: int = 0
    pace_per_minute: float | None = None
    """Pieces of work lately."""
    eta_seconds: int | None = None
    forecast: Forecast

    @property
    def partial(self) -> bool:
        """Whether it ended, and not with everything."""
        return self.state in (JobState.PARTIAL, JobState.CANCELLED)

    @property
    def outcome(self) -> Outcome:
        """How a run that worked on it counts."""
        return Outcome.DEGRADED if self.partial else Outcome.SUCCESS

    @property
    def exit_code(self) -> ExitCode:
        """How a command that worked on it ends."""
        return ExitCode.PARTIAL if self.partial else ExitCode.OK


UNTOUCHED: Final = TaskState()
"""What an object that nobody has written yet says."""


def cut(spec: BackfillSpec, built: Mapping[dt.date, str]) -> Iterator[PlannedChunk]:
    """The chunks of the range in order; the last one may be shorter."""
    days = spec.days()
    for number, first in enumerate(range(0, len(days), spec.chunk_days)):
        part = days[first : first + spec.chunk_days]
        there = {day: built[day] for day in part if day in built}
        yield PlannedChunk(number=number, start=part[0], end=part[-1], built=there)
