"""Prove that snapshots are whole: read every byte that they refer to, and compare its digest."""

import datetime as dt
from dataclasses import dataclass

from propctl.connectors.baseball_savant import PROVIDER as BASEBALL_SAVANT
from propctl.connectors.baseball_savant import game_date_of
from propctl.connectors.pitch_archive import PitchArchive
from propctl.domain.digest import sha256
from propctl.domain.option_values import Provenance
from propctl.domain.prop import merge_rows
from propctl.domain.snapshot import InputRef, Manifest
from propctl.errors import DataError
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.layout import SnapshotRef


@dataclass(frozen=True, slots=True)
class Finding:
    """One snapshot (or pointer) that was verified; ``damage`` is empty when it is whole."""

    snapshot_id: str
    key: str
    damage: tuple[str, ...]
    inputs_gone: int
    """Payloads past their retention: the snapshot is whole, but cannot be rebuilt."""
    is_pointer: bool = False


def verify(context: SnapshotContext, refs: list[SnapshotRef]) -> list[Finding]:
    """Read every byte that each snapshot refers to, and compare digests and counts; then the dates' pointers.

    A pointer has a finding only when it is damaged. One that lags behind is sound: the next run moves it.
    """
    boards = sorted({(ref.sport, ref.date, ref.provenance) for ref in refs})
    pointers = (_verify_pointer(context, *board) for board in boards)
    return [*(_verify_snapshot(context, ref) for ref in refs), *(finding for finding in pointers if finding)]


def _verify_pointer(
    context: SnapshotContext, sport: str, date: dt.date, provenance: Provenance
) -> Finding | None:
    key = context.snapshots.layout.pointer_key(sport, date, provenance)
    try:
        stored = context.snapshots.read_pointer(sport, date, provenance)
        if stored is None:
            return None
        pointer, _ = stored
        manifest = context.snapshots.read_manifest(pointer.key)
    except DataError as error:
        return Finding("pointer", key, (error.message,), 0, is_pointer=True)
    if (pointer.snapshot_id, pointer.as_of) == (manifest.snapshot_id, manifest.as_of):
        return None
    damage = f"{key} and the manifest that it names do not agree"
    return Finding("pointer", key, (damage,), 0, is_pointer=True)


def _verify_snapshot(context: SnapshotContext, ref: SnapshotRef) -> Finding:
    try:
        manifest = context.snapshots.read_manifest(ref.key)
    except DataError as error:
        return Finding(ref.snapshot_id, ref.key, (error.message,), 0)
    gone, damage = _verify_inputs(context, manifest)
    damage = [*_verify_rows(context, manifest), *_verify_closing(context, manifest), *damage]
    return Finding(ref.snapshot_id, ref.key, tuple(damage), gone)


def _verify_rows(context: SnapshotContext, manifest: Manifest) -> list[str]:
    blobs: list[bytes] = []
    damage: list[str] = []
    for named in manifest.rows.blobs:
        try:
            rows = context.snapshots.read_rows(named.sha256)
        except DataError as error:
            damage.append(f"game {named.game_id}: {error.message}")
            continue
        if (len(rows), rows.count(b"\n")) != (named.bytes, named.count):
            damage.append(f"game {named.game_id}: its rows are not as many as the manifest says")
        blobs.append(rows)
    whole = merge_rows(blobs)
    if not damage and (sha256(whole), whole.count(b"\n")) != (manifest.rows.sha256, manifest.rows.count):
        damage.append("the games' rows do not add up to the snapshot's")
    return damage


def _verify_closing(context: SnapshotContext, manifest: Manifest) -> list[str]:
    damage = []
    for closing in manifest.closing:
        try:
            rows = context.snapshots.read_rows(closing.sha256)
        except DataError as error:
            damage.append(f"closing rows of game {closing.game_id}: {error.message}")
            continue
        if rows.count(b"\n") != closing.count:
            damage.append(f"closing rows of game {closing.game_id}: not as many as the manifest says")
    return damage


def _verify_inputs(context: SnapshotContext, manifest: Manifest) -> tuple[int, list[str]]:
    """How many inputs are gone, and which are damaged."""
    gone = 0
    damage = []
    archive = _pitch_archive(context, manifest.sport)
    for ref in manifest.inputs:
        try:
            gone += not _read_is_stored(context, archive, ref)
        except DataError as error:
            damage.append(f"input {ref.request}: {error.message}")
    return gone, damage


def _read_is_stored(context: SnapshotContext, archive: PitchArchive, ref: InputRef) -> bool:
    if ref.provider != BASEBALL_SAVANT:
        return context.snapshots.blobs.find(ref.sha256) is not None
    return archive.read_revision(game_date_of(ref.request), ref.sha256) is not None


def _pitch_archive(context: SnapshotContext, sport: str) -> PitchArchive:
    return PitchArchive(context.store, context.snapshots.layout, sport)
