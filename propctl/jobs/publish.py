"""Commit a build: rows, then the manifest, then the pointer; or nothing when nothing has changed.

Two runs at once are harmless: data are content-addressed, the manifest is created only if absent, and the
pointer moves by compare-and-swap. The run that loses reads and judges again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from propctl.domain.digest import sha256
from propctl.domain.option_values import Provenance
from propctl.domain.slate import GameState
from propctl.domain.snapshot import ClosingRows, Content, Manifest, Pointer
from propctl.errors import DataError, TemporaryError
from propctl.jobs.build import Build
from propctl.jobs.current_snapshot import CurrentSnapshot, find_current_snapshot
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.contract import Conflict

BEGUN: Final = (GameState.STARTED, GameState.FINAL)
MAX_CLOCK_LEAD: Final = timedelta(hours=1)
"""No run writes an instant so far ahead: a run refuses when its clock is minutes ahead of the provider's."""

MAX_RACES: Final = 10
"""A run loses a compare-and-swap only to another that made progress."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The manifest that is now current, and whether this run committed it.

    ``blobs`` are its rows by game, None when another run's later board is current.
    """

    manifest: Manifest
    pointer: Pointer
    committed: bool
    blobs: Mapping[int, bytes] | None


def publish(
    context: SnapshotContext,
    pool: Executor,
    build: Build,
    run_id: str,
    before_pointer: Callable[[Manifest], object] = lambda _: None,
) -> Publication:
    """Commit *build*, unless the current snapshot already has its content.

    *before_pointer* is called with the committed manifest before the pointer moves to it; if it raises, the
    pointer stays where it was. Raises RefusedError or TemporaryError when a degraded build would replace a
    better board, and what the store raises.
    """
    for _ in range(MAX_RACES):
        current = find_current_snapshot(context, build.content)
        attempt = _Attempt(context, pool, build, run_id, current, before_pointer)
        try:
            return attempt.run()
        except Conflict:
            continue
    raise TemporaryError(
        f"lost {MAX_RACES} races for the pointer of {build.content.date}; the winners' snapshots stay",
        hint="are very many runs started at once? one every ten minutes is enough",
    )


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One try at publishing over the *current* snapshot; raises Conflict when another run has moved it."""

    context: SnapshotContext
    pool: Executor
    build: Build
    run_id: str
    current: CurrentSnapshot
    before_pointer: Callable[[Manifest], object]

    def run(self) -> Publication:
        last = self.current.manifest
        if self.build.lacks_props:
            raise self.build.failure(f"not one prop can be built{self._current_board_text()}")
        if last is None:
            return self._commit(self.build.content, self.build.blobs)
        if self._superseded(last):
            return Publication(last, self._ensure_pointer(last), committed=False, blobs=None)
        return self._commit_unless_unchanged(self.build.without_rows_of(reopened(self.build, last)), last)

    def _commit_unless_unchanged(self, build: Build, last: Manifest) -> Publication:
        content = build.with_closing(tuple(closing_rows(build.content, last)))
        if content.same_facts(last.content()):
            list(self.pool.map(self._rewrite_damaged_rows, build.blobs.values()))
            pointer = self._write_pointer(last, self.current.key)
            return Publication(last, pointer, last.run_id == self.run_id, build.blobs)
        if content.degraded:
            self._keep_better_board(last)
        return self._commit(content, build.blobs)

    def _rewrite_damaged_rows(self, rows: bytes) -> None:
        """Write *rows* of the current board again if storage has lost or damaged them."""
        try:
            sound = self.context.snapshots.blobs.find(sha256(rows)) is not None
        except DataError:
            sound = False
        if not sound:
            self.context.snapshots.write_rows(rows)

    def _superseded(self, last: Manifest) -> bool:
        """Whether a later instant was published or checked: a live board does not go back."""
        as_of = self.build.content.as_of
        if as_of is None or last.as_of is None:
            return False
        pointer = self.current.pointer
        checked = pointer.checked_at if pointer else last.as_of
        if checked > self.context.now() + MAX_CLOCK_LEAD:
            checked = last.as_of  # if a check in the future counted, no run would publish
        return max(last.as_of, checked) > as_of

    def _ensure_pointer(self, last: Manifest) -> Pointer:
        """The pointer to *last*, moved there if the run that committed it was killed before moving it."""
        pointer = self.current.pointer
        if pointer is not None and pointer.key == self.current.key:
            return pointer
        return self._write_pointer(last, self.current.key)

    def _keep_better_board(self, last: Manifest) -> None:
        lost = lost_coverage(self.build, last)
        if lost:
            raise self.build.failure(f"the degraded build lacks {lost}{self._current_board_text()}")

    def _current_board_text(self) -> str:
        """The end of an error message: which board stays, and how old it is."""
        last, pointer = self.current.manifest, self.current.pointer
        if last is None:
            return "; nothing was published"
        checked = pointer.checked_at if pointer else last.created_at
        minutes = (self.context.now() - checked).total_seconds() / 60
        return f"; the current board {last.snapshot_id}, checked {minutes:.0f} min ago, stays"

    def _commit(self, content: Content, blobs: Mapping[int, bytes]) -> Publication:
        last = self.current.manifest
        manifest = Manifest.commit(
            content,
            created_at=self.context.now(),
            run_id=self.run_id,
            inputs=self.build.inputs,
            previous=last.snapshot_id if last else None,
        )
        snapshots = self.context.snapshots
        for stored in [self.pool.submit(snapshots.write_rows, rows) for rows in blobs.values()]:
            stored.result()
        key = snapshots.layout.manifest_key(manifest)
        if not snapshots.upload_snapshot(key, manifest.to_bytes()):
            manifest = snapshots.read_manifest(key)
        return Publication(
            manifest, self._write_pointer(manifest, key), manifest.run_id == self.run_id, blobs
        )

    def _write_pointer(self, manifest: Manifest, key: str) -> Pointer:
        """Move the pointer to *manifest*, with the next generation."""
        current = self.current.pointer
        pointer = Pointer(
            snapshot_id=manifest.snapshot_id,
            key=key,
            as_of=manifest.as_of,
            generation=current.generation + 1 if current else 1,
            checked_at=self._checked_at(manifest),
        )
        content = self.build.content
        self.before_pointer(manifest)
        self.context.snapshots.write_pointer(
            pointer, self.current.etag, content.sport, content.date, content.provenance
        )
        return pointer

    def _checked_at(self, manifest: Manifest) -> datetime:
        """For a live board the latest instant known to have its content, for a past day now."""
        as_of = self.build.content.as_of
        return max(as_of, manifest.as_of) if as_of and manifest.as_of else self.context.now()


def reopened(build: Build, last: Manifest) -> dict[int, GameState]:
    """Games that had begun in *last* and are open again in *build*, with their state in *last*.

    An old answer of the provider would publish their props again, and closing rows of after the first pitch.
    A game may reopen when its start is delayed, or was moved to after *last*.
    """
    if last.as_of is None:
        return {}
    begun = {game.game_id: game.state for game in last.games if game.state in BEGUN}
    return {
        game.game_pk: begun[game.game_pk]
        for game in build.build_inputs.projected_games()
        if game.game_pk in begun and not game.delayed and game.start_time <= last.as_of
    }


def closing_rows(content: Content, last: Manifest) -> Iterator[ClosingRows]:
    """For each closed game the rows of the last snapshot in which it was open, by game id."""
    if content.as_of is None or last.as_of is None:
        return
    still_open = {game.game_id for game in content.games if game.state is GameState.OPEN}
    carried = {row.game_id: row for row in last.closing}
    for rows in last.rows.blobs:
        carried[rows.game_id] = ClosingRows(
            game_id=rows.game_id, as_of=last.as_of, sha256=rows.sha256, count=rows.count
        )
    for game_id in sorted(carried.keys() - still_open):
        yield carried[game_id]


def lost_coverage(build: Build, last: Manifest) -> str:
    """What *last* has and a degraded *build* has lost, in words; empty when nothing is lost.

    Games that are still open, or may be because they cannot be read, count as lost when they have no rows any
    more. Single props do when line-ups or starters could not be fetched; otherwise a missing prop is news (a
    scratched starter). A past day must not get worse.
    """
    if build.content.provenance is Provenance.BACKFILL:
        fewer = last.rows.count - build.content.rows.count
        if fewer > 0:
            return f"{fewer} props that it has"
        return "" if last.degraded else "inputs that the current board has"
    still_open = {game.game_id for game in build.content.games if game.state is GameState.OPEN}
    still_open |= build.build_inputs.slate.unread
    counts = Counter({rows.game_id: rows.count for rows in build.content.rows.blobs})
    if build.content.params.holds != last.params.holds:
        counts.update(build.held)  # a prop that is held now may have been published then
    offered = [rows for rows in last.rows.blobs if rows.game_id in still_open]
    games = sum(rows.game_id not in counts for rows in offered)
    props = sum(max(0, rows.count - counts[rows.game_id]) for rows in offered)
    if games:
        return f"{games} open games that it has"
    return f"{props} props of open games that it has" if props and build.build_inputs.costly else ""
