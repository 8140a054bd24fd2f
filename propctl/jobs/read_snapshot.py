"""Read published snapshots: the latest one of a date, from the cache first, then from storage."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pydantic import ValidationError

from propctl.cache.keys import latest_key, snapshot_key
from propctl.domain.digest import sha256
from propctl.domain.option_values import Namespace, Provenance
from propctl.domain.prop import FeaturedProp, canonical_rows, merge_rows, parse_rows
from propctl.domain.snapshot import SCHEMA_VERSION, Manifest, Pointer
from propctl.errors import DataError, RefusedError, UsageError
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.layout import Layout, SnapshotRef

MAX_CACHED_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A manifest and its props, sorted by ``prop_id``."""

    manifest: Manifest
    props: tuple[FeaturedProp, ...]


def read_latest(context: SnapshotContext, sport: str, day: date) -> Snapshot:
    """The latest snapshot of *day*: live if there is one, else backfilled (UsageError when there is none)."""
    cached = _read_cached_pointer(context, sport, day)
    if cached is not None:
        try:
            return read_snapshot_at(context, cached.snapshot_id, cached.key)
        except DataError:
            pass  # the snapshot is gone: a bad value is a miss
    pointer = _read_stored_pointer(context, sport, day)
    if pointer is None:
        raise UsageError(
            _missing_board_text(context, sport, day), hint=_missing_board_hint(context, sport, day)
        )
    return read_snapshot_at(context, pointer.snapshot_id, pointer.key)


def read_latest_pointer(context: SnapshotContext, sport: str, day: date) -> Pointer | None:
    """The pointer that readers follow: the cached one if there is one, else the stored one."""
    return _read_cached_pointer(context, sport, day) or _read_stored_pointer(context, sport, day)


def _read_cached_pointer(context: SnapshotContext, sport: str, day: date) -> Pointer | None:
    """Read only a cache that other processes share: a cache in memory does not see their runs.

    One past its time by the wall clock is a miss: the cache counts real time, and PROPCTL_NOW may differ.
    """
    if not context.cache.is_redis_available():
        return None
    value = context.cache.get(latest_key(sport, day, namespace=context.namespace))
    try:
        pointer = None if value is None else Pointer.model_validate_json(value)
    except ValidationError:
        return None  # a bad value is a miss
    if pointer is None or not context.snapshots.names_snapshot_of(pointer, sport, day):
        return None
    return pointer if context.now() - pointer.checked_at < _time_to_live(context) else None


def _time_to_live(context: SnapshotContext) -> timedelta:
    return timedelta(seconds=context.snapshot_ttl_seconds)


def _read_stored_pointer(context: SnapshotContext, sport: str, day: date) -> Pointer | None:
    for provenance in (Provenance.LIVE, Provenance.BACKFILL):
        stored = context.snapshots.read_pointer(sport, day, provenance)
        if stored is not None:
            return stored[0]
    return None


def read_snapshot_at(context: SnapshotContext, snapshot_id: str, key: str) -> Snapshot:
    """The snapshot at *key*, verified; DataError when it is damaged."""
    cached = _read_cached_snapshot(context, snapshot_id)
    if cached is not None:
        return cached
    manifest = context.snapshots.read_manifest(key)
    rows = merge_rows(context.snapshots.read_rows(blob.sha256) for blob in manifest.rows.blobs)
    if sha256(rows) != manifest.rows.sha256:
        raise DataError(
            f"snapshot {snapshot_id}: its games' rows do not add up to its own",
            hint="`propctl snapshot rebuild` computes them again from the archived payloads",
        )
    return Snapshot(manifest, tuple(_records(rows, snapshot_id)))


def read_closing_props(context: SnapshotContext, snapshot: Snapshot) -> tuple[FeaturedProp, ...]:
    """For every game the rows of the last snapshot in which it was open, sorted by ``prop_id``."""
    closed = merge_rows(context.snapshots.read_rows(row.sha256) for row in snapshot.manifest.closing)
    return tuple(
        sorted(
            (*_records(closed, snapshot.manifest.snapshot_id), *snapshot.props), key=lambda prop: prop.prop_id
        )
    )


def _records(rows: bytes, snapshot_id: str) -> list[FeaturedProp]:
    try:
        return parse_rows(rows)
    except ValidationError as error:
        raise DataError(
            f"snapshot {snapshot_id} holds rows that are no props of schema version {SCHEMA_VERSION}",
            hint="a newer propctl may have written it: read it with that version",
        ) from error


def find_snapshot(context: SnapshotContext, snapshot_id: str) -> SnapshotRef:
    """The snapshot with this id (UsageError when there is none)."""
    for ref in context.snapshots.list_snapshots():
        if ref.snapshot_id == snapshot_id:
            return ref
    raise UsageError(
        f"no snapshot {snapshot_id!r} in {context.store.url}",
        hint="`propctl snapshot ls` lists the snapshots",
    )


def write_to_cache(context: SnapshotContext, manifest: Manifest, pointer: Pointer, rows: bytes) -> None:
    """Write a snapshot, and the pointer to a live one, to the cache.

    ``propctl:v1:snapshot:<id>`` is zstd-compressed JSON: ``{"snapshot": manifest, "props": [...]}``.
    """
    from propctl.storage.compression import compressed

    props = b",".join(rows.splitlines())
    document = b'{"snapshot":' + manifest.to_bytes() + b',"props":[' + props + b"]}"
    cache, ttl = context.cache, context.snapshot_ttl_seconds
    cache.set(snapshot_key(manifest.snapshot_id, namespace=context.namespace), compressed(document), ttl)
    if manifest.provenance is Provenance.LIVE:
        key = latest_key(manifest.sport, manifest.date, namespace=context.namespace)
        cache.set_if_newer(key, pointer.to_bytes(), pointer.generation, ttl)


def _read_cached_snapshot(context: SnapshotContext, snapshot_id: str) -> Snapshot | None:
    """A cached snapshot, its digests verified: a bad one is a miss."""
    from propctl.storage.compression import decompressed

    value = context.cache.get(snapshot_key(snapshot_id, namespace=context.namespace))
    if value is None:
        return None
    try:
        document = json.loads(decompressed(value, MAX_CACHED_BYTES))
        manifest = Manifest.model_validate(document["snapshot"])
        props = tuple(FeaturedProp.model_validate(prop) for prop in document["props"])
    except (ValueError, KeyError, TypeError):
        return None
    sealed = manifest.snapshot_id == snapshot_id and manifest.seal() == manifest.integrity
    whole = sealed and sha256(canonical_rows(props)) == manifest.rows.sha256
    return Snapshot(manifest, props) if whole else None


def board_dates(context: SnapshotContext, sport: str) -> list[date]:
    """The dates that have a board, in order, from keys alone."""
    layout = context.snapshots.layout
    pointers = (layout.parse_pointer_key(key) for key in context.store.list(layout.pointers_prefix(sport)))
    return sorted({board.date for board in pointers if board is not None})


def has_game(context: SnapshotContext, sport: str, game_id: int) -> bool:
    """Whether a board of today or later lists the game."""
    for day in board_dates(context, sport):
        if day >= context.today():
            try:
                games = read_latest(context, sport, day).manifest.games
            except (DataError, UsageError):
                continue
            if any(game.game_id == game_id for game in games):
                return True
    return False


def _missing_board_text(context: SnapshotContext, sport: str, day: date) -> str:
    """The message for a day without a board: names the most recent one, from keys alone."""
    known = max(day, context.today())
    dates = [date for date in board_dates(context, sport) if date <= known]
    latest = f"the most recent one is of {dates[-1]}" if dates else "nothing has been published yet"
    return f"no {sport} board for {day} in {context.store.url}: {latest}"


def _missing_board_hint(context: SnapshotContext, sport: str, day: date) -> str:
    """What to do about a day without a board: build it, or look where there is one."""
    others = [
        f"--namespace {namespace} has one"
        for namespace in Namespace
        if namespace.value != context.namespace and _has_board(context, Layout(namespace), sport, day)
    ]
    shadow = " --shadow" if context.namespace == Namespace.SHADOW else ""
    return "; ".join([f"propctl run-once {sport} --date {day}{shadow}", *others])


def _has_board(context: SnapshotContext, layout: Layout, sport: str, day: date) -> bool:
    keys = (layout.pointer_key(sport, day, provenance) for provenance in Provenance)
    try:
        return any(context.store.get(key) is not None for key in keys)
    except RefusedError:
        return False  # a store's policy may allow only one namespace
