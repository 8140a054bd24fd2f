"""A backfill in the season: what several boards share is asked for once, and what it lacks is named."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

import httpx
import pytest

from propctl.domain.backfill_job import BackfillSpec, JobState, JobStatus, TaskEvent
from propctl.domain.option_values import Reprocess
from propctl.jobs.backfill.plan import submit
from propctl.jobs.backfill.status import read_job_status, resume
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.projection import MODEL_VERSION
from propctl.storage.memory import MemoryStore
from tests.connectors.savant_days import SavantDays, a_body, a_savant
from tests.connectors.wire import status
from tests.domain.props import DATE
from tests.jobs.backfill.test_worker import NOW
from tests.jobs.provider import a_build_context, answer
from tests.jobs.test_empty_handed import everybody, in_another_season
from tests.normalize.payloads import EMPTY_SCHEDULE, block, game, row, schedule
from tests.normalize.savant import PITCHER

YESTERDAY, BEFORE = DATE - timedelta(days=1), DATE - timedelta(days=2)
PARTS = {
    "hydrate=team": "slate",
    "hydrate=lineups": "lineups",
    "sports/1/players": "people",
    "numberOfPitches": "pitch counts",
    "byDateRange": "totals",
    "season=2024": "season 2024",
    "season=2023": "season 2023",
    "season=2022": "season 2022",
    "boxscore": "box score",
    "startDate": "schedule",
}


def game_of(day: date) -> int:
    return 900000 + day.timetuple().tm_yday


def played(day: date, code: str = "F") -> dict[str, object]:
    return game(game_of(day), code=code, officialDate=str(day), gameDate=f"{day}T17:35:00Z")


@dataclass
class Season(httpx.BaseTransport):
    """A season of one game a day; ``answers`` replaces the answers of some kinds."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    seasons_of_people: list[str] = field(default_factory=list)
    last_code: str = "F"
    """How the game of the last day of pitches stands."""
    lock: Lock = field(default_factory=Lock)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        kind = next((kind for part, kind in PARTS.items() if part in url), "other")
        with self.lock:
            self.asked[kind] += 1
            if kind == "people":
                self.seasons_of_people.append(request.url.params["season"])
        found = self.answers.get(kind) or self._usual(kind)
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    def _usual(self, kind: str) -> httpx.Response:
        days = [DATE - timedelta(days=n) for n in range(6, -1, -1)]
        documents = {
            "people": everybody(),
            "totals": in_another_season(2025),
            "season 2024": in_another_season(2024),
            "season 2023": in_another_season(2023),
            "season 2022": in_another_season(2022),
            "schedule": schedule(*(played(day, self.last_code if day == DATE else "F") for day in days)),
            "pitch counts": {"stats": [block("pitching", [row(PITCHER, {"numberOfPitches": 9})])]},
        }
        if kind in documents:
            return answer(documents[kind])
        return answer(EMPTY_SCHEDULE) if kind == "slate" else status(503)


@dataclass
class Job:
    """A backfill of one store, with both providers of its own."""

    season: Season = field(default_factory=Season)
    savant: SavantDays = field(default_factory=lambda: SavantDays({}, lambda day: a_body(day, game_of(day))))
    store: MemoryStore = field(default_factory=MemoryStore)
    window: int = 2
    start: date = DATE
    told: list[TaskEvent] = field(default_factory=list)
    end: date = DATE + timedelta(days=1)

    def run(
        self, reprocess: Reprocess = Reprocess.NONE, *, again: bool = False, now: datetime = NOW
    ) -> JobStatus:
        spec = BackfillSpec(
            sport="mlb",
            start=self.start,
            end=self.end,
            chunk_days=1,
            model_version=MODEL_VERSION,
            statcast_window_days=self.window,
        )
        with ExitStack() as stack:
            context = stack.enter_context(
                a_build_context(
                    self.store,
                    now=now,
                    transport=self.season,
                    savant=a_savant(self.store, self.savant, lambda: now),
                    window_days=self.window,
                )
            )
            plan = submit(context, spec, reprocess).plan
            if again:
                resume(context, plan)
            run_worker(context, plan, WorkerOptions(on_event=self.told.append, wait=lambda *_: None))
            return read_job_status(context, context.pool, plan)


def test_what_all_boards_need_is_asked_for_once() -> None:
    job = Job()
    found = job.run()
    assert (found.state, found.chunks.done, found.preparations.done) == (JobState.DONE, 2, 4)
    assert job.season.asked == {
        "people": 1,
        "season 2024": 1,
        "season 2023": 1,
        "schedule": 1,
        "pitch counts": 3,
        "slate": 2,
    }
    assert sorted(job.savant.asked) == [BEFORE, YESTERDAY, DATE]


def test_a_job_without_pitches_asks_for_no_schedule_beforehand() -> None:
    job = Job(window=0)
    assert job.run().state is JobState.DONE
    assert job.season.asked == {"people": 1, "season 2024": 1, "season 2023": 1, "slate": 2}


def test_everything_anew_asks_nobody_for_anything() -> None:
    job = Job()
    job.run()
    job.season.asked.clear()
    job.savant.asked.clear()
    assert job.run(Reprocess.ALL).state is JobState.DONE
    assert (job.season.asked, job.savant.asked) == ({}, [])


def test_a_job_of_the_year_before_asks_for_that_years_people_and_earlier_seasons() -> None:
    """The people of a season are those of its last day, or of today while it goes on."""
    job = Job(start=date(2024, 6, 8), end=date(2024, 6, 8), window=0)
    assert job.run().state is JobState.DONE
    assert job.season.asked == {"people": 1, "season 2023": 1, "season 2022": 1, "slate": 1}
    assert job.season.seasons_of_people == ["2024"]


def parked(found: JobStatus) -> dict[str, str]:
    return {one.name: one.reason for one in found.parked}


def test_pitches_that_are_not_complete_are_named_and_resuming_mends_them() -> None:
    job = Job()
    job.savant.answers[YESTERDAY] = a_body(YESTERDAY)
    assert "not complete yet: resume the job later" in parked(job.run())[f"pitches of {YESTERDAY}"]
    del job.savant.answers[YESTERDAY]
    mended = job.run(again=True, now=NOW + timedelta(hours=1))
    assert (parked(mended), mended.preparations.done) == ({}, 4)


def test_pitches_that_the_official_counts_do_not_bear_out_are_named() -> None:
    job = Job()
    job.season.answers["pitch counts"] = answer(
        {"stats": [block("pitching", [row(PITCHER, {"numberOfPitches": 10})])]}
    )
    job.run()
    reasons = [event.reason for event in job.told if event.name == f"pitches of {YESTERDAY}"]
    assert "official counts differ" in reasons[0]


def test_a_season_whose_totals_fail_is_named_and_resuming_mends_it() -> None:
    job = Job(window=0)
    job.season.answers["season 2023"] = status(503)
    assert "HTTP 503" in parked(job.run())["season 2025"]
    del job.season.answers["season 2023"]
    assert parked(job.run(again=True)) == {}


@pytest.mark.parametrize(("code", "asked"), [("F", 0), ("I", 1)], ids=["over", "still-on"])
def test_a_season_schedule_is_kept_for_good_once_its_games_are_over(code: str, asked: int) -> None:
    job = Job()
    job.season.last_code = code
    job.run()
    job.season.asked.clear()
    job.run(Reprocess.ALL)
    assert job.season.asked["schedule"] == asked
