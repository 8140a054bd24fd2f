"""Payloads past their retention: what is left of a snapshot, and what the next run does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from propctl.domain.report import Outcome
from propctl.errors import PartialError
from propctl.jobs.prune import prune
from propctl.jobs.rebuild import rebuild
from propctl.jobs.verify import verify
from tests.replay.lab import Lab
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

GRACE = timedelta(hours=1)


def prune_with(lab: Lab, retention_days: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        prune(lab.context(), pool, timedelta(days=retention_days), GRACE)


def test_past_its_retention_a_snapshot_is_whole_and_a_rebuild_says_that_inputs_are_gone(
    replay: Replay,
) -> None:
    lab = Lab(replay, statcast_window_days=2)
    lab.run_once()
    (manifest,) = lab.manifests()
    for now in ("2025-06-16T10:00:00Z", "2025-06-16T11:00:00Z"):
        prune_with(lab.at(now), retention_days=7)
    context = lab.context()
    (finding,) = verify(context, context.snapshots.list_snapshots())
    pitches = list(context.store.list("v1/statcast/"))
    assert (finding.damage, finding.inputs_gone > 0, len(pitches)) == ((), True, 2)
    with ThreadPoolExecutor(4) as pool, pytest.raises(PartialError, match="gone from the archive"):
        rebuild(context, pool, manifest)


def test_a_pruned_store_runs_on_and_a_young_snapshot_can_be_rebuilt(replay: Replay) -> None:
    """Totals of earlier seasons were fetched once, and long ago: a young snapshot keeps them."""
    lab = Lab(replay)
    lab.run_once()
    lab = lab.at("2025-06-16T10:00:00Z")
    lab.run_once("2025-06-16")
    for now in ("2025-06-16T12:00:00Z", "2025-06-16T13:00:00Z"):
        prune_with(lab.at(now), retention_days=7)
    manifest = lab.manifests()[-1]
    with ThreadPoolExecutor(4) as pool:
        assert rebuild(lab.context(), pool, manifest).equal
    assert lab.at("2025-06-16T13:10:00Z").run_once().outcome in (Outcome.SUCCESS, Outcome.UNCHANGED)
