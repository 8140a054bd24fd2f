"""What ``propctl run-once`` does, recorded. Heavy: imported when the command runs."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from propctl.cli.recording import RecordedRun, RecordingSession
from propctl.cli.session import building
from propctl.domain.calendar import new_york_date
from propctl.domain.metric_labels import JobName
from propctl.domain.option_values import Namespace
from propctl.domain.report import RunReport
from propctl.jobs.recording.gauges import committed_props, read_board_gauges
from propctl.jobs.run_once import dry_run_once, run_once, skipped
from propctl.runtime import clock_of
from propctl.settings import Settings


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What was asked on the command line."""

    sport: str
    day: date | None
    dry_run: bool
    strict: bool
    textfile: Path | None

    def recorded(self, settings: Settings, namespace: Namespace) -> RecordedRun | None:
        """A rehearsal publishes nothing, and does not count."""
        if self.dry_run:
            return None
        return RecordedRun(
            JobName.RUN_ONCE, namespace, settings.run_deadline, self.sport, textfile=self.textfile
        )


def run(settings: Settings, namespace: Namespace, run_options: RunOptions) -> RunReport:
    """One run, or its rehearsal."""
    with RecordingSession(settings, run_options.recorded(settings, namespace)) as recording:
        with building(settings, namespace, recording=recording) as build_context:
            job = dry_run_once if run_options.dry_run else run_once
            report = job(build_context, run_options.day or build_context.today())
        recording.metrics_buffer.add(committed_props(report))
        recording.ends(
            report.outcome,
            report.exit_code(strict=run_options.strict),
            report.model_dump(mode="json"),
            lambda: read_board_gauges(build_context, report),
        )
    return report


def skip(settings: Settings, namespace: Namespace, run_options: RunOptions) -> RunReport:
    """A run that was switched off."""
    with RecordingSession(settings, run_options.recorded(settings, namespace)) as recording:
        day = run_options.day or new_york_date(clock_of(settings)())
        report = skipped(run_options.sport, day, recording.run_id, "USE_FREE_INGESTION is false")
        recording.ends(report.outcome, report=report.model_dump(mode="json"))
    return report
