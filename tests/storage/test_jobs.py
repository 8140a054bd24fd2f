"""Plans are frozen, and work changes by conditional writes alone."""

from datetime import UTC, date, datetime

import pytest

from propctl.domain.backfill import UNTOUCHED, Asked, ChunkState, Forecast, Plan, cut
from propctl.errors import DataError
from propctl.storage.contract import Conflict
from propctl.storage.jobs import JobStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore

ASKED = Asked(
    sport="mlb",
    start=date(2025, 1, 1),
    end=date(2025, 1, 3),
    chunk_days=1,
    model_version="m1",
    statcast_window_days=0,
)
NOW = datetime(2025, 7, 1, 12, tzinfo=UTC)


def a_plan(asked: Asked = ASKED, generation: int = 1) -> Plan:
    return Plan(
        job_id=asked.job_id(generation),
        generation=generation,
        asked=asked,
        created_at=NOW,
        chunks=tuple(cut(asked, {})),
        pitch_days=(),
        forecast=Forecast(requests=3, bytes=300, seconds=3.0),
    )


@pytest.fixture
def jobs() -> JobStore:
    return JobStore(MemoryStore(), Layout())


def test_a_plan_is_read_back(jobs: JobStore) -> None:
    plan = a_plan()
    assert (jobs.freeze(plan), jobs.read_plan(plan.job_id)) == (plan, plan)


def test_whoever_freezes_first_is_followed(jobs: JobStore) -> None:
    first = jobs.freeze(a_plan())
    later = a_plan().model_copy(update={"created_at": datetime(2025, 7, 8, tzinfo=UTC)})
    assert jobs.freeze(later) == first


def test_there_is_no_plan_of_an_unknown_job(jobs: JobStore) -> None:
    assert jobs.read_plan("mlb-1") is None


def test_jobs_are_listed_by_their_plans(jobs: JobStore) -> None:
    first, second = jobs.freeze(a_plan()), jobs.freeze(a_plan(generation=2))
    jobs.write(jobs.layout.chunk_key(first.job_id, 0), UNTOUCHED.claimed("a"), None)
    assert set(jobs.job_ids()) == {first.job_id, second.job_id}


def test_a_damaged_plan_is_told(jobs: JobStore) -> None:
    plan = jobs.freeze(a_plan())
    jobs._store.put(jobs.layout.plan_key(plan.job_id), b"{}")
    with pytest.raises(DataError, match=r"plan\.json in memory:// is damaged"):
        jobs.read_plan(plan.job_id)


def test_work_that_nobody_has_written_is_untouched(jobs: JobStore) -> None:
    assert jobs.read(jobs.layout.chunk_key("job", 0)) == (UNTOUCHED, None)


def test_one_of_two_claims_wins(jobs: JobStore) -> None:
    key = jobs.layout.chunk_key("job", 0)
    jobs.write(key, UNTOUCHED.claimed("a"), None)
    with pytest.raises(Conflict):
        jobs.write(key, UNTOUCHED.claimed("b"), None)
    assert jobs.read(key)[0].owner == "a"


def test_a_write_on_an_old_etag_is_refused(jobs: JobStore) -> None:
    key = jobs.layout.chunk_key("job", 0)
    work = UNTOUCHED.claimed("a")
    old = jobs.write(key, work, None)
    jobs.write(key, work.renewed(), old)
    with pytest.raises(Conflict):
        jobs.write(key, work.finished(), old)
    assert jobs.read(key)[0].state is ChunkState.LEASED


def test_a_job_is_cancelled_and_taken_up_again(jobs: JobStore) -> None:
    before = jobs.is_cancelled("job")
    jobs.cancel("job", NOW)
    cancelled = jobs.is_cancelled("job")
    jobs.uncancel("job")
    assert (before, cancelled, jobs.is_cancelled("job")) == (False, True, False)
