"""``propctl snapshot``: look after published snapshots."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli import snapshot_upkeep
from propctl.cli.options import READING, AnyDay, Day, Json, NamespaceOption, OptionalId, exit_status
from propctl.domain.option_values import SPORT
from propctl.errors import UsageError

if TYPE_CHECKING:
    from propctl.jobs.read_snapshot import Snapshot
    from propctl.jobs.snapshot_context import SnapshotContext
    from propctl.storage.layout import SnapshotRef

app = typer.Typer(help="Look after snapshots.", rich_markup_mode=None)


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
    from propctl.cli.output import write_json, write_line, write_origin, write_table
    from propctl.cli.session import open_reading_context

    context = open_reading_context(namespace)
    refs = context.snapshots.list_snapshots(date=day)
    if as_json:
        write_json(
            "snapshot.ls", snapshots=[_entry(context, ref, long=long) for ref in refs], total=len(refs)
        )
        return
    if not refs:
        write_line(f"no snapshots{f' of {day}' if day else ''} in {context.store.url} ({context.namespace})")
        return
    entries = [_entry(context, ref, long=long) for ref in refs]
    headings = ("snapshot_id", "sport", "date", "as_of", "provenance", "props")
    write_table(
        headings,
        ([str("-" if entry[name] is None else entry[name]) for name in headings] for entry in entries),
        right=(5,),
    )
    if long:
        import json

        for entry in entries:
            write_line(f"{entry['snapshot_id']}: {json.dumps(entry['manifest'], ensure_ascii=False)}")
    write_origin(context.namespace)


def _entry(context: "SnapshotContext", ref: "SnapshotRef", *, long: bool) -> dict[str, object]:
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
        entry["manifest"] = context.snapshots.read_manifest(ref.key).model_dump(mode="json")
    return entry


@app.command("show", epilog=exit_status(*READING))
def show(
    snapshot_id: OptionalId = None,
    day: Day = None,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Show one snapshot: by id, or the latest of a date."""
    from propctl.cli.boards import as_records
    from propctl.cli.output import write_json, write_origin
    from propctl.cli.session import open_reading_context

    context = open_reading_context(namespace)
    snapshot = _read_chosen(context, snapshot_id, day)
    if as_json:
        manifest = snapshot.manifest.model_dump(mode="json")
        write_json("snapshot.show", snapshot=manifest, props=as_records(snapshot.props))
        return
    _describe(snapshot)
    write_origin(context.namespace)


def _read_chosen(context: "SnapshotContext", snapshot_id: str | None, day: "Day") -> "Snapshot":
    from propctl.jobs.read_snapshot import find_snapshot, read_latest, read_snapshot_at

    if snapshot_id is not None and day is not None:
        raise UsageError("an id and --date were both given; nothing was read", hint="give one of them")
    if snapshot_id is None:
        return read_latest(context, SPORT, day or context.today())
    return read_snapshot_at(context, snapshot_id, find_snapshot(context, snapshot_id).key)


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


snapshot_upkeep.register(app)
