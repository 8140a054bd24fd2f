"""``propctl run-once``: the command that a scheduler starts."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import FETCHING, Day, Json, Sport, Textfile, exit_status
from propctl.domain.option_values import SPORT
from propctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from propctl.domain.report import RunReport
    from propctl.record_runtime import RecorderOptions
    from propctl.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run-once", epilog=exit_status(ExitCode.PARTIAL, *FETCHING))(run_once)


def run_once(
    sport: Sport = SPORT,
    day: Day = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Publish nothing; name every write that a run would make.")
    ] = False,
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Publish under shadow/, where only --namespace shadow reads.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 3 when the snapshot is degraded.")
    ] = False,
    splay: Annotated[
        float,
        typer.Option(
            "--splay",
            min=0.0,
            max=3600.0,
            metavar="SECONDS",
            help="Wait a random time up to this first.",
        ),
    ] = 0.0,
    if_due: Annotated[
        bool,
        typer.Option("--if-due", help="Between 01:00 and 09:00 New York, run only if an early game is near."),
    ] = False,
    textfile: Textfile = None,
    as_json: Json = False,
) -> ExitCode:
    """Fetch, build and commit one snapshot, and refresh the cache.

    Tomorrow's date gives tomorrow's board, a past date a backfilled snapshot. When nothing has changed since
    the last run, nothing is committed. With --if-due, runs between 01:00 and 09:00 New York do nothing unless
    today's first pitch is less than three hours ahead; such a look costs one request at most.
    """
    from propctl.cli.session import start_command, warn_of_memory
    from propctl.settings import Ingestion

    _check_options(day, if_due=if_due)
    settings = start_command(sport)
    options = _recorder_options(settings, sport, textfile, shadow=shadow, dry_run=dry_run)
    if settings.use_free_ingestion is Ingestion.OFF:
        report = _skip(settings, options, day)
    else:
        warn_of_memory(settings)
        _wait(splay)
        report = _run(settings, options, day, strict=strict, if_due=if_due)
    return _finish(report, strict=strict, as_json=as_json)


def _check_options(day: date | None, *, if_due: bool) -> None:
    if if_due and day is not None:
        raise UsageError(
            "--if-due is about today's board; nothing was done",
            hint="leave out --date, or leave out --if-due: a run of another date is due when you start it",
        )


def _recorder_options(
    settings: "Settings", sport: str, textfile: "Path | None", *, shadow: bool, dry_run: bool
) -> "RecorderOptions":
    """A dry run publishes nothing, and does not count."""
    from propctl.domain.metric_labels import JobName
    from propctl.record_runtime import RecorderOptions
    from propctl.runtime import publishing_namespace

    namespace = publishing_namespace(settings, shadow=shadow)
    return RecorderOptions(
        JobName.RUN_ONCE, namespace, settings.run_deadline, sport, textfile=textfile, dry_run=dry_run
    )


def _run(
    settings: "Settings", options: "RecorderOptions", day: date | None, *, strict: bool, if_due: bool
) -> "RunReport":
    from propctl.jobs.run_once import RunOptions, record_run_once
    from propctl.record_runtime import open_recorded_build

    with open_recorded_build(settings, options) as build:
        run_options = RunOptions(day, if_due=if_due, dry_run=options.dry_run, strict=strict)
        return record_run_once(build.recorder, build.context, run_options)


def _skip(settings: "Settings", options: "RecorderOptions", day: date | None) -> "RunReport":
    from propctl.domain.calendar import new_york_date
    from propctl.jobs.run_once import record_skipped
    from propctl.record_runtime import open_run_recorder
    from propctl.runtime import clock_of

    with open_run_recorder(settings, options) as recorder:
        return record_skipped(recorder, options.sport, day or new_york_date(clock_of(settings)()))


def _wait(splay: float) -> None:
    import random
    import time

    if splay:
        time.sleep(random.uniform(0.0, splay))  # noqa: S311 - spreads load, keeps no secret


def _finish(report: "RunReport", *, strict: bool, as_json: bool) -> ExitCode:
    from propctl.cli.output import log_summary, write_json, write_line, write_wrapped

    _warn_degraded(report)
    if as_json:
        write_json("run-once", report=report.model_dump(mode="json"))
    else:
        for key in report.would_write:
            write_line(f"would write {key}")
        write_wrapped(summary(report))
    code = report.exit_code(strict=strict)
    log_summary(summary(report), code, outcome=report.outcome.value, snapshot_id=report.snapshot_id)
    return code


def _warn_degraded(report: "RunReport") -> None:
    """One line for people, and an event for each degradation for logs in JSON."""
    from propctl.cli.output import logs_are_json, warn

    if report.degraded and not logs_are_json():
        warn("degraded: " + "; ".join(note.message for note in report.degraded))
        return
    for note in report.degraded:
        warn(f"degraded: {note.message}", code=note.code, provider=note.provider)


def summary(report: "RunReport") -> str:
    """``mlb 2025-06-08: 15 games, 3,464 props, line-ups 18/30, Statcast 29/30, unchanged``."""
    from propctl.cli.output import counted
    from propctl.domain.calendar import is_off_season

    head = f"{report.sport} {report.date}: "
    if report.reason:
        return f"{head}{report.outcome} ({report.reason})"
    lineups = f"line-ups {report.lineups_confirmed}/{report.lineups_total}"
    props = counted(report.props, "prop") if report.props else "none open"
    if report.held:
        props += f" ({report.held:,} held)"
    if report.prices:
        props += f", {counted(report.prices, 'price')}"
    if report.statcast_wanted:
        lineups += f", Statcast {report.statcast_days}/{report.statcast_wanted}"
    idle = "no games (off-season)" if is_off_season(report.date) else "no games"
    content = f"{counted(report.games, 'game')}, {props}, {lineups}" if report.games else idle
    outcome = report.outcome.value if not report.dry_run else f"{report.outcome} (dry run: nothing published)"
    where = "" if report.namespace in (None, "live") else f", {report.namespace}"
    return f"{head}{content}, {outcome}{where}"
