"""Workers over days with games, killed, stopped for longer than their lease, their clocks all wrong."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from propctl.domain.backfill_job import JobState
from propctl.jobs.backfill.run_backfill import THREADS_PER_WORKER
from tests.replay.server import Replay, is_there
from tests.storms.job import Job, settings_of
from tests.storms.storm import CLOCKS, Storm, Weather

NOW = "2025-07-01T12:00:00Z"
SEED = random.SystemRandom().randrange(10**6)
WEATHER = Weather(workers=8, kills=40, stops=20, lease_seconds=3.0, pause_seconds=2.5, clocks=CLOCKS)
IN_FLIGHT = 2 * THREADS_PER_WORKER
"""Requests that a worker may have out at once, and lose: a board's totals and schedule in each hand."""


@pytest.mark.nightly
@pytest.mark.replay
@pytest.mark.skipif(not is_there(), reason="needs the recorded payloads beside the repository")
def test_a_season_by_eight_workers_in_a_storm(tmp_path: Path) -> None:
    """90 chunks; the same manifests, each once, and hardly a request more than a clean run's."""
    with Replay(NOW) as replay:
        environment = {
            **replay.environment,
            "PROPCTL_NOW": NOW,
            "PROPCTL_MAX_RPS": "0",
            "PROPCTL_STATCAST_WINDOW_DAYS": "3",
            "PROPCTL_STORAGE_URL": (tmp_path / "store").as_uri(),
        }
        job = Job(settings_of(environment), date(2025, 4, 2), days=90)
        clean = job.clean_run()
        requests = Counter(replay.paths())
        replay.reset()
        plan = job.submit()
        storm = Storm(plan.job_id, environment, WEATHER, SEED)
        storm.rage()
        spec = Counter(replay.paths())
    repeated = spec.total() - len(spec)
    print(storm.told(), f"{len(spec)} requests, {repeated} repeated")  # noqa: T201
    status = job.status(plan)
    assert (status.state, status.chunks.done, storm.failures) == (JobState.DONE, 90, []), storm.told()
    assert max(storm.done.values()) == 1, storm.told()
    assert job.published() == clean, storm.told()
    assert set(spec) == set(requests), storm.told()
    strikes = storm.kills + storm.stops
    assert repeated <= 0.05 * requests.total() + IN_FLIGHT * strikes, storm.told()
