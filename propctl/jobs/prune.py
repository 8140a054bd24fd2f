"""Remove raw payloads past their retention, and blobs that nothing names.

A blob is removed in two phases: a prune that finds nothing that names it records that, and only a prune that
finds the same after the grace removes it. The grace is longer than a run may take, so a blob that a run had
written before the first look has a manifest by the second, or never will. Manifests, rows, closing rows and
landed days of pitches are never removed.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from propctl.connectors.payload_archive import PayloadArchive, RequestRecord
from propctl.domain.report import PruneReport
from propctl.domain.snapshot import Manifest, Record
from propctl.errors import DataError
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.contract import Conflict
from propctl.storage.documents import Document

MIN_GRACE: Final = timedelta(hours=1)


class UnreferencedBlobs(Record):
    """Blobs that nothing named, by sha256, and since when."""

    since: dict[str, datetime]


NO_BLOBS: Final = UnreferencedBlobs(since={})


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What one look found: entries to remove, blobs to remove, and blobs that wait."""

    entries: list[str]
    ripe: list[str]
    waiting: dict[str, datetime]
    kept: int


def grace_for(run_deadline: timedelta) -> timedelta:
    """How long a blob must have been unreferenced: twice what a run may take, at least an hour."""
    return max(MIN_GRACE, 2 * run_deadline)


def prune(
    context: SnapshotContext, pool: Executor, retention: timedelta, grace: timedelta, *, dry_run: bool = False
) -> PruneReport:
    """Remove what is past *retention*; a *dry_run* only counts it.

    A payload stays while its entry in the request index, or a snapshot that was built with it, is younger
    than *retention*. DataError when a manifest cannot be read: without its names, nothing is removed.
    """
    now = context.now()
    unreferenced, etag = _unreferenced(context).read()
    plan = _read_prune_plan(context, pool, unreferenced or NO_BLOBS, now - retention, now - grace)
    sizes = pool.map(lambda digest: _read_size(context, digest), plan.ripe)
    report = PruneReport(
        cutoff=now - retention,
        grace_seconds=int(grace.total_seconds()),
        entries_removed=len(plan.entries),
        blobs_removed=len(plan.ripe),
        bytes_removed=sum(sizes),
        blobs_waiting=len(plan.waiting),
        blobs_kept=plan.kept,
        dry_run=dry_run,
    )
    if not dry_run:
        _delete(context, pool, plan, etag)
    return report


def _read_prune_plan(
    context: SnapshotContext,
    pool: Executor,
    unreferenced: UnreferencedBlobs,
    cutoff: datetime,
    ripe_at: datetime,
) -> PrunePlan:
    """Manifests are read last, so that one committed meanwhile still saves what it names."""
    layout = context.snapshots.layout
    archive, parse = PayloadArchive(context.store, layout), layout.parse_blob_key
    entries = list(_read_entries(archive, pool))
    blobs = [digest for key in context.store.list(layout.blobs_prefix) if (digest := parse(key))]
    rows, used = _named(_read_manifests(context, pool), cutoff)
    young = {entry.sha256 for _, entry in entries if entry.fetched_at >= cutoff}
    kept = rows | used | young
    unnamed = {
        digest: unreferenced.since.get(digest, context.now()) for digest in blobs if digest not in kept
    }
    return PrunePlan(
        entries=[key for key, entry in entries if entry.sha256 not in kept],
        ripe=[digest for digest, since in unnamed.items() if since <= ripe_at],
        waiting={digest: since for digest, since in unnamed.items() if since > ripe_at},
        kept=len(blobs) - len(unnamed),
    )


def _read_entries(archive: PayloadArchive, pool: Executor) -> Iterator[tuple[str, RequestRecord]]:
    keys = list(archive.list_entry_keys())
    for key, entry in zip(keys, pool.map(archive.read_entry, keys), strict=True):
        if entry is not None:
            yield key, entry


def _read_manifests(context: SnapshotContext, pool: Executor) -> Iterable[Manifest]:
    def read(key: str) -> Manifest:
        try:
            return context.snapshots.read_manifest(key)
        except DataError as error:
            raise DataError(
                f"{error.message}; what it names is unknown, so nothing was removed",
                hint="`propctl snapshot verify` lists the damage; restore or delete the object, then prune",
            ) from error

    return pool.map(read, [ref.key for ref in context.snapshots.list_snapshots()])


def _named(manifests: Iterable[Manifest], cutoff: datetime) -> tuple[set[str], set[str]]:
    """The rows that any manifest names, and the payloads that those since *cutoff* were built with."""
    rows: set[str] = set()
    used: set[str] = set()
    for manifest in manifests:
        rows.update(game.sha256 for game in manifest.rows.blobs)
        rows.update(game.sha256 for game in manifest.closing)
        if manifest.created_at >= cutoff:
            used.update(ref.sha256 for ref in manifest.inputs)
    return rows, used


def _delete(context: SnapshotContext, pool: Executor, plan: PrunePlan, etag: str | None) -> None:
    """Delete entries first: no run that begins now finds a payload that is about to be removed.

    This also deletes an entry that a run has written again since it was read; that costs one more request.
    """
    layout = context.snapshots.layout
    list(pool.map(context.store.delete, plan.entries))
    list(pool.map(context.store.delete, (layout.blob_key(digest) for digest in plan.ripe)))
    try:
        _unreferenced(context).write(UnreferencedBlobs(since=plan.waiting), etag)
    except Conflict:
        return  # another prune has written its list meanwhile, which serves as well


def _unreferenced(context: SnapshotContext) -> Document[UnreferencedBlobs]:
    """The list of an earlier prune; if it is damaged, every blob waits again."""
    key = context.snapshots.layout.unreferenced_blobs_key
    return Document(context.store, key, UnreferencedBlobs, disposable=True)


def _read_size(context: SnapshotContext, digest: str) -> int:
    stored = context.store.get(context.snapshots.layout.blob_key(digest))
    return len(stored.data) if stored else 0
