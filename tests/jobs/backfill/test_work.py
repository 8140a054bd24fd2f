"""Workers over days without games: what is claimed, done, parked, resumed, refused and cancelled."""

import itertools
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta

import httpx
import pytest

from propctl.connectors.payloads import RequestRefusedError
from propctl.domain.backfill import UNTOUCHED, Asked, ChunkState, JobState, JobStatus, Plan
from propctl.domain.calendar import parse_instant
from propctl.domain.choices import Reprocess
from propctl.domain.snapshot import Provenance
from propctl.errors import ExitCode, RefusedError, StoppedError, UsageError
from propctl.jobs.backfill.plan import submit
from propctl.jobs.backfill.status import find_plan, jobs_of, resume, status_of
from propctl.jobs.backfill.work import Happened, Worker, work_on
from propctl.jobs.workspace import Workshop
from propctl.projection import MODEL_VERSION
from propctl.storage.contract import ObjectStore
from propctl.storage.jobs import JobStore
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import status, whole
from tests.jobs.provider import a_workshop
from tests.normalize.payloads import EMPTY_SCHEDULE, as_body
from tests.storage.faults import FaultyStore, KilledError

NOW = parse_instant("2025-07-01T12:00:00Z")
FIRST = date(2025, 1, 10)


class Winter(httpx.BaseTransport):
    """No games on any day; ``answers`` replaces the answers for some."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Callable[[], httpx.Response]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        day = request.url.params["date"]
        self.asked.append(day)
        return self.answers.get(day, lambda: whole(as_body(EMPTY_SCHEDULE)))()


class Desk:
    """One job over one store, and as many workers as a test wants."""

    def __init__(self, days: int = 4, chunk_days: int = 1, store: ObjectStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.winter = Winter()
        self.told: list[Happened] = []
        self.asked = Asked(
            sport="mlb",
            start=FIRST,
            end=FIRST + timedelta(days=days - 1),
            chunk_days=chunk_days,
            model_version=MODEL_VERSION,
            statcast_window_days=0,
        )

    def workshop(self, stack: ExitStack) -> Workshop:
        return stack.enter_context(a_workshop(self.store, now=NOW, transport=self.winter))

    def submit(self, reprocess: Reprocess = Reprocess.NONE) -> Plan:
        with ExitStack() as stack:
            return submit(self.workshop(stack), self.asked, reprocess).plan

    def work(self, plan: Plan, **worker: object) -> JobStatus:
        with ExitStack() as stack:
            workshop = self.workshop(stack)
            work_on(workshop, plan, Worker(tell=self.told.append, sleep=_no_wait, **worker))  # type: ignore[arg-type]
            return status_of(workshop.shelf, workshop.pool, plan)

    def status(self, plan: Plan) -> JobStatus:
        with ExitStack() as stack:
            workshop = self.workshop(stack)
            return status_of(workshop.shelf, workshop.pool, plan)

    def published(self) -> list[date]:
        with ExitStack() as stack:
            refs = self.workshop(stack).shelf.snapshots.list_snapshots(provenance=Provenance.BACKFILL)
            return [ref.date for ref in refs]


def _no_wait(_: float) -> None:
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
    assert desk.winter.asked == [str(day) for day in days(0, 1, 2, 3)]


def test_what_happened_is_told_by_one_hand_at_a_time() -> None:
    desk = Desk(days=9)
    plan = desk.submit()
    speaking, at_once = threading.Semaphore(1), []

    def tell(_: Happened) -> None:
        at_once.append(not speaking.acquire(blocking=False))
        time.sleep(0.05)
        speaking.release()

    with ExitStack() as stack:
        work_on(desk.workshop(stack), plan, Worker(hands=3, tell=tell, sleep=_no_wait))
    assert at_once == [False] * 9


def test_a_plan_is_frozen_before_the_first_request() -> None:
    desk = Desk()
    desk.submit()
    assert (desk.winter.asked, desk.published()) == ([], [])


def test_the_same_question_finds_the_same_job_and_asks_nothing_again() -> None:
    desk = Desk()
    plan = desk.submit()
    desk.work(plan)
    before = len(desk.winter.asked)
    again = desk.submit()
    desk.work(again)
    assert (again, len(desk.winter.asked)) == (plan, before)


def test_everything_anew_is_the_next_generation_out_of_the_archive() -> None:
    desk = Desk()
    desk.work(desk.submit())
    asked = len(desk.winter.asked)
    plan = desk.submit(Reprocess.ALL)
    found = desk.work(plan)
    assert (plan.generation, found.state, len(desk.winter.asked)) == (2, JobState.DONE, asked)


def test_days_that_are_there_are_not_built_again() -> None:
    desk = Desk(days=2)
    desk.work(desk.submit())
    desk.asked = desk.asked.model_copy(update={"end": FIRST + timedelta(days=3)})
    desk.winter.asked.clear()
    plan = desk.submit()
    found = desk.work(plan)
    assert [day for chunk in plan.chunks for day in chunk.standing] == days(0, 1)
    assert desk.winter.asked == [str(day) for day in days(2, 3)]
    assert (found.state, found.days_done) == (JobState.DONE, 4)


def test_days_of_another_model_are_built_again() -> None:
    desk = Desk(days=2)
    desk.work(desk.submit())
    desk.asked = desk.asked.model_copy(update={"model_version": "older"})
    assert [chunk.standing for chunk in desk.submit().chunks] == [{}, {}]


def test_a_chunk_of_several_days_is_claimed_once() -> None:
    desk = Desk(days=5, chunk_days=2)
    plan = desk.submit()
    desk.work(plan)
    jobs = jobs_of_desk(desk)
    works = [jobs.read(jobs.layout.chunk_key(plan.job_id, n))[0] for n in range(3)]
    assert [sorted(work.snapshots) for work in works] == [days(0, 1), days(2, 3), days(4)]
    assert [work.epoch for work in works] == [1, 1, 1]


def jobs_of_desk(desk: Desk) -> JobStore:
    with ExitStack() as stack:
        return jobs_of(desk.workshop(stack).shelf)


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
    desk.winter.asked.clear()
    with ExitStack() as stack:
        opened = resume(desk.workshop(stack).shelf, plan)
    found = desk.work(plan)
    assert (opened, found.state, desk.winter.asked) == (1, JobState.DONE, [str(FIRST)])


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
    assert desk.winter.asked[-1] == second


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
    jobs_of_desk(desk).cancel(plan.job_id, NOW)
    cancelled = desk.work(plan)
    with ExitStack() as stack:
        resume(desk.workshop(stack).shelf, plan)
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
    jobs.write(key, UNTOUCHED.claimed("dead"), None)
    found = desk.work(plan, lease_seconds=0.05)
    work, _ = jobs.read(key)
    assert (found.state, work.epoch, work.state) == (JobState.DONE, 2, ChunkState.DONE)


def test_two_workers_share_a_job() -> None:
    desk = Desk(days=12)
    plan = desk.submit()
    with ExitStack() as stack:
        workshops = [desk.workshop(stack) for _ in range(2)]
        pool = workshops[0].pool
        shifts = [
            pool.submit(work_on, workshop, plan, Worker(index=index, sleep=_no_wait))
            for index, workshop in enumerate(workshops)
        ]
        for shift in shifts:
            shift.result()
    assert sorted(desk.winter.asked) == [str(day) for day in plan.asked.days()]
    assert desk.status(plan).state is JobState.DONE


def test_an_unknown_job_is_named() -> None:
    with ExitStack() as stack, pytest.raises(UsageError, match="no backfill job 'x/y'"):
        find_plan(Desk().workshop(stack).shelf, "x/y")


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
            assert len(dying.winter.asked) + len(heir.winter.asked) <= 3 + 1, number
            continue
        break
    assert number > 30


def snapshots_of(store: ObjectStore) -> list[str]:
    """The keys of all manifests: they have the ids in them."""
    return list(store.list("v1/snapshots/"))
