"""``propctl snapshot verify``, ``rebuild`` and ``prune``: the upkeep of a store."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import READING, AnyDay, Json, NamespaceOption, OptionalId, exit_status
from propctl.cli.output import counted
from propctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from propctl.domain.report import PruneReport
    from propctl.jobs.verify import Finding


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verify", epilog=exit_status(*READING))(verify)
    app.command("rebuild", epilog=exit_status(ExitCode.PARTIAL, *READING))(rebuild)
    app.command("prune", epilog=exit_status(*READING))(prune)


def verify(
    snapshot_id: OptionalId = None,
    day: AnyDay = None,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> ExitCode:
    """Read every byte of a snapshot, of a date's, or of all, and compare digests: 65 when one is damaged."""
    from propctl.cli.output import warn, write_json, write_line
    from propctl.cli.session import open_reading_context
    from propctl.jobs.read_snapshot import find_snapshot
    from propctl.jobs.verify import verify as verify_snapshots

    if snapshot_id is not None and day is not None:
        raise UsageError("an id and --date name two things", hint="give one of them")
    context = open_reading_context(namespace)
    refs = (
        [find_snapshot(context, snapshot_id)] if snapshot_id else context.snapshots.list_snapshots(date=day)
    )
    if not refs:
        where = f"of {day} " if day else ""
        raise UsageError(
            f"nothing to verify: no snapshot {where}in {context.store.url} ({context.namespace})",
            hint="`propctl snapshot ls` lists the snapshots",
        )
    findings = verify_snapshots(context, refs)
    damaged = [finding for finding in findings if finding.damage]
    if as_json:
        write_json(
            "snapshot.verify", snapshots=[_finding(finding) for finding in findings], total=len(findings)
        )
    else:
        for finding in damaged:
            for damage in finding.damage:
                write_line(f"{finding.key if finding.is_pointer else finding.snapshot_id}: {damage}")
        write_line(
            f"{counted(len(refs), 'snapshot')} verified, {_damaged(damaged)}{_inputs_gone_text(findings)}"
        )
    if not damaged:
        return ExitCode.OK
    warn(f"{_damaged(damaged)}; the first: {damaged[0].damage[0]}")
    return ExitCode.DATA


def _damaged(damaged: "list[Finding]") -> str:
    """``1 damaged, 1 pointer damaged``."""
    pointers = sum(finding.is_pointer for finding in damaged)
    more = f", {counted(pointers, 'pointer')} damaged" if pointers else ""
    return f"{len(damaged) - pointers} damaged{more}"


def _inputs_gone_text(findings: "list[Finding]") -> str:
    """What to add about snapshots that are whole, but cannot be rebuilt."""
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


def rebuild(
    snapshot_id: Annotated[str, typer.Argument(metavar="ID", help="A snapshot id.")],
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> ExitCode:
    """Build a snapshot's rows again from its archived inputs, without network, and compare; writes nothing.

    0 when equal, 65 when different, 3 when inputs are past their retention.
    """
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import open_reading_context
    from propctl.jobs.read_snapshot import find_snapshot
    from propctl.jobs.rebuild import rebuild as rebuild_rows
    from propctl.runtime import open_pool

    context = open_reading_context(namespace)
    manifest = context.snapshots.read_manifest(find_snapshot(context, snapshot_id).key)
    with open_pool() as pool:
        rebuilt = rebuild_rows(context, pool, manifest)
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


def prune(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Remove nothing; count what would be removed.")
    ] = False,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Remove raw payloads past their retention, and blobs that nothing names.

    A payload is removed when neither it nor a snapshot built with it is younger than
    PROPCTL_RAW_RETENTION_DAYS; its snapshots stay whole, but cannot be rebuilt. A blob is removed at the
    second look, an hour or more after the first. Snapshots, their rows and landed days of pitches are never
    removed. For a nightly cron line.
    """
    from datetime import timedelta

    from propctl.cli.output import log_summary, write_json, write_line
    from propctl.cli.session import start_command
    from propctl.jobs import prune as job
    from propctl.runtime import open_pool, open_snapshot_context

    settings = start_command()
    context = open_snapshot_context(settings, namespace)
    retention = timedelta(days=settings.raw_retention_days)
    grace = job.grace_for(timedelta(seconds=settings.run_deadline))
    with open_pool() as pool:
        report = job.prune(context, pool, retention, grace, dry_run=dry_run)
    if as_json:
        write_json("snapshot.prune", report=report.model_dump(mode="json"))
    else:
        write_line(prune_line(report))
    log_summary(prune_line(report), ExitCode.OK)


def prune_line(report: "PruneReport") -> str:
    """``removed 3 request entries and 12 blobs (1.4 MB) unused since 2025-05-09; 2 blobs wait, 310 stay``."""
    removed = "would remove" if report.dry_run else "removed"
    entries = f"{report.entries_removed:,} request entr{'y' if report.entries_removed == 1 else 'ies'}"
    grace = f"{report.grace_seconds / 60:.0f} min"
    return (
        f"{removed} {entries} and {counted(report.blobs_removed, 'blob')} "
        f"({report.bytes_removed / 1e6:.1f} MB) unused since {report.cutoff:%Y-%m-%d}; "
        f"{report.blobs_waiting:,} wait at least {grace}, {report.blobs_kept:,} stay"
    )
