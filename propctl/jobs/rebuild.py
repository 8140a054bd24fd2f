"""Build a snapshot's rows again from its archived inputs, and compare digests."""

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta

from propctl.connectors.baseball_savant import ArchivedPitches
from propctl.connectors.lines_file import ArchivedLines
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.connectors.payload_sources import InputSource
from propctl.connectors.pitch_archive import PitchArchive
from propctl.domain.option_values import Provenance
from propctl.domain.snapshot import Manifest
from propctl.jobs.build import assemble
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_inputs import fetch_inputs
from propctl.jobs.snapshot_context import SnapshotContext


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The digests of the stored rows and of those built again from the archived inputs."""

    snapshot_id: str
    stored_sha256: str
    rebuilt_sha256: str

    @property
    def equal(self) -> bool:
        """Whether both are the same."""
        return self.stored_sha256 == self.rebuilt_sha256


def rebuild(context: SnapshotContext, pool: Executor, manifest: Manifest) -> Rebuilt:
    """Build the rows of *manifest* again from its inputs alone, without network; writes nothing.

    Raises PartialError when an input is past its retention, DataError when one is damaged.
    """
    source = InputSource(manifest.inputs, context.snapshots.blobs)
    pitches = PitchArchive(context.store, context.snapshots.layout, manifest.sport)
    build_context = BuildContext(
        store=context.store,
        snapshots=context.snapshots,
        cache=context.cache,
        clock=context.clock,
        snapshot_ttl_seconds=context.snapshot_ttl_seconds,
        api=MlbStatsApi(source),
        pitches=ArchivedPitches(manifest.inputs, pitches),
        pool=pool,
        run_id="rebuild",
        real_clock=False,
        requests=lambda: 0,
        statcast_window_days=manifest.params.statcast_window_days,
        lines=ArchivedLines(manifest.inputs, context.snapshots.blobs),
    )
    live = manifest.provenance is Provenance.LIVE
    today = (manifest.known_through if live else manifest.date) + timedelta(days=1)
    build = assemble(fetch_inputs(build_context, manifest.date, today), manifest.params)
    return Rebuilt(manifest.snapshot_id, manifest.rows.sha256, build.content.rows.sha256)
