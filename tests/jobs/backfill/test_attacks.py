"""What others do to a job: damage, other versions, bad days, another's settings."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from propctl.domain.backfill_job import MAX_CLAIMS, UNTOUCHED, BackfillPlan, ChunkState, JobState, TaskState
from propctl.domain.option_values import Provenance, Reprocess
from propctl.errors import ConfigurationError, DataError, ExitCode, RefusedError, StoppedError, TemporaryError
from propctl.jobs.backfill.plan import submit
from propctl.jobs.backfill.status import find_plan, resume
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.storage.local import LocalStore
from tests.connectors.wire import status
from tests.jobs.backfill.test_worker import FIRST, Desk, days, jobs_of_desk
from tests.storage.faults import FaultyStore


def chunk_key(desk: Desk, plan: BackfillPlan, number: int = 0) -> str:
    return jobs_of_desk(desk).layout.chunk_key(plan.job_id, number)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"state": "lost"}'], ids=["empty", "cut", "unknown-state"])
def test_a_damaged_chunk_is_done_again_and_stops_nobody(damage: bytes) -> None:
    desk = Desk()
    plan = desk.submit()
    desk.store.put(chunk_key(desk, plan, 1), damage)
    found = desk.work(plan)
    assert (found.state, desk.published()) == (JobState.DONE, days(0, 1, 2, 3))


def test_a_chunk_damaged_in_the_hands_of_its_holder_is_lost_to_him() -> None:
    desk = Desk(days=1)
    plan = desk.submit()
    key = chunk_key(desk, plan)

    def damaged() -> httpx.Response:
        desk.store.put(key, b"{")
        desk.winter.answers.clear()
        return status(500)

    desk.winter.answers[str(FIRST)] = damaged
    assert desk.work(plan).state is JobState.DONE


def test_everything_anew_gets_round_a_damaged_plan() -> None:
    desk = Desk(days=1)
    plan = desk.submit()
    desk.store.put(jobs_of_desk(desk).layout.plan_key(plan.job_id), b"{")
    with pytest.raises(DataError, match="reprocess all") as damaged:
        raise_hint(desk)
    again = desk.submit(Reprocess.ALL)
    assert (damaged.value.exit_code, again.generation, desk.work(again).state) == (65, 2, JobState.DONE)


def raise_hint(desk: Desk) -> None:
    try:
        desk.submit()
    except DataError as error:
        raise DataError(f"{error.message}: {error.hint}") from error


def test_a_plan_of_another_schema_version_is_named() -> None:
    desk = Desk(days=1)
    plan = desk.submit()
    key = jobs_of_desk(desk).layout.plan_key(plan.job_id)
    newer = plan.model_dump_json().replace('"schema_version":1', '"schema_version":2,"what_is_new":1')
    desk.store.put(key, newer.encode())
    with ExitStack() as stack, pytest.raises(ConfigurationError, match="schema version 2"):
        find_plan(desk.build_context(stack), plan.job_id)


def test_a_job_of_another_model_is_left_alone() -> None:
    desk = Desk(days=1)
    desk.spec = desk.spec.model_copy(update={"model_version": "older"})
    plan = desk.submit()
    with pytest.raises(ConfigurationError, match="model older"):
        desk.work(plan)
    assert (desk.winter.spec, desk.status(plan).chunks.pending) == ([], 1)


def test_boards_have_the_plans_window_whatever_the_worker_is_set_to() -> None:
    desk = Desk(days=1)
    plan = desk.submit()
    with ExitStack() as stack:
        build_context = replace(desk.build_context(stack), statcast_window_days=17)
        run_worker(build_context, plan, WorkerOptions())
        (ref,) = build_context.snapshots.list_snapshots(provenance=Provenance.BACKFILL)
        assert build_context.snapshots.read_manifest(ref.key).params.statcast_window_days == 0


def test_a_bad_day_does_not_keep_the_rest_of_its_chunk_from_being_built() -> None:
    desk = Desk(days=7, chunk_days=7)
    desk.winter.answers[str(days(1)[0])] = lambda: status(503)
    found = desk.work(desk.submit())
    assert (found.state, found.days_done, desk.published()) == (
        JobState.PARTIAL,
        6,
        days(0, 2, 3, 4, 5, 6),
    )
    assert "HTTP 503" in found.parked[0].reason


def test_every_day_of_a_chunk_has_the_time_of_a_run() -> None:
    desk = Desk(days=5, chunk_days=5)
    plan = desk.submit()
    restarts: list[int] = []
    with ExitStack() as stack:
        build_context = replace(desk.build_context(stack), restart_deadline=lambda: restarts.append(1))
        run_worker(build_context, plan, WorkerOptions())
    assert len(restarts) >= 5


def test_work_that_is_given_back_time_and_again_is_not_taken_for_deadly() -> None:
    task_state = UNTOUCHED
    for _ in range(2 * MAX_CLAIMS):
        task_state = task_state.claimed("evicted").released()
    assert task_state.claimed("next").state is ChunkState.LEASED


def test_a_refusal_gives_the_work_back_unharmed() -> None:
    desk = Desk(days=1)
    desk.winter.answers[str(FIRST)] = lambda: status(403)
    plan = desk.submit()
    with pytest.raises(RefusedError):
        desk.work(plan)
    task_state, _ = jobs_of_desk(desk).read_task(chunk_key(desk, plan))
    assert (task_state.state, task_state.epoch, task_state.attempts) == (ChunkState.PENDING, 0, 0)


def test_a_stop_in_the_middle_of_a_claim_leaves_nothing_leased() -> None:
    """The claim is in storage, and the worker does not know it yet."""

    class Stopping(FaultyStore):
        def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
            etag = super().put(key, data, if_absent=if_absent, if_match=if_match)
            if "/chunks/" in key and b'"leased"' in data:
                raise StoppedError(ExitCode.TERMINATED)
            return etag

    desk = Desk(days=1)
    plan = desk.submit()
    sound, desk.store = desk.store, Stopping(desk.store)
    with pytest.raises(StoppedError):
        desk.work(plan)
    desk.store = sound
    assert (desk.status(plan).chunks.leased, desk.work(plan).state) == (0, JobState.DONE)


def test_a_store_that_fails_in_the_middle_costs_one_attempt() -> None:
    """At every write of a day, once: the job is done in the end, by this worker or by the next."""
    clean = FaultyStore(Desk().store)
    whole = Desk(days=2, store=clean)
    whole.work(whole.submit())
    for number in range(1, len(clean.operations) + 1):
        desk = Desk(days=2)
        plan = desk.submit()
        sound = desk.store
        desk.store = FaultyStore(sound, number, TemporaryError("the store is full"))
        try:
            desk.work(plan, lease_seconds=0.02)
        except TemporaryError:
            desk.store = sound
            desk.work(plan, lease_seconds=0.02)
        desk.store = sound
        assert (desk.status(plan).state, desk.published()) == (JobState.DONE, days(0, 1)), number


def test_a_provider_that_wants_to_be_left_alone_for_an_hour_is() -> None:
    """Nothing is parked, and nobody is asked but once: the job waits for whoever comes later."""
    desk = Desk(days=6)
    plan = desk.submit()
    desk.winter.answers[str(days(1)[0])] = lambda: httpx.Response(429, headers={"Retry-After": "3600"})
    with pytest.raises(TemporaryError, match="HTTP 429") as told:
        desk.work(plan)
    found = desk.status(plan)
    assert (found.chunks.done, found.chunks.pending, found.chunks.parked) == (1, 5, 0)
    assert ("and its id when the wait is over" in told.value.hint, len(desk.winter.spec)) == (True, 2)


def test_overlapping_jobs_agree(tmp_path: Path) -> None:
    """Two jobs whose ranges overlap, at once: every day is published once, and both are done."""
    store = LocalStore(tmp_path)
    one, other = Desk(days=8, store=store), Desk(days=6, store=store)
    other.spec = other.spec.model_copy(update={"start": days(4)[0], "end": days(9)[0]})
    with ExitStack() as stack:
        workshops = [one.build_context(stack), other.build_context(stack)]
        plans = [
            submit(build_context, desk.spec, Reprocess.NONE).plan
            for build_context, desk in zip(workshops, (one, other), strict=True)
        ]
        working = [
            workshops[0].pool.submit(run_worker, build_context, plan, WorkerOptions())
            for build_context, plan in zip(workshops, plans, strict=True)
        ]
        for task_state in working:
            task_state.result()
    assert [desk.status(plan).state for desk, plan in zip((one, other), plans, strict=True)] == [
        JobState.DONE,
        JobState.DONE,
    ]
    assert one.published() == days(*range(10))


def test_resuming_while_a_worker_runs_leaves_its_work_to_it() -> None:
    """What is leased is not opened: only what is parked."""
    desk = Desk(days=2)
    plan = desk.submit()
    jobs = jobs_of_desk(desk)
    jobs.write_task(chunk_key(desk, plan, 0), UNTOUCHED.claimed("running"), None)
    jobs.write_task(chunk_key(desk, plan, 1), UNTOUCHED.failed("why", for_good=True), None)
    with ExitStack() as stack:
        opened = resume(desk.build_context(stack), plan)
    task_states: list[TaskState] = [jobs.read_task(chunk_key(desk, plan, number))[0] for number in range(2)]
    assert (opened, [task_state.state.value for task_state in task_states]) == (1, ["leased", "pending"])


def test_a_cancellation_in_the_middle_stops_after_the_piece_in_hand() -> None:
    desk = Desk(days=4)
    plan = desk.submit()

    def cancelled() -> httpx.Response:
        jobs_of_desk(desk).write_cancellation(plan.job_id, plan.created_at)
        desk.winter.answers.clear()
        return status(500)

    desk.winter.answers[str(days(1)[0])] = cancelled
    found = desk.work(plan)
    assert (found.state, found.chunks.done, found.chunks.leased) == (JobState.CANCELLED, 2, 0)
