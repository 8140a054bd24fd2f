"""What a run did, as a value that knows its exit code."""

import datetime as dt
from enum import StrEnum

from propctl.domain.snapshot import Note, Record
from propctl.errors import ExitCode


class Outcome(StrEnum):
    """How a run ended; ``propctl_runs_total`` counts by it."""

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
    props: int = 0
    lineups_confirmed: int = 0
    lineups_total: int = 0
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
