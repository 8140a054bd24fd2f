"""Check whether today's board is as fresh as the calendar requires.

Runs are due as ``domain/cadence.py`` says, as long as a game is open. A board is stale when it was not
checked for three periods, from the first run of its day on. An off-day, a break and the winter are no outage:
no game is open then. Before the first board is published, nothing is overdue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from propctl.connectors.mlb_stats_api import read_archived_slate
from propctl.connectors.payload_archive import PayloadArchive
from propctl.domain.cadence import STALE_AFTER, first_run
from propctl.domain.calendar import CLOCKS_DIFFER, NEW_YORK
from propctl.domain.health_report import Component
from propctl.domain.option_values import ComponentName, Provenance
from propctl.domain.slate import GameState, Slate
from propctl.domain.snapshot import Pointer
from propctl.errors import PropctlError
from propctl.jobs.health.checks import Checklist, Remark, UnsoundError
from propctl.jobs.health.health_context import HealthContext
from propctl.jobs.health.provider_answers import Providers
from propctl.storage.contract import ObjectStore
from propctl.storage.snapshots import SnapshotStore

HINT: Final = "see the scheduler and the last run's messages; `propctl run-once` publishes at once"


def check_freshness(providers: Providers) -> Component:
    """Compare the pointer of today's live board with what the calendar requires."""
    checklist = Checklist(ComponentName.FRESHNESS)
    health_context = providers.health_context
    boards: list[_Board] = []

    def read_pointer() -> str:
        boards.append(_read_board(health_context))
        return boards[0].format_age(health_context.now)

    if not checklist.check("board of today", read_pointer).sound:
        return checklist.result()
    verdict = checklist.check("due", lambda: _check_due(providers, boards[0]))
    return checklist.result(verdict.message)


CLOCK_HINT: Final = (
    "synchronise the clocks of all machines that run propctl; the next run writes a new pointer"
)


@dataclass(frozen=True, slots=True)
class _Board:
    store: ObjectStore
    pointer: Pointer | None
    ever: bool
    """Whether any board of any day was published."""

    def age(self, now: datetime) -> timedelta | None:
        """The time since the last check (UnsoundError for a check in the future)."""
        if self.pointer is None:
            return None
        age = now - self.pointer.checked_at
        if age < -CLOCKS_DIFFER:
            raise UnsoundError(
                f"today's board was checked {_format_duration(-age)} from now, by its pointer",
                hint=CLOCK_HINT,
            )
        return max(timedelta(), age)

    def format_age(self, now: datetime) -> str:
        age = self.age(now)
        return "none" if age is None else f"checked {_format_duration(age)} ago"


def _read_board(health_context: HealthContext) -> _Board:
    store, layout = health_context.open_store(), health_context.layout
    snapshots = SnapshotStore(store, layout)
    stored = snapshots.read_pointer(health_context.sport, health_context.today, Provenance.LIVE)
    if stored is not None:
        snapshots.read_manifest(stored[0].key)
        return _Board(store, stored[0], ever=True)
    return _Board(
        store, None, ever=any(True for _ in store.list(layout.pointers_prefix(health_context.sport)))
    )


def _check_due(providers: Providers, board: _Board) -> str | Remark:
    health_context = providers.health_context
    age = board.age(health_context.now)
    if age is not None and age <= STALE_AFTER:
        return f"today's board was checked {_format_duration(age)} ago"
    if health_context.switched_off:
        return "no board is due: USE_FREE_INGESTION is false"
    slate = _fetch_slate(providers, board.store)
    games_open = _open_games(slate, health_context.now) if slate else None
    if slate is not None and not games_open:
        over = f"none of today's {len(slate.games)} games is open any more"
        return f"no board is due: {over if slate.games else 'no game today'}"
    begin = first_run(health_context.today, slate.first_pitch if slate else None)
    if health_context.now < begin + STALE_AFTER:
        return f"no board is due before {begin.astimezone(NEW_YORK):%H:%M} in New York"
    return _overdue(board, age, games_open)


def _overdue(board: _Board, age: timedelta | None, games_open: int | None) -> Remark:
    """The verdict on a board that is not fresh; without a schedule *games_open* is None."""
    known = "without a schedule it is unknown whether a game is open"
    if games_open is not None:
        known = f"{games_open} game{'s are' if games_open > 1 else ' is'} open"
    if age is not None:
        raise UnsoundError(
            f"today's board was last checked {_format_duration(age)} ago, and {known}", hint=HINT
        )
    if not board.ever:
        return Remark("nothing published yet: `propctl run-once` publishes the first board")
    if games_open is None:
        return Remark(f"no board of today was published, and {known}")
    raise UnsoundError(f"no board of today was published, and {known}", hint=HINT)


def _open_games(slate: Slate, now: datetime) -> int:
    return sum(game.state_at(now) is GameState.OPEN for game in slate.games)


def _fetch_slate(providers: Providers, store: ObjectStore) -> Slate | None:
    """From the provider, in either form; else the one that the last run archived."""
    for fetch in (providers.fetch_slate, providers.fetch_bare_slate):
        try:
            return fetch().slate
        except PropctlError:
            continue
    archive = PayloadArchive(store, providers.health_context.layout)
    archived = read_archived_slate(archive, providers.health_context.today, providers.health_context.now)
    return archived.value if archived else None


def _format_duration(age: timedelta) -> str:
    minutes = round(age.total_seconds() / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
