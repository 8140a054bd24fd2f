"""``propctl statcast``: the nightly job for days of pitches."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import FETCHING, Json, Sport, exit_status, parse_day
from propctl.domain.option_values import SPORT
from propctl.errors import ExitCode

if TYPE_CHECKING:
    from propctl.domain.report import PitchReport


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("statcast", epilog=exit_status(ExitCode.PARTIAL, *FETCHING))(statcast)


def statcast(
    sport: Sport = SPORT,
    start: Annotated[
        date | None,
        typer.Option(
            "--start", metavar="YYYY-MM-DD", parser=parse_day, help="First day; default: that of the window."
        ),
    ] = None,
    end: Annotated[
        date | None,
        typer.Option("--end", metavar="YYYY-MM-DD", parser=parse_day, help="Last day; default: yesterday."),
    ] = None,
    as_json: Json = False,
) -> ExitCode:
    """Land days of pitches, and reconcile them with the official pitch counts.

    Fetches what is missing or due, as run-once does, and then the official counts of each day that has not
    been reconciled, one request a day. Ends with 3 when a day did not agree and was withdrawn. For a nightly
    cron line.
    """
    from propctl.build_runtime import open_build_context
    from propctl.cli.output import log_summary, warn, write_json, write_line, write_origin
    from propctl.cli.session import start_command
    from propctl.domain.calendar import new_york_date
    from propctl.domain.providers import PITCH_PROVIDER
    from propctl.domain.report import PitchReport
    from propctl.jobs.reconcile_pitches import default_days, land_and_reconcile
    from propctl.runtime import clock_of, open_snapshot_context, publishing_namespace
    from propctl.settings import Ingestion

    settings = start_command(sport)
    namespace = publishing_namespace(settings)
    today = new_york_date(clock_of(settings)())
    first, last = default_days(today, settings.statcast_window_days, start, end)
    if settings.use_free_ingestion is Ingestion.OFF:
        report = PitchReport(start=first, end=last, days=(), reason="USE_FREE_INGESTION is false")
    else:
        with open_build_context(settings, open_snapshot_context(settings, namespace)) as context:
            report = land_and_reconcile(context, first, last)
    if as_json:
        write_json("statcast", report=report.model_dump(mode="json"))
    else:
        for line in lines(sport, report):
            write_line(line)
        write_origin(namespace)
    if report.exit_code() is not ExitCode.OK:
        warn(alarm(report), provider=PITCH_PROVIDER.value)
    log_summary(lines(sport, report)[-1], report.exit_code())
    return report.exit_code()


def alarm(report: "PitchReport") -> str:
    """One line for a scheduler's mail: how many days went wrong, and why the first did."""
    from propctl.cli.output import counted
    from propctl.domain.report import DayState

    wrong = [day for day in report.days if day.failure is not None or day.state is DayState.WITHDRAWN]
    first = wrong[0]
    return f"{counted(len(wrong), 'day')} of pitches failed or withdrawn; {first.game_date}: {first.reason}"


def lines(sport: str, report: "PitchReport") -> list[str]:
    """A line for each day that has a reason, and a summary."""
    from propctl.cli.output import counted
    from propctl.domain.report import DayState

    if report.reason:
        return [f"{sport} {report.start} to {report.end}: skipped ({report.reason})"]
    reasons = [
        f"{day.game_date}: {day.state.value}: {day.reason}".rstrip(": ") for day in report.days if day.reason
    ]
    landed = report.count(DayState.LANDED, DayState.RECONCILED)
    fetched = sum(day.asked for day in report.days)
    summary = (
        f"{sport} {report.start} to {report.end}: {counted(len(report.days), 'day')} with games, "
        f"{landed} landed, {report.count(DayState.RECONCILED)} reconciled, "
        f"{report.count(DayState.NOT_READY)} not complete yet, {fetched} requested"
    )
    return [*reasons, summary]
