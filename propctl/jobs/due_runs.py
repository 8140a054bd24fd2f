"""When runs are due, by the slates and boards that earlier runs stored (see ``domain/cadence.py``)."""

from datetime import date, datetime, timedelta
from typing import Final

from propctl.connectors.mlb_stats_api import Fetched, read_archived_slate
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import RequestRefusedError
from propctl.domain.cadence import first_run, in_usual_hours, next_run
from propctl.domain.calendar import is_off_season
from propctl.domain.option_values import Provenance
from propctl.domain.slate import GameState, Slate
from propctl.domain.snapshot import Manifest
from propctl.errors import DataError
from propctl.jobs.build_context import BuildContext
from propctl.jobs.snapshot_context import SnapshotContext

LOOKED_AHEAD: Final = 7
"""Days ahead whose boards may show that there are no games."""

MAX_PAUSE: Final = 366

SLATE_KNOWN_FOR: Final = timedelta(hours=24)
"""How long an archived slate says when a day begins: tomorrow's board of the evening serves all night."""


def fetch_next_due(build_context: BuildContext, sport: str) -> datetime:
    """When the next run of today's board is due: the current instant when one is due now.

    Runs are due in the usual hours, whatever the slate; in the others, once the first run of today's slate is
    and while a game of today's board is open. Costs one request if no recent slate of today is archived, and
    else none. Raises what :meth:`MlbStatsApi.fetch_slate` raises: without a slate it is not known.
    """
    now, today = build_context.now(), build_context.today()
    if in_usual_hours(now):
        return now
    slate = _read_or_fetch_slate(build_context)
    if not _read_is_open(build_context, sport, slate):
        return read_first_run_after(build_context, sport)
    return max(now, first_run(today, slate.first_pitch))


def read_next_run(context: SnapshotContext, sport: str, *, games_open: bool) -> datetime:
    """When the next run is due after one that has just ended with these *games_open*."""
    if not games_open:
        return read_first_run_after(context, sport)
    return next_run(context.now(), games_open=True, begin=_read_first_run(context, context.today()))


def read_first_run_after(context: SnapshotContext, sport: str) -> datetime:
    """The first run of the next day after today that may have games."""
    return _read_first_run(context, read_next_game_day(context, sport, context.today()))


def _read_first_run(context: SnapshotContext, day: date) -> datetime:
    return first_run(day, read_first_pitch(_archive(context), day, context.now()))


def read_next_game_day(context: SnapshotContext, sport: str, today: date) -> date:
    """The first day after *today* that may have games.

    Boards of later days, and the off-season, rule a day out; a day without a board counts as one with games.
    """
    for ahead in range(1, MAX_PAUSE):
        day = today + timedelta(days=ahead)
        known_idle = ahead <= LOOKED_AHEAD and _read_is_idle(context, sport, day)
        if not is_off_season(day) and not known_idle:
            return day
    return today + timedelta(days=1)


def read_first_pitch(archive: PayloadArchive, day: date, now: datetime) -> datetime | None:
    """The first pitch of *day* by its archived slate; None when that is not known."""
    archived = read_archived_slate(archive, day, now)
    return archived.value.first_pitch if archived else None


def _archive(context: SnapshotContext) -> PayloadArchive:
    return PayloadArchive(context.store, context.snapshots.layout)


def _read_or_fetch_slate(build_context: BuildContext) -> Slate:
    now, today = build_context.now(), build_context.today()
    archived = read_archived_slate(_archive(build_context), today, now)
    if archived is not None and now - archived.payload.fetched_at <= SLATE_KNOWN_FOR:
        return archived.value
    fetched = _fetch_slate(build_context, today)
    build_context.api.source.write_index_entry(fetched.payload, final=False)
    return fetched.value


def _fetch_slate(build_context: BuildContext, day: date) -> Fetched[Slate]:
    try:
        return build_context.api.fetch_slate(day, settled=False)
    except RequestRefusedError:
        return build_context.api.fetch_bare_slate(day, settled=False)


def _read_is_open(build_context: BuildContext, sport: str, slate: Slate) -> bool:
    """Whether a game of today is open by its board (a run must then close it), or without one by *slate*."""
    try:
        board = _read_board(build_context, sport, build_context.today())
    except DataError:
        return True  # the run deals with a damaged board
    if board is None:
        return any(game.state_at(build_context.now()) is GameState.OPEN for game in slate.games)
    return any(game.state is GameState.OPEN for game in board.games)


def _read_is_idle(context: SnapshotContext, sport: str, day: date) -> bool:
    """Whether a board of *day* shows that there is no game."""
    try:
        board = _read_board(context, sport, day)
    except DataError:
        return False
    return board is not None and not board.games


def _read_board(context: SnapshotContext, sport: str, day: date) -> Manifest | None:
    stored = context.snapshots.read_pointer(sport, day, Provenance.LIVE)
    return None if stored is None else context.snapshots.read_manifest(stored[0].key)
