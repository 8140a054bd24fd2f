"""The pitches of the days before a build: which days are wanted, which are requested, which can be used.

Nothing here stops a snapshot. A missing day becomes a note (not complete yet) or a degradation (a request
failed, or more than two days are missing).
"""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from propctl.connectors.baseball_savant import PitchSource
from propctl.connectors.freshness import is_due, is_whole
from propctl.connectors.payloads import RequestConfigurationError, RequestError, RequestRefusedError
from propctl.connectors.pitch_archive import DayRecord
from propctl.domain.contact import NO_CONTACT, Contact
from propctl.domain.slate import PitchDay, SeasonSchedule
from propctl.domain.snapshot import InputRef, Note
from propctl.jobs.build_context import BuildContext
from propctl.jobs.input_log import InputLog

if TYPE_CHECKING:
    import polars as pl

THREADS: Final = 3
"""Requests to the provider at once, whatever the pace: each of them is a heavy query there."""

MAX_FAILED_DAYS: Final = 3
"""Failed days after which the rest of the run makes no request to the provider."""

MAX_MISSING_DAYS: Final = 2
"""Days that may be missing before a snapshot counts as degraded."""


@dataclass(frozen=True, slots=True)
class Statcast:
    """The contact measured on the days before, from how many of the wanted days."""

    contact: Contact = NO_CONTACT
    days: int = 0
    wanted: int = 0


NO_STATCAST: Final = Statcast()


@dataclass(frozen=True, slots=True)
class PitchDayResult:
    """The result for one wanted day; ``pitches`` are None unless the whole day has landed."""

    wanted: PitchDay
    record: DayRecord | None
    pitches: "pl.DataFrame | None"
    error: RequestError | None
    requested: bool
    skipped: bool = False
    """Whether it was due, but the provider had refused or failed too often by then."""

    @property
    def not_ready(self) -> bool:
        """Whether the provider does not have the whole day yet."""
        return self.pitches is None and self.error is None and not self.skipped


def start_pitch_days(
    build_context: BuildContext,
    wanted: list[PitchDay],
    unfinished: frozenset[date],
    columns: tuple[str, ...],
) -> "PendingPitches":
    """Start a few threads that read days of pitches, and fetch those that are due, in the order given."""
    lookup = _PitchLookup(build_context, wanted, unfinished, columns)
    threads = [build_context.pool.submit(lookup.fetch_days) for _ in range(min(THREADS, len(wanted)))]
    return PendingPitches(lookup.results, threads)


@dataclass(frozen=True, slots=True)
class PendingPitches:
    """The days that threads are reading and fetching."""

    results: list[PitchDayResult]
    threads: "list[Future[None]]"

    def wait(self) -> list[PitchDayResult]:
        """The result for each day, the newest first."""
        for thread in self.threads:
            thread.result()
        return sorted(self.results, key=lambda day: day.wanted.game_date, reverse=True)


class _PitchLookup:
    """The queue of days, and the results, that the threads share."""

    def __init__(
        self,
        build_context: BuildContext,
        wanted: list[PitchDay],
        unfinished: frozenset[date],
        columns: tuple[str, ...],
    ) -> None:
        self.results: list[PitchDayResult] = []
        self._pitches: PitchSource = build_context.pitches
        self._now = build_context.now
        self._unfinished = unfinished
        self._columns = columns
        self._lock = Lock()
        self._failures = 0
        self._stopped = False
        self._queue = deque(wanted)

    def fetch_days(self) -> None:
        """Fetch days until none is left."""
        while True:
            try:
                wanted = self._queue.popleft()
            except IndexError:
                return
            day = self._fetch_day(wanted)
            with self._lock:
                self.results.append(day)

    def _fetch_day(self, wanted: PitchDay) -> PitchDayResult:
        """The day from the archive, fetched first when it is due.

        Fetches nothing after a refusal, nor while games of the day are still on: it cannot be complete.
        """
        record = self._pitches.read_record(wanted.game_date)
        pitches = self._read_pitches(wanted, record)
        lost = pitches is None and is_whole(record, wanted)
        due = wanted.game_date not in self._unfinished and (lost or is_due(record, wanted, self._now()))
        if not due or self._stopped:
            return PitchDayResult(wanted, record, pitches, None, requested=False, skipped=due)
        try:
            record = self._pitches.fetch_day(wanted)
        except RequestError as error:
            self._count(error)
            return PitchDayResult(wanted, record, pitches, error, requested=True)
        return PitchDayResult(wanted, record, self._read_pitches(wanted, record), None, requested=True)

    def _read_pitches(self, wanted: PitchDay, record: DayRecord | None) -> "pl.DataFrame | None":
        if record is None or not is_whole(record, wanted):
            return None
        return self._pitches.read_pitches(wanted, record, self._columns)

    def _count(self, failure: RequestError) -> None:
        with self._lock:
            self._failures += 1
            lasting = isinstance(failure, RequestRefusedError | RequestConfigurationError)
            self._stopped = self._stopped or lasting or self._failures >= MAX_FAILED_DAYS


def start_pitch_requests(
    build_context: BuildContext, schedule: SeasonSchedule, through: date, before: date
) -> PendingPitches:
    """Request the days that a build of *before* may use; :func:`wait_for_statcast` waits for them."""
    from propctl.normalize.contact import CONTACT_COLUMNS

    first = through - timedelta(days=build_context.statcast_window_days - 1)
    wanted = wanted_days(schedule, first, through, before)
    return start_pitch_days(build_context, wanted, schedule.unfinished, CONTACT_COLUMNS)


def wait_for_statcast(pending: PendingPitches, input_log: InputLog) -> Statcast:
    """The contact of the days; their inputs, notes and degradations go to *input_log*."""
    results = pending.wait()
    input_log.inputs.extend(_input(day.record) for day in results if day.record and day.pitches is not None)
    _report(input_log, results)
    pitches = [day.pitches for day in results if day.pitches is not None]
    if not pitches:
        return Statcast(wanted=len(results))
    from propctl.normalize.contact import contact_of

    return Statcast(contact_of(pitches), len(pitches), len(results))


def _report(input_log: InputLog, results: list[PitchDayResult]) -> None:
    """One degradation per kind of failure (that of the newest day), so that two runs tell the same."""
    failures: dict[str, RequestError] = {}
    for day in results:
        if day.error is not None:
            failures.setdefault(day.error.code, day.error)
    for error in failures.values():
        input_log.degrade(error, "; built without what it would have told")
    missing = [day.wanted.game_date for day in results if day.pitches is None]
    waiting = [day.wanted.game_date for day in results if day.not_ready]
    if waiting:
        input_log.note("statcast_not_ready", f"Statcast is not complete yet: {_dates(waiting)}")
    if len(missing) > MAX_MISSING_DAYS:
        message = f"Statcast of {len(missing)} of {len(results)} days is missing: {_dates(missing)}"
        input_log.degraded.append(Note(code="statcast_missing", message=message))


def wanted_days(schedule: SeasonSchedule, first: date, last: date, before: date) -> list[PitchDay]:
    """The days from *first* to *last* on which games were played to the end, the newest first."""
    days = (schedule.pitch_day(last - timedelta(days=n), before) for n in range((last - first).days + 1))
    return [day for day in days if day is not None]


def _input(record: DayRecord) -> InputRef:
    return InputRef(**{name: getattr(record, name) for name in InputRef.model_fields})


def _dates(days: list[date]) -> str:
    """``2025-06-07``, or ``2025-05-09 to 2025-06-07`` for several."""
    return f"{min(days)} to {max(days)}" if len(days) > 1 else str(days[0])
