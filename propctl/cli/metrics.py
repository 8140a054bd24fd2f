"""``propctl metrics``: the totals that runs leave in storage, and their way to Prometheus."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import READING, Json, NamespaceOption, SportOption, Textfile, exit_status
from propctl.domain.metric_labels import JobName
from propctl.domain.option_values import SPORT
from propctl.errors import ConfigurationError

if TYPE_CHECKING:
    from propctl.jobs.recording.success_ratio import Success, SuccessReport
    from propctl.settings import Settings
    from propctl.storage.run_records import RunRecordStore

JOBS = {job.value.removeprefix("propctl_"): job for job in JobName}
"""Jobs that have totals, as this command names them."""


def _parse_job(text: str) -> JobName:
    if text not in JOBS:
        names = ", ".join(repr(name) for name in JOBS)
        raise typer.BadParameter(f"{text!r} is not one of {names}.")
    return JOBS[text]


app = typer.Typer(help="The totals of runs, and their way to Prometheus.", rich_markup_mode=None)

Slo = Annotated[
    bool,
    typer.Option("--slo", help="Instead, ingestion success from the runs' markers, with the arithmetic."),
]
Init = Annotated[bool, typer.Option("--init", help="Also jobs that never ran: each of their series, at 0.")]
Job = Annotated[
    JobName,
    typer.Argument(metavar="JOB", parser=_parse_job, help=f"One of {', '.join(JOBS)}."),
]
Shard = Annotated[
    int | None, typer.Option("--shard", min=0, metavar="N", help="Of a backfill, the worker's group.")
]


@app.callback()
def group() -> None:
    """The totals of runs, and their way to Prometheus."""


@app.command("show", epilog=exit_status(*READING))
def show(
    slo: Slo = False,
    sport: SportOption = SPORT,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Print the totals in storage as Prometheus reads them, or with --slo how reliable ingestion was."""
    from propctl.cli.output import write_data, write_json
    from propctl.cli.session import start_command
    from propctl.jobs.recording.push_totals import read_groups
    from propctl.runtime import open_run_records
    from propctl.telemetry.exposition import exposition

    settings = start_command(sport)
    runs = open_run_records(settings, namespace)
    if slo:
        _write_success(_read_success(settings, runs, sport), as_json=as_json)
        return
    groups = read_groups(runs, sport)
    if as_json:
        records = [{**group.labels, **group.values.model_dump(mode="json")} for group in groups]
        write_json("metrics.show", groups=records, total=len(groups))
    else:
        write_data(exposition(groups))


def _read_success(settings: "Settings", runs: "RunRecordStore", sport: str) -> "SuccessReport":
    from propctl.domain.metric_totals import Group
    from propctl.jobs.recording.success_ratio import read_success_report
    from propctl.runtime import clock_of, open_pool

    with open_pool() as pool:
        return read_success_report(runs, Group(JobName.RUN_ONCE, sport), pool, clock_of(settings)())


@app.command("push", epilog=exit_status(*READING))
def push(
    init: Init = False,
    textfile: Textfile = None,
    sport: SportOption = SPORT,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Send the totals in storage to PROPCTL_PUSHGATEWAY_URL, to a textfile, or to both.

    Each run does so when it ends. This is for the first time (--init), and after a gateway was lost.
    """
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import start_command
    from propctl.jobs.recording.push_totals import push_groups
    from propctl.record_runtime import initial_gauges, open_sinks
    from propctl.runtime import open_run_records

    settings = start_command(sport)
    sinks = open_sinks(settings, textfile)
    if not sinks:
        raise ConfigurationError(
            "there is no place to send totals to; nothing was pushed",
            hint="set PROPCTL_PUSHGATEWAY_URL, or give --textfile DIR",
        )
    initial = initial_gauges(settings) if init else None
    pushed = push_groups(open_run_records(settings, namespace), sport, sinks, initial)
    if as_json:
        write_json("metrics.push", groups=pushed, total=len(pushed))
        return
    for name in pushed:
        write_line(f"pushed {name}")
    if not pushed:
        write_line("no totals yet: runs write them, and --init begins them at 0")


@app.command("delete-group", epilog=exit_status(*READING))
def delete_group(
    job: Job,
    shard: Shard = None,
    sport: SportOption = SPORT,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Make the Pushgateway forget a group, such as that of a finished backfill's worker.

    The totals stay in storage, and the next push continues from them.
    """
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import start_command
    from propctl.domain.metric_totals import Group, shard_of
    from propctl.record_runtime import open_gateway_at
    from propctl.runtime import default_namespace

    settings = start_command(sport)
    if settings.pushgateway_url is None:
        raise ConfigurationError(
            "there is no Pushgateway; nothing was deleted", hint="set PROPCTL_PUSHGATEWAY_URL"
        )
    group = Group(job, sport, shard_of(shard))
    labels = group.labels(namespace or default_namespace(settings))
    open_gateway_at(settings.pushgateway_url).delete(labels)
    if as_json:
        write_json("metrics.delete-group", group=group.name)
    else:
        write_line(f"the Pushgateway has forgotten {group.name}; its totals stay in storage")


def _write_success(report: "SuccessReport", *, as_json: bool) -> None:
    from propctl.cli.output import write_json, write_wrapped

    if as_json:
        write_json("metrics.show", slo=_record(report))
        return
    for line in lines(report):
        write_wrapped(line)


def lines(report: "SuccessReport") -> list[str]:
    """The arithmetic, window by window."""
    from propctl.jobs.recording.success_ratio import OBJECTIVE

    shown = [f"ingestion success of {report.group.name}, by when runs ended:"]
    shown += [_arithmetic(window) for window in report.windows]
    hour = report.windows[0].ratio
    met = "no run counts" if hour is None else "met" if hour > OBJECTIVE else "not met"
    shown.append(f"objective: above {OBJECTIVE:.0%} over the last hour: {met}")
    if report.running or report.overdue:
        shown.append(
            f"not in it: {report.running} running, {report.overdue} overdue (failed, when the next begins)"
        )
    return shown


def _arithmetic(window: "Success") -> str:
    """``last hour: (1 success + 4 unchanged + 0 degraded) / (5 + 1 failed) = 5/6 = 83.33 %``."""
    from propctl.domain.report import Outcome
    from propctl.jobs.recording.success_ratio import GOOD_ORDER

    counts = " + ".join(f"{window.ended.get(outcome, 0)} {outcome}" for outcome in GOOD_ORDER)
    failed, skipped = (window.ended.get(outcome, 0) for outcome in (Outcome.FAILED, Outcome.SKIPPED))
    ratio = "no ratio" if window.ratio is None else f"{window.ratio:.2%}"
    swept = f" ({window.swept} of them killed)" if window.swept else ""
    span = "last hour" if window.hours == 1 else f"last {window.hours} h"
    return (
        f"{span}: ({counts}) / ({window.good} + {failed} failed{swept}) = {window.good}/{window.counted} = "
        f"{ratio}; {skipped} skipped"
    )


def _record(report: "SuccessReport") -> dict[str, object]:
    from propctl.domain.report import Outcome
    from propctl.jobs.recording.success_ratio import OBJECTIVE

    windows = [
        {
            "hours": window.hours,
            **{outcome.value: window.ended.get(outcome, 0) for outcome in Outcome},
            "killed": window.swept,
            "good": window.good,
            "counted": window.counted,
            "ratio": window.ratio,
        }
        for window in report.windows
    ]
    return {
        "group": report.group.name,
        "objective": OBJECTIVE,
        "windows": windows,
        "running": report.running,
        "overdue": report.overdue,
    }
