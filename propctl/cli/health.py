"""``propctl health``: what a monitor starts every five minutes."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import Json, Sport, Textfile, exit_status
from propctl.domain.option_values import SPORT, ComponentName
from propctl.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from propctl.domain.health_report import HealthReport
    from propctl.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("health", epilog=exit_status(ExitCode.DATA, ExitCode.UNHEALTHY))(health)


def health(
    sport: Sport = SPORT,
    only: Annotated[
        list[ComponentName] | None,
        typer.Option("--only", metavar="NAME", help="Only this component; may be repeated."),
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Try every request that a run makes, and read the answers.")
    ] = False,
    textfile: Textfile = None,
    as_json: Json = False,
) -> ExitCode:
    """Look at storage, cache, providers and today's board.

    One line each: storage, cache, gateway (with PROPCTL_PUSHGATEWAY_URL), mlb_stats_api, baseball_savant,
    freshness. Costs one request to each provider, and --deep nine in all. Publishes and archives nothing.
    """
    from propctl.cli.output import log_summary, warn
    from propctl.cli.session import start_command

    report = _run_checkup(start_command(sport), sport, only or [], deep=deep, textfile=textfile)
    _write(report, as_json=as_json)
    if not report.healthy:
        warn(f"down: {'; '.join(_complaints(report))}")
    up = sum(component.up for component in report.components)
    down = [component.name.value for component in report.components if not component.up]
    log_summary(f"{up} of {len(report.components)} components up", report.exit_code(), down=down or None)
    return report.exit_code()


def _run_checkup(
    settings: "Settings", sport: str, only: list[ComponentName], *, deep: bool, textfile: "Path | None"
) -> "HealthReport":
    from propctl.domain.metric_labels import JobName
    from propctl.jobs.health.check_health import record_health
    from propctl.record_runtime import DEEP_SECONDS, LIGHT_SECONDS, RecorderOptions, open_recorded_checkup
    from propctl.runtime import publishing_namespace

    seconds = 2 * DEEP_SECONDS if deep else LIGHT_SECONDS
    options = RecorderOptions(
        JobName.HEALTH, publishing_namespace(settings), seconds, sport, textfile=textfile
    )
    with open_recorded_checkup(settings, options, deep=deep) as checkup:
        return record_health(checkup.recorder, checkup.context, only)


def _complaints(report: "HealthReport") -> list[str]:
    """What is down and why; what is down for the same reason is named together."""
    reasons: dict[str, list[str]] = {}
    for component in report.components:
        if not component.up:
            reasons.setdefault(component.message, []).append(component.name)
    return [f"{', '.join(names)} ({reason})" for reason, names in reasons.items()]


def _write(report: "HealthReport", *, as_json: bool) -> None:
    from propctl.cli.output import write_json, write_wrapped

    if as_json:
        write_json("health", healthy=report.healthy, components=_records(report))
        return
    for line in lines(report):
        write_wrapped(line, "        ")


def lines(report: "HealthReport") -> list[str]:
    """A line for each component, and for each check of a deep check-up; hints below those that are down."""
    shown = []
    for component in report.components:
        state = "ok" if component.up else "down"
        shown.append(f"{state:<5} {component.name:<15} {component.latency_ms:>6} ms  {component.message}")
        if report.deep:
            shown += [
                f"      {check.state:<13} {check.name:<19} {check.latency_ms:>6} ms  {check.message}"
                for check in component.checks
            ]
        if component.hint:
            shown.append(f"      hint: {component.hint}")
    return shown


def _records(report: "HealthReport") -> list[dict[str, object]]:
    """The components; a hint only where there is one."""
    return [
        {
            "name": component.name.value,
            "up": component.up,
            **component.model_dump(mode="json", exclude={"name", "checks"}, exclude_defaults=True),
            "checks": [check.model_dump(mode="json", exclude_defaults=True) for check in component.checks],
        }
        for component in report.components
    ]
