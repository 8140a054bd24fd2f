"""``propctl snapshot``: look after what was published."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli import snapshot_prune
from propctl.cli.options import READING, AnyDay, Day, Json, NamespaceOption, exit_status
from propctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from propctl.jobs.inspect import Finding
    from propctl.jobs.reading import Snapshot
    from propctl.jobs.workspace import Shelf
    from propctl.storage.layout import SnapshotRef

app = typer.Typer(help="Look after snapshots.", rich_markup_mode=None)

OptionalId = Annotated[str | None, typer.Argument(metavar="ID", help="A snapshot id.")]


@app.callback()
def group() -> None:
    """Look after snapshots."""


@app.command("ls", epilog=exit_status(*READING))
def ls(
    day: AnyDay = None,
    long: Annotated[bool, typer.Option("--long", help="Read the manifests as well.")] = False,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """List snapshots, oldest date first, from their keys alone."""
    from propctl.cli.boards import write_origin
    from propctl.cli.output import write_json, write_line, write_table
    from propctl.cli.session import reading_shelf, start

    shelf = reading_shelf(start(), namespace)
    refs = shelf.snapshots.list_snapshots(date=day)
    if as_json:
        write_json("snapshot.ls", snapshots=[_entry(shelf, ref, long=long) for ref in refs], total=len(refs))
        return
    if not refs:
        write_line(f"no snapshots{f' of {day}' if day else ''} in {shelf.store.url} ({shelf.namespace})")
        return
    entries = [_entry(shelf, ref, long=long) for ref in refs]
    headings = ("snapshot_id", "sport", "date", "as_of", "provenance", "props")
    write_table(
        headings,
        ([str("-" if entry[name] is None else entry[name]) for name in headings] for entry in entries),
        right=(5,),
    )
    if long:
        for entry in entries:
            write_line(f"{entry['snapshot_id']}: {json.dumps(entry['manifest'], ensure_ascii=False)}")
    write_origin(shelf.namespace)


def _entry(shelf: "Shelf", ref: "SnapshotRef", *, long: bool) -> dict[str, object]:
    from propctl.domain.calendar import utc_text

    entry: dict[str, object] = {
        "snapshot_id": ref.snapshot_id,
        "sport": ref.sport,
        "date": ref.date.isoformat(),
        "as_of": utc_text(ref.as_of) if ref.as_of else None,
        "provenance": ref.provenance.value,
        "props": ref.props,
    }
    if long:
        entry["manifest"] = shelf.snapshots.read_manifest(ref.key).model_dump(mode="json")
    return entry


@app.command("show", epilog=exit_status(*READING))
def show(
    snapshot_id: OptionalId = None,
    day: Day = None,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Show one snapshot: by id, or the latest of a date."""
    from propctl.cli.boards import as_records, write_origin
    from propctl.cli.output import write_json
    from propctl.cli.session import reading_shelf, start

    shelf = reading_shelf(start(), namespace)
    snapshot = _chosen(shelf, snapshot_id, day)
    if as_json:
        manifest = snapshot.manifest.model_dump(mode="json")
        write_json("snapshot.show", snapshot=manifest, props=as_records(snapshot.props))
        return
    _describe(snapshot)
    write_origin(shelf.namespace)


def _chosen(shelf: "Shelf", snapshot_id: str | None, day: "Day") -> "Snapshot":
    from propctl.jobs.reading import find_snapshot, read_latest, read_snapshot_at

    if snapshot_id is not None and day is not None:
        raise UsageError("an id and --date were both given; nothing was read", hint="give one of them")
    if snapshot_id is None:
        return read_latest(shelf, "mlb", day or shelf.today())
    return read_snapshot_at(shelf, snapshot_id, find_snapshot(shelf, snapshot_id).key)


def _describe(snapshot: "Snapshot") -> None:
    from propctl.cli.boards import nothing_for, write_board
    from propctl.cli.output import counted, write_line
    from propctl.domain.calendar import utc_text

    manifest = snapshot.manifest
    coverage = manifest.coverage
    as_of = utc_text(manifest.as_of) if manifest.as_of else f"known through {manifest.known_through}"
    write_line(
        f"snapshot {manifest.snapshot_id}: {manifest.sport} {manifest.date}, {manifest.provenance}, {as_of}"
    )
    write_line(
        f"{counted(coverage.games, 'game')}, {counted(manifest.rows.count, 'prop')}, line-ups "
        f"{coverage.lineups_confirmed}/{coverage.lineups_total}, "
        f"Statcast {coverage.statcast_days}/{coverage.statcast_wanted}, model {manifest.model_version}"
    )
    for kind, notes in (("note", manifest.notes), ("degraded", manifest.degraded)):
        for note in notes:
            write_line(f"{kind}: {note.code}: {note.message}")
    write_board(snapshot.props, empty=nothing_for(manifest.date, len(manifest.games)))


@app.command("verify", epilog=exit_status(*READING))
def verify(
    snapshot_id: OptionalId = None,
    day: AnyDay = None,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> ExitCode:
    """Read every byte of a snapshot, of a date's, or of all, and compare digests: 65 when one is damaged."""
    from propctl.cli.output import counted, write_json, write_line
    from propctl.cli.session import reading_shelf, start
    from propctl.jobs import inspect
    from propctl.jobs.reading import find_snapshot

    shelf = reading_shelf(start(), namespace)
    refs = [find_snapshot(shelf, snapshot_id)] if snapshot_id else shelf.snapshots.list_snapshots(date=day)
    if not refs:
        where = f"of {day} " if day else ""
        raise UsageError(
            f"nothing to verify: no snapshot {where}in {shelf.store.url} ({shelf.namespace})",
            hint="propctl snapshot ls shows what is there",
        )
    findings = inspect.verify(shelf, refs)
    damaged = [finding for finding in findings if finding.damage]
    if as_json:
        write_json(
            "snapshot.verify", snapshots=[_finding(finding) for finding in findings], total=len(findings)
        )
    else:
        for finding in damaged:
            for damage in finding.damage:
                write_line(f"{finding.snapshot_id}: {damage}")
        write_line(f"{counted(len(refs), 'snapshot')} verified, {len(damaged)} damaged{_gone(findings)}")
    return ExitCode.DATA if damaged else ExitCode.OK


def _gone(findings: "list[Finding]") -> str:
    """What to add about snapshots that are whole and yet cannot be rebuilt."""
    gone = sum(finding.inputs_gone > 0 for finding in findings)
    return f", {gone} without all inputs (they cannot be rebuilt)" if gone else ""


def _finding(finding: "Finding") -> dict[str, object]:
    return {
        "snapshot_id": finding.snapshot_id,
        "key": finding.key,
        "whole": not finding.damage,
        "damage": list(finding.damage),
        "inputs_gone": finding.inputs_gone,
    }


@app.command("rebuild", epilog=exit_status(ExitCode.PARTIAL, *READING))
def rebuild(
    snapshot_id: Annotated[str, typer.Argument(metavar="ID", help="A snapshot id.")],
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> ExitCode:
    """Build a snapshot's rows again from its archived inputs, without network, and compare; writes nothing.

    0 when equal, 65 when different, 3 when inputs are past their retention.
    """
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import reading_shelf, start
    from propctl.jobs import inspect
    from propctl.jobs.reading import find_snapshot
    from propctl.runtime import open_pool

    shelf = reading_shelf(start(), namespace)
    manifest = shelf.snapshots.read_manifest(find_snapshot(shelf, snapshot_id).key)
    with open_pool() as pool:
        rebuilt = inspect.rebuild(shelf, pool, manifest)
    if as_json:
        write_json(
            "snapshot.rebuild",
            snapshot_id=snapshot_id,
            equal=rebuilt.equal,
            stored_sha256=rebuilt.stored_sha256,
            rebuilt_sha256=rebuilt.rebuilt_sha256,
        )
    else:
        write_line(f"{rebuilt.rebuilt_sha256} {'equal' if rebuilt.equal else 'DIFFERENT'}")
    return ExitCode.OK if rebuilt.equal else ExitCode.DATA


snapshot_prune.register(app)
