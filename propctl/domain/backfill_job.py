"""Backfill jobs: the request, the plan that is frozen before the first fetch, and the state of each task.

The state of a task is one object in storage. Every change is a conditional write and raises ``beat``, so that
no two states of a task have the same bytes.
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
"""A task is parked after this many failed attempts."""

PLAN_SCHEMA: Final = 1
"""Of plans, and of the objects that hold the state of their tasks."""

MAX_CLAIMS: Final = 20
"""A task is parked after this many claims: it may be what kills the workers that claim it."""


class ChunkState(StrEnum):
    """The state of a chunk or a preparation."""

    PENDING = "pending"
    LEASED = "leased"
    PARKED = "parked"
    DONE = "done"


class BackfillSpec(Record):
    """What a backfill is to build; the same request is the same job."""

    sport: str
    start: dt.date
    end: dt.date
    """Inclusive, as ``start`` is."""
    chunk_days: int = Field(ge=1)
    model_version: str
    statcast_window_days: int

    def job_id(self, generation: int) -> str:
        """``mlb-20250401-20250430-1a2b3c4d``, and ``…-2`` the second time that everything is rebuilt."""
        digest = sha256(canonical_json(self.model_dump(mode="json")))[:DIGEST_LENGTH]
        name = f"{self.sport}-{self.start:%Y%m%d}-{self.end:%Y%m%d}-{digest}"
        return name if generation == 1 else f"{name}-{generation}"

    def days(self) -> list[dt.date]:
        """Every day of the range, oldest first."""
        return [self.start + dt.timedelta(days=n) for n in range((self.end - self.start).days + 1)]


class PlannedChunk(Record):
    """Consecutive days; ``built`` holds, by date, the snapshots that existed when the plan was made."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    number: int
    start: dt.date
    end: dt.date
    built: dict[dt.date, str] = Field(default_factory=dict, alias="standing")
    """Stored as ``standing``."""

    def days(self) -> list[dt.date]:
        """Every day of the chunk."""
        return [self.start + dt.timedelta(days=n) for n in range((self.end - self.start).days + 1)]

    def missing_days(self) -> list[dt.date]:
        """The days that had no snapshot when the plan was made."""
        return [day for day in self.days() if day not in self.built]


class Forecast(Record):
    """The expected cost of a plan."""

    requests: int
    bytes: int
    """As transferred over the network."""
    seconds: float
    """At the configured pace; the providers' response times are not included."""


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
    """Days whose pitches must be fetched, each once, before the boards that use them."""
    forecast: Forecast

    def open_chunks(self) -> list[PlannedChunk]:
        """The chunks with days to build."""
        return [chunk for chunk in self.chunks if chunk.missing_days()]


class TaskState(Record):
    """The state of one task: a chunk, or a preparation that several chunks need."""

    state: ChunkState = ChunkState.PENDING
    epoch: int = 0
    """How often it has been claimed, without the claims that were released."""
    beat: int = 0
    """Raised by every write."""
    owner: str = ""
    attempts: int = 0
    """Failed attempts since it was submitted or resumed."""
    reason: str = ""
    """Why the last attempt failed."""
    snapshot_id: str | None = None
    """Of the last day that was committed."""
    snapshots: dict[dt.date, str] = Field(default_factory=dict)
    """Of the committed days, by date."""
    updated_at: dt.datetime | None = None
    """By the wall clock of the last writer: for people to read, never compared."""

    def claimed(self, owner: str) -> Self:
        """Leased by *owner*; parked instead after ``MAX_CLAIMS`` claims."""
        if self.epoch >= MAX_CLAIMS:
            reason = f"claimed {self.epoch} times, and every worker vanished"
            return self._changed(state=ChunkState.PARKED, reason=reason, owner="")
        return self._changed(state=ChunkState.LEASED, owner=owner, epoch=self.epoch + 1)

    def renewed(self) -> Self:
        """With its lease renewed."""
        return self._changed()

    def progressed(self, day: dt.date, snapshot_id: str) -> Self:
        """With one more day committed."""
        return self._changed(snapshot_id=snapshot_id, snapshots={**self.snapshots, day: snapshot_id})

    def finished(self) -> Self:
        """Done."""
        return self._changed(state=ChunkState.DONE, reason="")

    def failed(self, reason: str, *, for_good: bool = False) -> Self:
        """Pending again after a failed attempt; parked after the last one, or at once *for_good*."""
        attempts = self.attempts + 1
        state = ChunkState.PARKED if for_good or attempts >= MAX_ATTEMPTS else ChunkState.PENDING
        return self._changed(state=state, attempts=attempts, reason=reason, owner="")

    def released(self) -> Self:
        """Pending again, without counting an attempt or a claim."""
        return self._changed(state=ChunkState.PENDING, owner="", epoch=max(0, self.epoch - 1))

    def resumed(self) -> Self:
        """A parked task, to be tried again as if it had never failed."""
        return self._changed(state=ChunkState.PENDING, attempts=0, epoch=0, owner="")

    def _changed(self, **changes: object) -> Self:
        return self.model_copy(update={"beat": self.beat + 1, **changes})


class TaskKind(StrEnum):
    """What a task makes: boards, or something that several boards need."""

    CHUNK = "chunk"
    PITCHES = "pitches"
    SEASON = "season"


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """How one attempt at a task ended."""

    kind: TaskKind
    name: str
    state: ChunkState
    reason: str = ""


class ParkedTask(Record):
    """A task that is not tried again until it is resumed."""

    name: str
    attempts: int
    reason: str


class LeasedTask(Record):
    """A task that a worker has claimed; ``age_seconds`` since the last renewal, by wall clocks."""

    name: str
    owner: str
    age_seconds: int


class StateCounts(Record):
    """How many tasks are in each state."""

    total: int = 0
    done: int = 0
    leased: int = 0
    parked: int = 0
    pending: int = 0

    @property
    def over(self) -> bool:
        """Whether every task is done or parked."""
        return self.done + self.parked == self.total


class JobState(StrEnum):
    """The state of a whole job."""

    PENDING = "pending"
    RUNNING = "running"
    CANCELLED = "cancelled"
    PARTIAL = "partial"
    DONE = "done"


class JobStatus(Record):
    """A job as its objects in storage describe it at one moment."""

    job_id: str
    state: JobState
    sport: str
    start: dt.date
    end: dt.date
    generation: int
    created_at: dt.datetime
    chunks: StateCounts
    preparations: StateCounts
    """Tasks that several chunks share: seasons' inputs, and days of pitches."""
    parked: tuple[ParkedTask, ...] = ()
    leased: tuple[LeasedTask, ...] = ()
    days_done: int = 0
    pace_per_minute: float | None = None
    """Tasks finished per minute, lately."""
    eta_seconds: int | None = None
    forecast: Forecast

    @property
    def partial(self) -> bool:
        """Whether it ended without everything."""
        return self.state in (JobState.PARTIAL, JobState.CANCELLED)

    @property
    def outcome(self) -> Outcome:
        """The outcome of a run that worked on it."""
        return Outcome.DEGRADED if self.partial else Outcome.SUCCESS

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of a command that worked on it."""
        return ExitCode.PARTIAL if self.partial else ExitCode.OK


UNTOUCHED: Final = TaskState()
"""The state of a task whose object does not exist yet."""


def planned_chunks(spec: BackfillSpec, built: Mapping[dt.date, str]) -> Iterator[PlannedChunk]:
    """The chunks of the range in order; the last one may be shorter."""
    days = spec.days()
    for number, first in enumerate(range(0, len(days), spec.chunk_days)):
        part = days[first : first + spec.chunk_days]
        existing = {day: built[day] for day in part if day in built}
        yield PlannedChunk(number=number, start=part[0], end=part[-1], built=existing)
