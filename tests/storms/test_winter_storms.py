"""Workers over days without games, killed and stopped at random: nothing is lost, nothing is done twice."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from propctl.domain.backfill_job import JobState
from propctl.jobs.backfill.run_backfill import THREADS_PER_WORKER
from propctl.storage.s3_connection import S3Connection
from tests.cli.server import Provider, a_provider
from tests.storage import s3_server
from tests.storms.job import Job, settings_of
from tests.storms.storm import CLOCKS, Storm, Weather

NOW = "2025-07-01T12:00:00Z"
FIRST = date(2024, 11, 11)

SEED = random.SystemRandom().randrange(10**6)

CALM = Weather(
    workers=3, kills=6, stops=2, lease_seconds=1.0, pause_seconds=0.4, clocks=CLOCKS, limit_seconds=90
)
ROUGH = Weather(workers=4, kills=200, lease_seconds=2.0, pause_seconds=0.5)


@pytest.fixture
def slow() -> Iterator[Provider]:
    """No games on any day, and a while until it says so."""
    with a_provider() as server:
        server.delay_seconds = 0.3
        yield server


def environment_of(provider: Provider, storage_url: str, **more: str) -> dict[str, str]:
    return {
        "PROPCTL_NOW": NOW,
        "PROPCTL_MAX_RPS": "0",
        "PROPCTL_MLB_STATS_API_URL": provider.url,
        "PROPCTL_BASEBALL_SAVANT_URL": "http://127.0.0.1:9",
        "PROPCTL_STATCAST_WINDOW_DAYS": "0",
        "PROPCTL_STORAGE_URL": storage_url,
        **more,
    }


def weathered(provider: Provider, environment: dict[str, str], weather: Weather, days: int) -> Storm:
    """The job after its storm: all of it is there, once, and the provider was hardly asked twice."""
    job = Job(settings_of(environment), FIRST, days)
    plan = job.submit()
    storm = Storm(plan.job_id, environment, weather, SEED)
    storm.rage()
    asked = Counter(provider.asked)
    print(storm.told(), f"{len(asked)} requests, {asked.total() - len(asked)} repeated")  # noqa: T201
    status = job.status(plan)
    assert (status.state, status.chunks.done, storm.failures) == (JobState.DONE, days, []), storm.told()
    assert (max(storm.done.values()), job.pointers()) == (1, days), storm.told()
    assert asked.total() - len(asked) <= 0.05 * days + THREADS_PER_WORKER * (storm.kills + storm.stops), (
        storm.told()
    )
    provider.delay_seconds = 0.0
    provider.asked.clear()
    assert job.published() == job.clean_run(), storm.told()
    assert set(provider.asked) == set(asked), storm.told()
    return storm


def test_a_short_storm(slow: Provider, tmp_path: Path) -> None:
    weathered(slow, environment_of(slow, (tmp_path / "store").as_uri()), CALM, days=18)


@pytest.mark.nightly
def test_two_hundred_kills_over_a_directory(slow: Provider, tmp_path: Path) -> None:
    slow.delay_seconds = 1.5
    environment = environment_of(slow, (tmp_path / "store").as_uri())
    assert weathered(slow, environment, ROUGH, days=124).kills == 200


@pytest.mark.nightly
def test_two_hundred_kills_over_s3(
    slow: Provider, s3_url: str, s3_connection: S3Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow.delay_seconds = 1.5
    for name, value in s3_server.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    environment = environment_of(
        slow, f"s3://{s3_server.BUCKET}/storm", PROPCTL_S3_ENDPOINT_URL=s3_url, **s3_server.ENVIRONMENT
    )
    assert weathered(slow, environment, ROUGH, days=124).kills == 200
