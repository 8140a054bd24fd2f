"""The results of runs, as values that know their exit codes."""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from propctl.domain.market import Market
from propctl.domain.quote import LeftOut
from propctl.domain.snapshot import Note, Record
from propctl.errors import ExitCode


class Outcome(StrEnum):
    """How a run ended; a label of ``propctl_runs_total``."""

    SUCCESS = "success"
    UNCHANGED = "unchanged"
    DEGRADED = "degraded"
    SKIPPED = "skipped"
    FAILED = "failed"


class RunReport(Record):
    """The result of one ``run-once``."""

    outcome: Outcome
    run_id: str
    sport: str
    date: dt.date
    snapshot_id: str | None = None
    provenance: str | None = None
    namespace: str | None = None
    as_of: dt.datetime | None = None
    checked_at: dt.datetime | None = None
    games: int = 0
    open_games: int = 0
    """Games of the date that are open at the instant of the board."""
    props: int = 0
    props_by_market: dict[Market, int] = Field(default_factory=dict)
    held: int = 0
    """Props that holds keep off the board."""
    prices: int = 0
    """Bookmakers' prices on the board."""
    lines_left_out: tuple[LeftOut, ...] = ()
    """Rows of the line file that were not used."""
    lineups_confirmed: int = 0
    lineups_total: int = 0
    statcast_days: int = 0
    statcast_wanted: int = 0
    requests: int = 0
    notes: tuple[Note, ...] = ()
    degraded: tuple[Note, ...] = ()
    published: bool = False
    dry_run: bool = False
    would_write: tuple[str, ...] = ()
    reason: str = ""

    def exit_code(self, *, strict: bool) -> ExitCode:
        """0, or 3 for a degraded run under ``--strict``."""
        return ExitCode.PARTIAL if strict and self.degraded else ExitCode.OK


class DayState(StrEnum):
    """The result for one day of pitches."""

    RECONCILED = "reconciled"
    LANDED = "landed"
    NOT_READY = "not_ready"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class DayOfPitches(Record):
    """One day of a :class:`PitchReport`; ``asked`` says whether it was requested."""

    game_date: dt.date
    state: DayState
    asked: bool
    reason: str = ""
    failure: ExitCode | None = None


class PitchReport(Record):
    """The result of landing and reconciling a range of days, the newest first."""

    start: dt.date
    end: dt.date
    days: tuple[DayOfPitches, ...]
    reason: str = ""
    """Why nothing was done."""

    def count(self, *states: DayState) -> int:
        """Days in any of these states."""
        return sum(day.state in states for day in self.days)

    def exit_code(self) -> ExitCode:
        """The highest of the failures' codes, else 3 when a day was withdrawn, else 0, even if incomplete."""
        failures = [day.failure for day in self.days if day.failure is not None]
        if failures:
            return max(failures)
        return ExitCode.PARTIAL if self.count(DayState.WITHDRAWN) else ExitCode.OK


class PruneReport(Record):
    """What ``snapshot prune`` removed and kept."""

    cutoff: dt.datetime
    """Payloads that no run has used since then are past their retention."""
    grace_seconds: int
    """How long a blob must have been unreferenced before it is removed."""
    entries_removed: int
    """Of the request index."""
    blobs_removed: int
    bytes_removed: int
    """As stored, compressed."""
    blobs_waiting: int
    """Unreferenced, but not for long enough."""
    blobs_kept: int
    dry_run: bool
