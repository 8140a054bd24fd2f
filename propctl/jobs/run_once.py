"""One run: fetch, build, commit, refresh the cache. Everything a scheduler starts goes through here."""

from dataclasses import replace
from datetime import date, timedelta

from propctl.cache.memory import MemoryCache
from propctl.domain.calendar import CLOCKS_DIFFER
from propctl.domain.prop import merge_rows
from propctl.domain.report import Outcome, RunReport
from propctl.domain.slate import GameState
from propctl.errors import ConfigurationError
from propctl.jobs.build import Build, build
from propctl.jobs.publish import Publication, publish
from propctl.jobs.reading import cache_snapshot
from propctl.jobs.workspace import Workshop
from propctl.storage.dry_run import DryRunStore
from propctl.storage.snapshots import SnapshotStore


def run_once(workshop: Workshop, day: date) -> RunReport:
    """Publish *day*, and say what came of it.

    Raises RequestError, RefusedError, TemporaryError or DataError when nothing was published; the standing
    board, if there is one, is then as it was.
    """
    made = build(workshop, day, workshop.shelf.today())
    _check_clock(workshop, made)
    publication = publish(workshop.shelf, workshop.pool, made, workshop.run_id)
    if publication.blobs is not None:
        rows = merge_rows(publication.blobs.values())
        cache_snapshot(workshop.shelf, publication.manifest, publication.pointer, rows)
    return _report(workshop, publication, made)


def rehearse(workshop: Workshop, day: date) -> RunReport:
    """A run that publishes nothing, and names every write it would have made; payloads are archived."""
    recorder = DryRunStore(workshop.shelf.store)
    shelf = replace(
        workshop.shelf,
        store=recorder,
        snapshots=SnapshotStore(recorder, workshop.shelf.snapshots.layout),
        cache=MemoryCache(),
    )
    report = run_once(replace(workshop, shelf=shelf), day)
    return report.model_copy(
        update={"dry_run": True, "published": False, "would_write": tuple(sorted(recorder.written))}
    )


def skipped(sport: str, day: date, run_id: str, reason: str) -> RunReport:
    """The report of a run that was switched off."""
    return RunReport(outcome=Outcome.SKIPPED, run_id=run_id, sport=sport, date=day, reason=reason)


def _check_clock(workshop: Workshop, made: Build) -> None:
    """A clock that is ahead of the provider's would label a started game as open."""
    theirs = made.material.provider_clock
    lead = made.material.fetched_at - theirs if theirs else timedelta()
    if workshop.real_clock and lead > CLOCKS_DIFFER:
        raise ConfigurationError(
            f"this machine's clock is {lead.total_seconds():.0f} s ahead of the provider's; "
            "nothing was published, for a started game could pass as open",
            hint="synchronise the clock (NTP), then run again",
        )


def _report(workshop: Workshop, publication: Publication, made: Build) -> RunReport:
    """What now stands, whoever committed it."""
    manifest, coverage = publication.manifest, publication.manifest.coverage
    outcome = Outcome.SUCCESS if publication.committed else Outcome.UNCHANGED
    return RunReport(
        outcome=Outcome.DEGRADED if manifest.degraded else outcome,
        run_id=workshop.run_id,
        sport=manifest.sport,
        date=manifest.date,
        snapshot_id=manifest.snapshot_id,
        provenance=manifest.provenance,
        namespace=workshop.shelf.namespace,
        as_of=manifest.as_of,
        checked_at=publication.pointer.checked_at,
        games=coverage.games,
        open_games=sum(game.state is GameState.OPEN for game in manifest.games),
        props=manifest.rows.count,
        props_by_market=coverage.props_by_market,
        held=sum(made.held.values()),
        prices=sum(len(prop.books) for prop in made.props),
        lines_left_out=made.lines_left_out,
        lineups_confirmed=coverage.lineups_confirmed,
        lineups_total=coverage.lineups_total,
        statcast_days=coverage.statcast_days,
        statcast_wanted=coverage.statcast_wanted,
        requests=workshop.requests(),
        notes=manifest.notes,
        degraded=manifest.degraded,
        published=publication.committed,
    )
