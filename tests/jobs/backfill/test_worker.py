"""Workers over days without games: what is claimed, done, parked, resumed, refused and cancelled."""

import itertools
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from propctl.connectors.payloads import RequestRefusedError
from propctl.domain.backfill_job import (
    UNTOUCHED,
    BackfillPlan,
    BackfillSpec,
    ChunkState,
    JobState,
    JobStatus,
    TaskEvent,
)
from propctl.domain.calendar import parse_instant
from propctl.domain.option_values import Provenance, Reprocess
from propctl.errors import ExitCode, RefusedError, StoppedError, UsageError
from propctl.jobs.backfill.plan import submit
from propctl.jobs.backfill.status import find_plan, open_job_store, read_job_status, resume
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.jobs.build_context import BuildContext
from propctl.projection import MODEL_VERSION
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import status, whole
from tests.jobs.provider import a_build_context
from tests.normalize.payloads import EMPTY_SCHEDULE, as_body
from tests.storage.faults import FaultyStore, KilledError

NOW = parse_instant("2025-07-01T12:00:00Z")
FIRST = date(2025, 1, 10)


class Winter(httpx.BaseTransport):
    """No games on any day; ``answers`` replaces the answers for some."""

    def __init__(self) -> None:
        self.spec: list[str] = []
        self.answers: dict[str, Callable[[], httpx.Response]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        day = request.url.params["date"]
        self.spec.append(day)
        return self.answers.get(day, lambda: whole(as_body(EMPTY_SCHEDULE)))()


class Desk:
    """One job over one store, and as many workers as a test wants."""

    def __init__(self, days: int = 4, chunk_days: int = 1, store: ObjectStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.winter = Winter()
        self.told: list[TaskEvent] = []
        self.spec = BackfillSpec(
            sport="mlb",
            start=FIRST,
            end=FIRST + timedelta(days=days - 1),
            chunk_days=chunk_days,
            model_version=MODEL_VERSION,
            statcast_window_days=0,
        )

    def build_context(self, stack: ExitStack) -> BuildContext:
        return stack.enter_context(a_build_context(self.store, now=NOW, transport=self.winter))

    def submit(self, reprocess: Reprocess = Reprocess.NONE) -> BackfillPlan:
        with ExitStack() as stack:
            return submit(self.build_context(stack), self.spec, reprocess).plan

    def work(self, plan: BackfillPlan, **worker: object) -> JobStatus:
        with ExitStack() as stack:
            build_context = self.build_context(stack)
            options = replace(WorkerOptions(on_event=self.told.append, wait=_no_wait), **worker)  # type: ignore[arg-type]
            run_worker(build_context, plan, options)
            return read_job_status(build_context, build_context.pool, plan)

    def status(self, plan: BackfillPlan) -> JobStatus:
        with ExitStack() as stack:
            build_context = self.build_context(stack)
            return read_job_status(build_context, build_context.pool, plan)

    def published(self) -> list[date]:
        with ExitStack() as stack:
            refs = self.build_context(stack).snapshots.list_snapshots(provenance=Provenance.BACKFILL)
            return [ref.date for ref in refs]


def _no_wait(*_: object) -> None:
    """Nobody waits in tests."""


def days(*offsets: int) -> list[date]:
    return [FIRST + timedelta(days=n) for n in offsets]


def test_a_job_is_worked_on_until_it_is_done() -> None:
    desk = Desk()
    found = desk.work(desk.submit())
    assert (found.state, found.chunks.done, desk.published()) == (JobState.DONE, 4, days(0, 1, 2, 3))


def test_each_day_is_asked_for_once() -> None:
    desk = Desk()
    desk.work(desk.submit())
    assert desk.winter.spec == [str(day) for day in days(0, 1, 2, 3)]


def test_what_happened_is_told_by_one_hand_at_a_time() -> None:
    desk = Desk(days=9)
    plan = desk.submit()
    speaking, at_once = threading.Semaphore(1), []

    def on_event(_: TaskEvent) -> None:
        at_once.append(not speaking.acquire(blocking=False))
        time.sleep(0.05)
        speaking.release()

    with ExitStack() as stack:
        run_worker(
            desk.build_context(stack), plan, WorkerOptions(threads=3, on_event=on_event, wait=_no_wait)
        )
    assert at_once == [False] * 9


def test_a_plan_is_frozen_before_the_first_request() -> None:
    desk = Desk()
    desk.submit()
    assert (desk.winter.spec, desk.published()) == ([], [])


def test_the_same_question_finds_the_same_job_and_asks_nothing_again() -> None:
    desk = Desk()
    plan = desk.submit()
    desk.work(plan)
    before = len(desk.winter.spec)
    again = desk.submit()
    desk.work(again)
    assert (again, len(desk.winter.spec)) == (plan, before)


def test_everything_anew_is_the_next_generation_out_of_the_archive() -> None:
    desk = Desk()
    desk.work(desk.submit())
    spec = len(desk.winter.spec)
    plan = desk.submit(Reprocess.ALL)
    found = desk.work(plan)
    assert (plan.generation, found.state, len(desk.winter.spec)) == (2, JobState.DONE, spec)


def test_days_that_are_there_are_not_built_again() -> None:
    desk = Desk(days=2)
    desk.work(desk.submit())
    desk.spec = desk.spec.model_copy(update={"end": FIRST + timedelta(days=3)})
    desk.winter.spec.clear()
    plan = desk.submit()
    found = desk.work(plan)
    assert [day for chunk in plan.chunks for day in chunk.built] == days(0, 1)
    assert desk.winter.spec == [str(day) for day in days(2, 3)]
    assert (found.state, found.days_done) == (JobState.DONE, 4)


def test_days_of_another_model_are_built_again() -> None:
    desk = Desk(days=2)
    desk.work(desk.submit())
    desk.spec = desk.spec.model_copy(update={"model_version": "older"})
    assert [chunk.built for chunk in desk.submit().chunks] == [{}, {}]


def test_a_chunk_of_several_days_is_claimed_once() -> None:
    desk = Desk(days=5, chunk_days=2)
    plan = desk.submit()
    desk.work(plan)
    jobs = jobs_of_desk(desk)
    task_states = [jobs.read_task(jobs.layout.chunk_key(plan.job_id, n))[0] for n in range(3)]
    assert [sorted(task_state.snapshots) for task_state in task_states] == [days(0, 1), days(2, 3), days(4)]
    assert [task_state.epoch for task_state in task_states] == [1, 1, 1]


def jobs_of_desk(desk: Desk) -> BackfillJobStore:
    with ExitStack() as stack:
        return open_job_store(desk.build_context(stack))


def test_a_chunk_that_fails_is_parked_with_its_reason_and_the_rest_goes_on() -> None:
    desk = Desk()
    desk.winter.answers[str(FIRST)] = lambda: status(503)
    found = desk.work(desk.submit())
    (parked,) = found.parked
    assert (found.state, found.chunks.done, parked.name, parked.attempts) == (
        JobState.PARTIAL,
        3,
        str(FIRST),
        3,
    )
    assert "HTTP 503" in parked.reason


def test_a_failing_chunk_is_tried_again_after_the_others() -> None:
    desk = Desk(days=3)
    desk.winter.answers[str(FIRST)] = lambda: status(503)
    desk.work(desk.submit())
    assert [(one.name, one.state.value) for one in desk.told[:4]] == [
        (str(FIRST), "pending"),
        (str(days(1)[0]), "done"),
        (str(days(2)[0]), "done"),
        (str(FIRST), "pending"),
    ]


def test_resume_tries_the_parked_ones_only() -> None:
    desk = Desk()
    desk.winter.answers[str(FIRST)] = lambda: status(503)
    plan = desk.submit()
    desk.work(plan)
    desk.winter.answers.clear()
    desk.winter.spec.clear()
    with ExitStack() as stack:
        opened = resume(desk.build_context(stack), plan)
    found = desk.work(plan)
    assert (opened, found.state, desk.winter.spec) == (1, JobState.DONE, [str(FIRST)])


def test_a_refusal_stops_the_worker_at_once_with_the_way_out() -> None:
    desk = Desk()
    second = str(days(1)[0])
    desk.winter.answers[second] = lambda: status(406)
    plan = desk.submit()
    with pytest.raises(RefusedError) as refused:
        desk.work(plan)
    found = desk.status(plan)
    assert "backfill work" in refused.value.hint
    assert not isinstance(refused.value, RequestRefusedError)
    assert (found.chunks.done, found.chunks.pending, found.chunks.parked) == (1, 3, 0)
    assert desk.winter.spec[-1] == second


def test_what_was_refused_goes_on_from_elsewhere() -> None:
    desk = Desk()
    desk.winter.answers[str(days(1)[0])] = lambda: status(406)
    plan = desk.submit()
    with pytest.raises(RefusedError):
        desk.work(plan)
    desk.winter.answers.clear()
    assert desk.work(plan).state is JobState.DONE


def test_a_cancelled_job_is_left_alone_until_it_is_resumed() -> None:
    desk = Desk()
    plan = desk.submit()
    jobs_of_desk(desk).write_cancellation(plan.job_id, NOW)
    cancelled = desk.work(plan)
    with ExitStack() as stack:
        resume(desk.build_context(stack), plan)
    assert (cancelled.state, cancelled.chunks.done, desk.work(plan).state) == (
        JobState.CANCELLED,
        0,
        JobState.DONE,
    )


def test_a_stop_gives_the_work_back_at_once() -> None:
    desk = Desk()
    plan = desk.submit()

    def stopped() -> httpx.Response:
        raise StoppedError(ExitCode.TERMINATED)

    desk.winter.answers[str(FIRST)] = stopped
    with pytest.raises(StoppedError):
        desk.work(plan)
    assert desk.status(plan).chunks.leased == 0


def test_work_that_somebody_holds_is_waited_for_and_taken_over_when_it_stands_still() -> None:
    desk = Desk(days=1)
    plan = desk.submit()
    jobs = jobs_of_desk(desk)
    key = jobs.layout.chunk_key(plan.job_id, 0)
    jobs.write_task(key, UNTOUCHED.claimed("dead"), None)
    found = desk.work(plan, lease_seconds=0.05)
    task_state, _ = jobs.read_task(key)
    assert (found.state, task_state.epoch, task_state.state) == (JobState.DONE, 2, ChunkState.DONE)


def test_two_workers_share_a_job() -> None:
    desk = Desk(days=12)
    plan = desk.submit()
    with ExitStack() as stack:
        workshops = [desk.build_context(stack) for _ in range(2)]
        pool = workshops[0].pool
        loops = [
            pool.submit(run_worker, build_context, plan, WorkerOptions(index=index, wait=_no_wait))
            for index, build_context in enumerate(workshops)
        ]
        for loop in loops:
            loop.result()
    assert sorted(desk.winter.spec) == [str(day) for day in plan.spec.days()]
    assert desk.status(plan).state is JobState.DONE


def test_an_unknown_job_is_named() -> None:
    with ExitStack() as stack, pytest.raises(UsageError, match="no backfill job 'x/y'"):
        find_plan(Desk().build_context(stack), "x/y")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_worker_that_dies_at_any_operation_costs_nothing(after: bool) -> None:
    """Submission included: the next one finds the same job, and ends with the same snapshots."""
    clean = Desk(days=3)
    clean.work(clean.submit())
    for number in itertools.count(1):
        store = MemoryStore()
        dying = Desk(days=3, store=FaultyStore(store, number, "kill", after=after))
        try:
            dying.work(dying.submit())
        except KilledError:
            heir = Desk(days=3, store=store)
            found = heir.work(heir.submit(), lease_seconds=0.02)
            assert (found.state, heir.published()) == (JobState.DONE, clean.published()), number
            assert snapshots_of(store) == snapshots_of(clean.store), number
            assert len(dying.winter.spec) + len(heir.winter.spec) <= 3 + 1, number
            continue
        break
    assert number > 30


def snapshots_of(store: ObjectStore) -> list[str]:
    """The keys of all manifests: they have the ids in them."""
    return list(store.list("v1/snapshots/"))
