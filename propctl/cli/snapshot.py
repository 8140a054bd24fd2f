"""``propctl snapshot``: look after published snapshots."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli import snapshot_upkeep
from propctl.cli.options import READING, AnyDay, Day, Json, NamespaceOption, OptionalId, exit_status
from propctl.domain.option_values import SPORT
from propctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from propctl.domain.query import PropQuery
    from propctl.domain.snapshot import Manifest
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
    long: Annotated[
        bool, typer.Option("--long", help="Read the manifests as well: games, line-ups, notes.")
    ] = False,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """List snapshots, oldest date first, from their keys alone."""
    from propctl.cli.output import write_json, write_line, write_origin
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
    (_write_long_list if long else _write_list)(context, refs)
    write_origin(context.namespace)


def _write_list(context: "SnapshotContext", refs: "Sequence[SnapshotRef]") -> None:
    from propctl.cli.output import Column, write_table

    columns = (
        Column("snapshot_id"),
        Column("sport", drop_order=1),
        Column("date"),
        Column("as_of", drop_order=3),
        Column("provenance", drop_order=2),
        Column("props", right=True),
    )
    entries = (_entry(context, ref, long=False) for ref in refs)
    write_table(columns, (["-" if cell is None else str(cell) for cell in row.values()] for row in entries))


def _write_long_list(context: "SnapshotContext", refs: "Sequence[SnapshotRef]") -> None:
    from propctl.cli.output import Column, write_table

    columns = (
        Column("snapshot_id"),
        Column("date"),
        Column("as of (UTC)", drop_order=7),
        Column("provenance", drop_order=1),
        Column("games", drop_order=4, right=True),
        Column("line-ups", drop_order=5, right=True),
        Column("props", right=True),
        Column("Statcast", drop_order=2, right=True),
        Column("notes", drop_order=3, right=True),
        Column("degraded", drop_order=6, right=True),
    )
    write_table(columns, (_long_cells(context.snapshots.read_manifest(ref.key)) for ref in refs))


def _long_cells(manifest: "Manifest") -> tuple[str, ...]:
    coverage = manifest.coverage
    return (
        manifest.snapshot_id,
        manifest.date.isoformat(),
        f"{manifest.as_of:%m-%d %H:%M}" if manifest.as_of else "-",
        manifest.provenance.value,
        f"{coverage.games}",
        f"{coverage.lineups_confirmed}/{coverage.lineups_total}",
        f"{manifest.rows.count}",
        f"{coverage.statcast_days}/{coverage.statcast_wanted}",
        f"{len(manifest.notes)}",
        f"{len(manifest.degraded)}",
    )


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
    player: Annotated[
        list[str] | None,
        typer.Option(
            "--player",
            metavar="ID|NAME",
            help="Only this player's props (MLBAM id or part of the name); may be repeated.",
        ),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="No props: only the summary, notes and degradations.")
    ] = False,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Show one snapshot, by id, or the latest of a date: its props, then what it has and lacks."""
    from propctl.cli.boards import as_records
    from propctl.cli.output import write_json, write_origin
    from propctl.cli.session import open_reading_context
    from propctl.domain.query import PropQuery

    if summary and player:
        raise UsageError(
            "--summary and --player contradict each other; nothing was read", hint="give one of them"
        )
    context = open_reading_context(namespace)
    query = PropQuery(players=tuple(player or ()))
    snapshot = _read_chosen(context, snapshot_id, day)
    if as_json:
        document: dict[str, object] = {"snapshot": snapshot.manifest.model_dump(mode="json")}
        if not summary:
            document["props"] = as_records(query.select(snapshot.props))
        write_json("snapshot.show", **document)
        return
    if not summary:
        _write_props(snapshot, query, context, namespace)
    _write_summary(snapshot.manifest)
    write_origin(context.namespace)


def _read_chosen(context: "SnapshotContext", snapshot_id: str | None, day: "Day") -> "Snapshot":
    from propctl.jobs.read_snapshot import find_snapshot, read_latest, read_snapshot_at

    if snapshot_id is not None and day is not None:
        raise UsageError("an id and --date were both given; nothing was read", hint="give one of them")
    if snapshot_id is None:
        return read_latest(context, SPORT, day or context.today())
    return read_snapshot_at(context, snapshot_id, find_snapshot(context, snapshot_id).key)


def _write_props(
    snapshot: "Snapshot", query: "PropQuery", context: "SnapshotContext", namespace: NamespaceOption
) -> None:
    from propctl.cli.boards import write_overs
    from propctl.cli.empty_boards import EmptyBoard
    from propctl.cli.output import counted, write_line
    from propctl.jobs.opportunities import PropFilter

    props = query.select(snapshot.props)
    if not props:
        EmptyBoard(snapshot.manifest, PropFilter(query), context.today(), namespace).write(snapshot.props)
        return
    write_overs(props)
    if len(props) < len(snapshot.props):
        write_line(f"{len(props):,} of {counted(len(snapshot.props), 'prop')}")


def _write_summary(manifest: "Manifest") -> None:
    """What a snapshot is, what it covers, and its notes and degradations."""
    from propctl.cli.output import counted, write_wrapped
    from propctl.domain.calendar import utc_text

    coverage = manifest.coverage
    as_of = utc_text(manifest.as_of) if manifest.as_of else f"known through {manifest.known_through}"
    write_wrapped(
        f"snapshot {manifest.snapshot_id}: {manifest.sport} {manifest.date}, {manifest.provenance}, {as_of}"
    )
    write_wrapped(
        f"{counted(coverage.games, 'game')}, {counted(manifest.rows.count, 'prop')}, line-ups "
        f"{coverage.lineups_confirmed}/{coverage.lineups_total}, "
        f"Statcast {coverage.statcast_days}/{coverage.statcast_wanted}, model {manifest.model_version}"
    )
    for kind, notes in (("note", manifest.notes), ("degraded", manifest.degraded)):
        for note in notes:
            write_wrapped(f"{kind}: {note.code}: {note.message}")


snapshot_upkeep.register(app)
