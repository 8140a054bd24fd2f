"""Plans are frozen, and work changes by conditional writes alone."""

from datetime import UTC, date, datetime

import pytest

from propctl.domain.backfill_job import (
    UNTOUCHED,
    BackfillPlan,
    BackfillSpec,
    ChunkState,
    Forecast,
    planned_chunks,
)
from propctl.errors import DataError
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import Conflict
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore

ASKED = BackfillSpec(
    sport="mlb",
    start=date(2025, 1, 1),
    end=date(2025, 1, 3),
    chunk_days=1,
    model_version="m1",
    statcast_window_days=0,
)
NOW = datetime(2025, 7, 1, 12, tzinfo=UTC)


def a_plan(spec: BackfillSpec = ASKED, generation: int = 1) -> BackfillPlan:
    return BackfillPlan(
        job_id=spec.job_id(generation),
        generation=generation,
        spec=spec,
        created_at=NOW,
        chunks=tuple(planned_chunks(spec, {})),
        pitch_days=(),
        forecast=Forecast(requests=3, bytes=300, seconds=3.0),
    )


@pytest.fixture
def jobs() -> BackfillJobStore:
    return BackfillJobStore(MemoryStore(), Layout())


def test_a_plan_is_read_back(jobs: BackfillJobStore) -> None:
    plan = a_plan()
    assert (jobs.write_plan(plan), jobs.read_plan(plan.job_id)) == (plan, plan)


def test_whoever_freezes_first_is_followed(jobs: BackfillJobStore) -> None:
    first = jobs.write_plan(a_plan())
    later = a_plan().model_copy(update={"created_at": datetime(2025, 7, 8, tzinfo=UTC)})
    assert jobs.write_plan(later) == first


def test_there_is_no_plan_of_an_unknown_job(jobs: BackfillJobStore) -> None:
    assert jobs.read_plan("mlb-1") is None


def test_jobs_are_listed_by_their_plans(jobs: BackfillJobStore) -> None:
    first, second = jobs.write_plan(a_plan()), jobs.write_plan(a_plan(generation=2))
    jobs.write_task(jobs.layout.chunk_key(first.job_id, 0), UNTOUCHED.claimed("a"), None)
    assert set(jobs.list_job_ids()) == {first.job_id, second.job_id}


def test_a_damaged_plan_is_told(jobs: BackfillJobStore) -> None:
    plan = jobs.write_plan(a_plan())
    jobs._store.put(jobs.layout.plan_key(plan.job_id), b"{}")
    with pytest.raises(DataError, match=r"plan\.json in memory:// is damaged"):
        jobs.read_plan(plan.job_id)


def test_work_that_nobody_has_written_is_untouched(jobs: BackfillJobStore) -> None:
    assert jobs.read_task(jobs.layout.chunk_key("job", 0)) == (UNTOUCHED, None)


def test_one_of_two_claims_wins(jobs: BackfillJobStore) -> None:
    key = jobs.layout.chunk_key("job", 0)
    jobs.write_task(key, UNTOUCHED.claimed("a"), None)
    with pytest.raises(Conflict):
        jobs.write_task(key, UNTOUCHED.claimed("b"), None)
    assert jobs.read_task(key)[0].owner == "a"


def test_a_write_on_an_old_etag_is_refused(jobs: BackfillJobStore) -> None:
    key = jobs.layout.chunk_key("job", 0)
    task_state = UNTOUCHED.claimed("a")
    old = jobs.write_task(key, task_state, None)
    jobs.write_task(key, task_state.renewed(), old)
    with pytest.raises(Conflict):
        jobs.write_task(key, task_state.finished(), old)
    assert jobs.read_task(key)[0].state is ChunkState.LEASED


def test_a_job_is_cancelled_and_taken_up_again(jobs: BackfillJobStore) -> None:
    before = jobs.is_cancelled("job")
    jobs.write_cancellation("job", NOW)
    cancelled = jobs.is_cancelled("job")
    jobs.delete_cancellation("job")
    assert (before, cancelled, jobs.is_cancelled("job")) == (False, True, False)
