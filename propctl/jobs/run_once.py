"""One run: fetch, build, commit, refresh the cache. A scheduled run is one of these."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from propctl.cache.memory import MemoryCache
from propctl.domain.calendar import CLOCKS_DIFFER, NEW_YORK
from propctl.domain.option_values import SPORT
from propctl.domain.prop import merge_rows
from propctl.domain.report import Outcome, RunReport
from propctl.domain.slate import GameState
from propctl.errors import ConfigurationError
from propctl.jobs.build import Build, fetch_and_build
from propctl.jobs.build_context import BuildContext
from propctl.jobs.due_runs import fetch_next_due
from propctl.jobs.publish import Publication, publish
from propctl.jobs.read_snapshot import write_to_cache
from propctl.jobs.recording.gauges import committed_props, read_board_gauges, skipped_gauges
from propctl.jobs.recording.run_recorder import RunRecorder
from propctl.storage.dry_run import DryRunStore
from propctl.storage.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class RunOptions:
    """A run's day (None: today), whether it writes, and whether degradation is an error.

    With ``if_due``, which is about today's board alone, a run that is not due does nothing.
    """

    day: date | None = None
    if_due: bool = False
    dry_run: bool = False
    strict: bool = False


def record_run_once(recorder: RunRecorder, build_context: BuildContext, options: RunOptions) -> RunReport:
    """Do one run, or a dry one, and record it."""
    if options.if_due:
        due = fetch_next_due(build_context, SPORT)
        if due > build_context.now():
            return _record_not_due(recorder, build_context.today(), due)
    job = dry_run_once if options.dry_run else run_once
    report = job(build_context, options.day or build_context.today())
    recorder.metrics_buffer.add(committed_props(report))
    recorder.set_ending(
        report.outcome,
        report.exit_code(strict=options.strict),
        report.model_dump(mode="json"),
        lambda: read_board_gauges(build_context, report),
    )
    return report


def record_skipped(recorder: RunRecorder, sport: str, day: date) -> RunReport:
    """Record a run that does nothing, because ingestion is switched off."""
    report = _skipped(recorder, sport, day, "USE_FREE_INGESTION is false")
    recorder.set_ending(report.outcome, report=report.model_dump(mode="json"))
    return report


def _record_not_due(recorder: RunRecorder, day: date, due: datetime) -> RunReport:
    local = f"{due.astimezone(NEW_YORK):%Y-%m-%d %H:%M}"
    report = _skipped(recorder, SPORT, day, f"the next run is due at {local} in New York")
    recorder.set_ending(
        report.outcome, report=report.model_dump(mode="json"), gauges=lambda: skipped_gauges(due)
    )
    return report


def _skipped(recorder: RunRecorder, sport: str, day: date, reason: str) -> RunReport:
    return RunReport(outcome=Outcome.SKIPPED, run_id=recorder.run_id, sport=sport, date=day, reason=reason)


def run_once(build_context: BuildContext, day: date) -> RunReport:
    """Publish *day*, and report the result.

    Raises RequestError, RefusedError, TemporaryError or DataError when nothing was published; the current
    board, if there is one, is then unchanged.
    """
    build = fetch_and_build(build_context, day, build_context.today())
    _check_clock(build_context, build)
    publication = publish(build_context, build_context.pool, build, build_context.run_id)
    if publication.blobs is not None:
        rows = merge_rows(publication.blobs.values())
        write_to_cache(build_context, publication.manifest, publication.pointer, rows)
    return _report(build_context, publication, build)


def dry_run_once(build_context: BuildContext, day: date) -> RunReport:
    """Do a run that publishes nothing, and names every write that a run would make; payloads are archived."""
    recorder = DryRunStore(build_context.store)
    snapshots = SnapshotStore(recorder, build_context.snapshots.layout)
    report = run_once(replace(build_context, store=recorder, snapshots=snapshots, cache=MemoryCache()), day)
    return report.model_copy(
        update={"dry_run": True, "published": False, "would_write": tuple(sorted(recorder.written))}
    )


def _check_clock(build_context: BuildContext, build: Build) -> None:
    """A clock that is ahead of the provider's would label a started game as open."""
    provider_clock = build.build_inputs.provider_clock
    lead = build.build_inputs.fetched_at - provider_clock if provider_clock else timedelta()
    if build_context.real_clock and lead > CLOCKS_DIFFER:
        raise ConfigurationError(
            f"this machine's clock is {lead.total_seconds():.0f} s ahead of the provider's; "
            "nothing was published, because a started game could pass as open",
            hint="synchronise the clock (NTP), then run again",
        )


def _report(build_context: BuildContext, publication: Publication, build: Build) -> RunReport:
    """A report of the snapshot that is now current, whichever run committed it."""
    manifest, coverage = publication.manifest, publication.manifest.coverage
    outcome = Outcome.SUCCESS if publication.committed else Outcome.UNCHANGED
    return RunReport(
        outcome=Outcome.DEGRADED if manifest.degraded else outcome,
        run_id=build_context.run_id,
        sport=manifest.sport,
        date=manifest.date,
        snapshot_id=manifest.snapshot_id,
        provenance=manifest.provenance,
        namespace=build_context.namespace,
        as_of=manifest.as_of,
        checked_at=publication.pointer.checked_at,
        games=coverage.games,
        open_games=sum(game.state is GameState.OPEN for game in manifest.games),
        props=manifest.rows.count,
        props_by_market=coverage.props_by_market,
        held=sum(build.held.values()),
        prices=sum(len(prop.books) for prop in build.props),
        lines_left_out=build.lines_left_out,
        lineups_confirmed=coverage.lineups_confirmed,
        lineups_total=coverage.lineups_total,
        statcast_days=coverage.statcast_days,
        statcast_wanted=coverage.statcast_wanted,
        requests=build_context.requests(),
        notes=manifest.notes,
        degraded=manifest.degraded,
        published=publication.committed,
    )
