"""Backfills over recorded payloads: equal to single runs, each request once, and no crash costs anything."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import pytest

from propctl.connectors.retries import MAX_ATTEMPTS
from propctl.domain.backfill_job import BackfillPlan, BackfillSpec, JobState, JobStatus
from propctl.domain.option_values import Reprocess
from propctl.domain.report import Outcome
from propctl.errors import RefusedError
from propctl.jobs.backfill.plan import submit
from propctl.jobs.backfill.status import read_job_status, resume
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.projection import MODEL_VERSION
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from propctl.storage.snapshots import SnapshotStore
from tests.replay.lab import Lab
from tests.replay.server import Replay
from tests.storage.faults import FaultyStore, KilledError

LATER = "2025-07-01T12:00:00Z"
WINDOW = 2


@dataclass
class Job:
    """One question, asked of one lab."""

    lab: Lab
    start: str
    end: str

    def submit(self, reprocess: Reprocess = Reprocess.NONE) -> BackfillPlan:
        spec = BackfillSpec(
            sport="mlb",
            start=date.fromisoformat(self.start),
            end=date.fromisoformat(self.end),
            chunk_days=1,
            model_version=MODEL_VERSION,
            statcast_window_days=self.lab.statcast_window_days,
        )
        with self.lab.build_context() as build_context:
            return submit(build_context, spec, reprocess).plan

    def run(self, reprocess: Reprocess = Reprocess.NONE, lease_seconds: float = 60.0) -> JobStatus:
        plan = self.submit(reprocess)
        with self.lab.build_context() as build_context:
            run_worker(build_context, plan, WorkerOptions(lease_seconds=lease_seconds, wait=_brief))
            return read_job_status(build_context, build_context.pool, plan)


def _brief(_: object, seconds: float) -> None:
    """Leases are waited for, and outages not."""
    time.sleep(min(seconds, 0.02))


@pytest.fixture
def past(replay: Replay) -> Lab:
    """An empty store on 1 July."""
    return Lab(replay, statcast_window_days=WINDOW).at(LATER)


def published(store: ObjectStore) -> dict[str, str]:
    """The rows' digest of every snapshot by its key."""
    snapshots = SnapshotStore(store)
    return {ref.key: snapshots.read_manifest(ref.key).rows.sha256 for ref in snapshots.list_snapshots()}


@pytest.mark.nightly
def test_a_backfilled_week_is_that_of_single_runs(past: Lab) -> None:
    """The season's first games and the days before them; only the season's schedule is asked for twice."""
    done = Job(past, "2025-03-24", "2025-03-30").run()
    spec = Counter(past.replay.paths())
    single = Lab(past.replay, statcast_window_days=WINDOW).at(LATER)
    for day in range(24, 31):
        single.run_once(f"2025-03-{day}")
    assert (done.state, done.chunks.done) == (JobState.DONE, 7)
    assert sum(spec.values()) - len(spec) <= 1
    assert published(past.store) == published(single.store)


@pytest.mark.nightly
def test_a_second_backfill_of_a_final_month_asks_for_nothing(past: Lab) -> None:
    job = Job(past, "2025-04-01", "2025-04-03")
    job.run()
    past.replay.reset()
    again = job.run(Reprocess.ALL)
    assert (again.state, again.generation, past.replay.paths()) == (JobState.DONE, 2, [])


def test_a_backfill_touches_nothing_live(past: Lab) -> None:
    live = past.at("2025-06-08T10:00:00Z")
    live.run_once()
    before = {key: stored.data for key in live.store.list("v1/latest/") if (stored := live.store.get(key))}
    Job(live.at(LATER), "2025-06-08", "2025-06-08").run()
    pointers = {key: stored.data for key in live.store.list("v1/latest/") if (stored := live.store.get(key))}
    assert before.items() <= pointers.items()
    assert [key.rpartition("/")[2] for key in pointers] == ["backfill.json", "live.json"]


@pytest.mark.parametrize(("first", "last"), [(20, 20), pytest.param(19, 22, marks=pytest.mark.nightly)])
def test_the_suspended_game_of_may_is_backfilled_as_single_runs_have_it(
    past: Lab, first: int, last: int
) -> None:
    Job(past, f"2025-05-{first}", f"2025-05-{last}").run()
    single = Lab(past.replay, statcast_window_days=WINDOW).at(LATER)
    for day in range(first, last + 1):
        single.run_once(f"2025-05-{day}")
    assert published(past.store) == published(single.store)


@pytest.mark.nightly
@pytest.mark.parametrize("retry_after", [1])
def test_the_provider_may_say_wait(past: Lab, retry_after: int) -> None:
    past.replay.fault("/stats", "status:429", retry_after=retry_after, times=3)
    past.replay.fault("/savant", "status:500", times=4)
    assert Job(past, "2025-04-01", "2025-04-02").run().state is JobState.DONE


def test_a_savant_that_stays_down_parks_what_hangs_on_it(past: Lab) -> None:
    """The boards are published, degraded; the job tells, and resuming it mends them."""
    past.replay.fault("/savant", "status:503")
    found = Job(replace(past, http_timeout=2.0), "2025-04-02", "2025-04-02").run()
    assert (found.state, found.chunks.parked) == (JobState.PARTIAL, 1)
    assert "degraded" in found.parked[-1].reason


@pytest.mark.nightly
def test_a_day_of_pitches_that_is_empty_for_a_while_parks_its_boards_and_resuming_mends_them(
    past: Lab,
) -> None:
    """A board without all its pitches is not what a clean run gives, and must not pass for it."""
    clean = Lab(past.replay, statcast_window_days=WINDOW).at(LATER)
    Job(clean, "2025-04-02", "2025-04-03").run()
    past.replay.fault("/savant.*2025-04-01", "header_only")
    job = Job(past, "2025-04-02", "2025-04-03")
    found = job.run()
    past.replay.reset()
    later = Job(past.at("2025-07-01T13:00:00Z"), "2025-04-02", "2025-04-03")
    plan = later.submit()
    resume(later.lab.context(), plan)
    again = later.run()
    assert (found.state, again.state) == (JobState.PARTIAL, JobState.DONE)
    ends = [pointed(lab, day) for lab in (clean, later.lab) for day in ("2025-04-02", "2025-04-03")]
    assert ends[:2] == ends[2:]


@pytest.mark.nightly
def test_a_day_with_a_game_suspended_when_it_was_built_is_built_again_by_a_later_job(replay: Replay) -> None:
    """777861 was begun on 2025-05-19 and finished on 05-21."""
    lab = Lab(replay).at("2025-05-20T12:00:00Z")
    lab.run_once("2025-05-19")
    later = lab.at("2025-05-23T12:00:00Z")
    assert Job(later, "2025-05-19", "2025-05-19").run().state is JobState.DONE
    clean = Lab(replay).at("2025-05-23T12:00:00Z")
    clean.run_once("2025-05-19")
    assert pointed(later, "2025-05-19") == pointed(clean, "2025-05-19")


def pointed(lab: Lab, day: str) -> str:
    """The digest of the rows that readers of a day get."""
    return lab.read(day).manifest.rows.sha256


def test_a_refusal_of_historical_dates_stops_the_job_with_the_way_out() -> None:
    with Replay(LATER, cloud_406=True) as refusing:
        lab = Lab(refusing, now=LATER)
        with pytest.raises(RefusedError, match="2025-04-02") as refused:
            Job(lab, "2025-04-02", "2025-04-04").run()
    assert "machine that is not refused" in refused.value.hint


STEP = 9
"""One operation in so many; each one is tried over days without games (tests/jobs/backfill), and at night."""


@pytest.mark.parametrize(
    ("after", "step"),
    [
        pytest.param(False, 4 * STEP, id="before-some"),
        pytest.param(False, STEP, id="before", marks=pytest.mark.nightly),
        pytest.param(True, STEP, id="after", marks=pytest.mark.nightly),
        pytest.param(False, 1, id="before-each", marks=pytest.mark.nightly),
        pytest.param(True, 1, id="after-each", marks=pytest.mark.nightly),
    ],
)
def test_a_worker_that_dies_costs_nothing(past: Lab, after: bool, step: int) -> None:
    """Three chunks with two games in all; the next worker ends with the same snapshots."""
    start, end = "2025-03-18", "2025-03-20"
    past = replace(past, statcast_window_days=1)
    Job(past, start, end).run()
    clean, requests = published(past.store), Counter(past.replay.paths())
    number = 1 + step // 2
    while True:
        store = MemoryStore()
        past.replay.reset()
        if _survives(Job(replace(past, store=FaultyStore(store, number, "kill", after=after)), start, end)):
            break
        again = Job(replace(past, store=store), start, end).run(lease_seconds=0.05)
        spec = Counter(past.replay.paths())
        assert (again.state, published(store)) == (JobState.DONE, clean), f"operation {number}"
        assert set(spec) == set(requests), f"operation {number}"
        assert sum(spec.values()) - sum(requests.values()) <= IN_FLIGHT, f"operation {number}"
        number += step
    assert number > MAX_OPERATIONS


IN_FLIGHT = 6
"""Requests that a worker may have out, and lose, when it dies."""
MAX_OPERATIONS = 50


def _survives(job: Job) -> bool:
    try:
        job.run()
    except KilledError:
        return False
    return True


@pytest.mark.nightly
def test_boards_that_lack_a_parked_day_of_pitches_are_not_tried_again(past: Lab) -> None:
    """The day is asked for three times, and once more by each board that would have used it."""
    past.replay.fault("/savant.*2025-04-01", "status:503")
    found = Job(past, "2025-04-02", "2025-04-03").run()
    boards = [one for one in found.parked if not one.name.startswith("pitches")]
    spec = [path for path in past.replay.paths() if "game_date_gt=2025-04-01" in path]
    assert ([one.attempts for one in boards], found.chunks.parked) == ([1, 1], 2)
    assert len(spec) == (3 + 2) * MAX_ATTEMPTS


@pytest.mark.nightly
def test_a_season_whose_totals_fail_parks_and_resuming_mends_it(past: Lab) -> None:
    """The boards are published, degraded: something is better than nothing, and the job tells."""
    past.replay.fault("stats=season", "status:503")
    job = Job(past, "2025-04-02", "2025-04-02")
    found = job.run()
    (degraded,) = past.manifests()
    past.replay.reset()
    with past.build_context() as build_context:
        opened = resume(build_context, job.submit())
    mended = job.run()
    assert ([one.name for one in found.parked], found.chunks.parked) == (["season 2025", "2025-04-02"], 1)
    assert ({note.code for note in degraded.degraded}, opened) == ({"provider_failed"}, 2)
    assert (mended.state, past.read("2025-04-02").manifest.degraded) == (JobState.DONE, ())


@pytest.mark.nightly
def test_a_single_run_of_a_day_that_is_being_backfilled_agrees_with_it(past: Lab) -> None:
    """Whoever comes first, the other finds the same snapshot, and the job is done."""
    job = Job(past, "2025-03-27", "2025-03-28")
    with ThreadPoolExecutor(2) as threads:
        backfilled, single = threads.submit(job.run), threads.submit(past.run_once, "2025-03-28")
        assert backfilled.result().state is JobState.DONE
        assert single.result().outcome in (Outcome.SUCCESS, Outcome.UNCHANGED)
    assert len(published(past.store)) == 2


@pytest.mark.nightly
def test_the_same_question_asked_twice_at_once_is_one_job(past: Lab) -> None:
    """Both submit, both work: each day is built once, and nothing is asked for twice but the schedule."""
    job = Job(past, "2025-03-27", "2025-03-30")
    with ThreadPoolExecutor(2) as threads:
        found = [one.result() for one in [threads.submit(job.run) for _ in range(2)]]
    spec = Counter(past.replay.paths())
    assert [(one.state, one.job_id) for one in found] == [(JobState.DONE, found[0].job_id)] * 2
    assert (len(published(past.store)), spec.total() - len(spec) <= 3) == (4, True)
