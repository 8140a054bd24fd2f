"""``propctl snapshot prune``: what keeps a store from growing for ever."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import READING, Json, NamespaceOption, exit_status

if TYPE_CHECKING:
    from propctl.domain.report import PruneReport


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("prune", epilog=exit_status(*READING))(prune)


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Remove nothing; count what would go.")] = False,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Remove raw payloads past their retention, and blobs that nothing names.

    A payload goes when neither it nor a snapshot built with it is younger than PROPCTL_RAW_RETENTION_DAYS;
    its snapshots stay whole, but cannot be rebuilt. A blob goes at the second look, an hour or more after
    the first. Snapshots, their rows and landed days of pitches are never removed. For a nightly cron line.
    """
    from datetime import timedelta

    from propctl.cli.output import write_json, write_line
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
        write_line(summary(report))


def summary(report: "PruneReport") -> str:
    """``removed 3 request entries and 12 blobs (1.4 MB) unused since 2025-05-09; 2 blobs wait, 310 stay``."""
    from propctl.cli.output import counted

    removed = "would remove" if report.dry_run else "removed"
    entries = f"{report.entries_removed:,} request entr{'y' if report.entries_removed == 1 else 'ies'}"
    grace = f"{report.grace_seconds / 60:.0f} min"
    return (
        f"{removed} {entries} and {counted(report.blobs_removed, 'blob')} "
        f"({report.bytes_removed / 1e6:.1f} MB) unused since {report.cutoff:%Y-%m-%d}; "
        f"{report.blobs_waiting:,} wait at least {grace}, {report.blobs_kept:,} stay"
    )
