"""What ``propctl run-once`` does, recorded. Heavy: imported when the command runs."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from propctl.cli.recording import Recorded, Recording
from propctl.cli.session import building
from propctl.domain.calendar import new_york_date
from propctl.domain.choices import Namespace
from propctl.domain.metered import JobName
from propctl.domain.report import RunReport
from propctl.jobs.recording.gauges import board_gauges, committed_props
from propctl.jobs.run_once import rehearse, run_once, skipped
from propctl.runtime import clock_of
from propctl.settings import Settings


@dataclass(frozen=True, slots=True)
class Manner:
    """What was asked on the command line."""

    sport: str
    day: date | None
    dry_run: bool
    strict: bool
    textfile: Path | None

    def recorded(self, settings: Settings, namespace: Namespace) -> Recorded | None:
        """A rehearsal publishes nothing, and does not count."""
        if self.dry_run:
            return None
        return Recorded(
            JobName.RUN_ONCE, namespace, settings.run_deadline, self.sport, textfile=self.textfile
        )


def run(settings: Settings, namespace: Namespace, manner: Manner) -> RunReport:
    """One run, or its rehearsal."""
    with Recording(settings, manner.recorded(settings, namespace)) as recording:
        with building(settings, namespace, recording=recording) as workshop:
            job = rehearse if manner.dry_run else run_once
            report = job(workshop, manner.day or workshop.shelf.today())
        recording.tally.add(committed_props(report))
        recording.ends(
            report.outcome,
            report.exit_code(strict=manner.strict),
            report.model_dump(mode="json"),
            lambda: board_gauges(workshop.shelf, report),
        )
    return report


def skip(settings: Settings, namespace: Namespace, manner: Manner) -> RunReport:
    """A run that was switched off."""
    with Recording(settings, manner.recorded(settings, namespace)) as recording:
        day = manner.day or new_york_date(clock_of(settings)())
        report = skipped(manner.sport, day, recording.run_id, "USE_FREE_INGESTION is false")
        recording.ends(report.outcome, report=report.model_dump(mode="json"))
    return report
