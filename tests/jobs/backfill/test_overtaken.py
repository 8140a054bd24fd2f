"""Two workers at one piece of work: what either finds there at the end is what the other has made of it."""

from contextlib import ExitStack
from datetime import datetime, timedelta

import httpx
import pytest

from propctl.domain.backfill_job import UNTOUCHED, ChunkState, JobState, TaskEvent, TaskState
from propctl.errors import ExitCode, StoppedError
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.storage.contract import Conflict
from tests.jobs.backfill.test_worker import FIRST, NOW, Desk, days, jobs_of_desk
from tests.storage.faults import FaultyStore

OTHER = UNTOUCHED.claimed("another worker")


def chunk_key(desk: Desk, job_id: str, number: int = 0) -> str:
    return jobs_of_desk(desk).layout.chunk_key(job_id, number)


@pytest.mark.parametrize("theirs", [OTHER, OTHER.finished()], ids=["leased", "done"])
def test_a_worker_that_is_stopped_leaves_what_another_has_taken_over(theirs: TaskState) -> None:
    desk = Desk(days=1)
    plan = desk.submit()
    key = chunk_key(desk, plan.job_id)

    def overtaken() -> httpx.Response:
        jobs = jobs_of_desk(desk)
        jobs.write_task(key, theirs, jobs.read_task(key)[1])
        raise StoppedError(ExitCode.TERMINATED)

    desk.winter.answers[str(FIRST)] = overtaken
    with pytest.raises(StoppedError):
        desk.work(plan)
    left, _ = jobs_of_desk(desk).read_task(key)
    assert (left.state, left.owner) == (theirs.state, theirs.owner)


def test_a_worker_that_is_stopped_after_a_chunk_leaves_it_done() -> None:
    desk = Desk(days=2)
    plan = desk.submit()

    def stop(_: TaskEvent) -> None:
        raise StoppedError(ExitCode.TERMINATED)

    with ExitStack() as stack, pytest.raises(StoppedError):
        run_worker(desk.build_context(stack), plan, WorkerOptions(on_event=stop))
    found = desk.status(plan)
    assert (found.chunks.done, found.chunks.pending, found.chunks.leased) == (1, 1, 0)


class Overtaking(FaultyStore):
    """Before the first claim of a chunk is written, another worker has written his."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.store)
        self._desk_store = desk.store
        self.overtaken: list[str] = []

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if "/chunks/" in key and b'"leased"' in data and not self.overtaken:
            self.overtaken.append(key)
            self._desk_store.put(key, OTHER.finished().model_dump_json().encode())
            raise Conflict(key)
        return super().put(key, data, if_absent=if_absent, if_match=if_match)


def test_a_claim_that_comes_second_is_the_others_and_the_rest_goes_on() -> None:
    desk = Desk(days=3)
    plan = desk.submit()
    desk.store = store = Overtaking(desk)
    found = desk.work(plan)
    assert (found.state, desk.winter.spec) == (JobState.DONE, [str(day) for day in days(1, 2)])
    assert store.overtaken == [chunk_key(desk, plan.job_id)]


def ended(desk: Desk, job_id: str, ends: list[datetime]) -> None:
    """Chunks that workers finished at these moments, in the order of their dates."""
    jobs = jobs_of_desk(desk)
    for number, end in enumerate(ends):
        done = UNTOUCHED.claimed("worker").finished().model_copy(update={"updated_at": end})
        desk.store.put(jobs.layout.chunk_key(job_id, number), done.model_dump_json().encode())


@pytest.mark.parametrize("minutes", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]], ids=str)
def test_the_pace_does_not_depend_on_the_order_in_which_work_ends(minutes: list[int]) -> None:
    desk = Desk(days=8)
    plan = desk.submit()
    ended(desk, plan.job_id, [NOW + timedelta(minutes=n) for n in minutes])
    found = desk.status(plan)
    assert (found.pace_per_minute, found.eta_seconds) == (1.0, 240)


def test_there_is_no_pace_before_three_ends() -> None:
    desk = Desk(days=4)
    plan = desk.submit()
    ended(desk, plan.job_id, [NOW, NOW + timedelta(minutes=1)])
    assert (desk.status(plan).pace_per_minute, desk.status(plan).eta_seconds) == (None, None)


def test_a_finished_job_has_a_pace_and_nothing_to_come() -> None:
    desk = Desk(days=3)
    plan = desk.submit()
    ended(desk, plan.job_id, [NOW + timedelta(minutes=2 * n) for n in range(3)])
    found = desk.status(plan)
    assert (found.state, found.pace_per_minute, found.eta_seconds) == (JobState.DONE, 0.5, None)
    assert jobs_of_desk(desk).read_task(chunk_key(desk, plan.job_id))[0].state is ChunkState.DONE
