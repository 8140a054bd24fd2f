"""``backfill …`` as commands, over days without games."""

import re

import pytest

from propctl.domain.backfill_job import UNTOUCHED
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.layout import Layout
from tests.cli.conftest import Propctl
from tests.cli.server import Provider
from tests.jobs.desk import Desk

RANGE = ("--start", "2025-01-10", "--end", "2025-01-12")


def job_id(propctl: Propctl) -> str:
    (job,) = propctl("backfill", "ls", "--json").json["jobs"]
    return str(job["job_id"])


def test_a_backfill_ends_with_one_summary_line(propctl: Propctl, provider: Provider) -> None:
    done = propctl("backfill", *RANGE)
    assert done.code == 0
    assert re.fullmatch(r"mlb-20250110-20250112-\w{8}: done, 3 of 3 days, 3/3 chunks\n", done.stdout)
    plan, *lines = done.stderr.splitlines()
    assert "2025-01-10 to 2025-01-12, both included: 3 days in 3 chunks, 0 built already; about 3" in plan
    assert sorted(line.split()[0] for line in lines[-3:]) == ["2025-01-10", "2025-01-11", "2025-01-12"]
    assert lines[-1].endswith(" done (3 of 3 here)")


def test_a_dry_run_prints_the_plan_and_writes_nothing(propctl: Propctl, desk: Desk) -> None:
    planned = propctl("backfill", *RANGE, "--chunk-days", "2", "--dry-run")
    assert planned.stdout.splitlines()[1:] == [
        "chunk 0: 2025-01-10 to 2025-01-11: to build",
        "chunk 1: 2025-01-12: to build",
    ]
    assert list(desk.store.list("")) == []


def lines_left(propctl: Propctl, *options: str) -> list[str]:
    """What a dry run of the job says, without the job's id; it changes nothing."""
    job, before = job_id(propctl), propctl("backfill", "ls", "--json").stdout
    said = propctl("backfill", *options, "--dry-run")
    assert (said.code, said.stderr) == (0, "")
    assert propctl("backfill", "ls", "--json").stdout == before
    return said.stdout.replace(job, "JOB").splitlines()


def test_a_dry_run_of_a_known_job_says_what_is_left(propctl: Propctl, provider: Provider) -> None:
    propctl("backfill", "submit", *RANGE)
    assert lines_left(propctl, *RANGE) == [
        "would continue JOB: 3 chunks left",
        "JOB: pending, 0 of 3 days, 0/3 chunks",
        "chunks: 0 done, 0 leased, 0 parked, 3 pending, of 3",
        "preparations: 0 of 0 done",
    ]
    assert lines_left(propctl, "submit", *RANGE)[0] == "would continue JOB: 3 chunks left"
    propctl("backfill", *RANGE)
    for reprocess in ("none", "failed"):
        assert lines_left(propctl, *RANGE, "--reprocess", reprocess)[:2] == [
            "would do nothing about JOB: 0 chunks left, --reprocess all would build every day again",
            "JOB: done, 3 of 3 days, 3/3 chunks",
        ]
    anew = propctl("backfill", *RANGE, "--reprocess", "all", "--dry-run").stdout
    assert anew.startswith(f"would submit {job_id(propctl)}-2\n")


def test_a_dry_run_says_what_becomes_of_parked_chunks(propctl: Propctl, provider: Provider) -> None:
    provider.body = b'{"dates": "none"}'
    propctl("backfill", *RANGE)
    first, status, counts, _, *parked = lines_left(propctl, *RANGE)
    assert first == (
        "would do nothing about JOB: 0 chunks left, 3 parked tasks that --reprocess failed would try again"
    )
    assert (status, counts) == (
        "JOB: partial, 0 of 3 days, 0/3 chunks, 3 parked",
        "chunks: 0 done, 0 leased, 3 parked, 0 pending, of 3",
    )
    assert len(parked) == 3
    (again, *_) = lines_left(propctl, *RANGE, "--reprocess", "failed")
    assert again == "would continue JOB: 0 chunks left, 3 parked tasks to try again"


def test_a_dry_run_of_a_cancelled_job_says_so(propctl: Propctl) -> None:
    propctl("backfill", "submit", *RANGE)
    propctl("backfill", "cancel", job_id(propctl))
    assert lines_left(propctl, *RANGE)[0].startswith("would do nothing: JOB is cancelled")
    assert lines_left(propctl, *RANGE, "--reprocess", "failed")[0] == "would continue JOB: 3 chunks left"


@pytest.mark.parametrize("command", [("backfill",), ("backfill", "submit")], ids=" ".join)
def test_a_dry_run_of_a_known_job_as_json_has_its_status(propctl: Propctl, command: tuple[str, ...]) -> None:
    fresh = propctl(*command, *RANGE, "--dry-run", "--json").json
    propctl("backfill", "submit", *RANGE)
    known = propctl(*command, *RANGE, "--dry-run", "--json").json
    assert (fresh["is_new"], fresh["job"]) == (True, None)
    assert (known["is_new"], known["dry_run"]) == (False, True)
    assert known["job"] == propctl("backfill", "status", known["job_id"], "--json").json["job"]


def test_a_submission_opens_what_failed_again(propctl: Propctl, provider: Provider) -> None:
    provider.body = b'{"dates": "none"}'
    propctl("backfill", *RANGE)
    propctl("backfill", "submit", *RANGE, "--reprocess", "failed")
    (job,) = propctl("backfill", "ls", "--json").json["jobs"]
    assert (job["chunks"]["parked"], job["chunks"]["pending"]) == (0, 3)


def test_submit_prints_the_jobs_id(propctl: Propctl) -> None:
    submitted = propctl("backfill", "submit", *RANGE)
    assert submitted.stdout.strip() == job_id(propctl)


def test_submit_as_json_has_the_plan(propctl: Propctl) -> None:
    document = propctl("backfill", "submit", *RANGE, "--json").json
    assert (document["schema"], document["is_new"], len(document["plan"]["chunks"])) == (
        "propctl.backfill.submit/1",
        True,
        3,
    )
    assert document["job_id"] == document["plan"]["job_id"]


def test_the_parts_do_the_same(propctl: Propctl, provider: Provider) -> None:
    job = propctl("backfill", "submit", *RANGE).stdout.strip()
    pending = propctl("backfill", "status", job, "--json").json
    worked = propctl("backfill", "work", job)
    done = propctl("backfill", "status", job, "--json").json
    assert (pending["schema"], pending["job"]["state"]) == ("propctl.backfill.status/1", "pending")
    assert pending["job"]["chunks"] == {"total": 3, "done": 0, "leased": 0, "parked": 0, "pending": 3}
    assert (worked.code, done["job"]["state"], done["job"]["chunks"]["done"]) == (0, "done", 3)


def test_a_job_with_parked_chunks_ends_with_three_and_its_worker_with_zero(
    propctl: Propctl, provider: Provider
) -> None:
    provider.body = b'{"dates": "none"}'
    partial = propctl("backfill", *RANGE)
    assert (partial.code, "3 parked" in partial.stdout) == (3, True)
    assert "parked: 2025-01-10 after 3 attempts" in partial.stderr
    assert propctl("backfill", "work", job_id(propctl)).code == 0
    told = propctl("backfill", "status", job_id(propctl)).stdout
    assert "parked: 2025-01-10 after 3 attempts: mlb_stats_api" in told
    assert propctl("backfill", *RANGE, "--json").json["job"]["state"] == "partial"


def test_resume_and_reprocess_failed_try_what_is_parked(propctl: Propctl, provider: Provider) -> None:
    sound = provider.body
    provider.body = b'{"dates": "none"}'
    propctl("backfill", *RANGE)
    again = propctl("backfill", *RANGE)
    provider.body = sound
    assert again.code == 3
    assert propctl("backfill", *RANGE, "--reprocess", "failed").code == 0
    assert propctl("backfill", "resume", job_id(propctl)).code == 0


def test_a_refusal_ends_with_77_and_the_way_out(propctl: Propctl, provider: Provider) -> None:
    provider.refuses_all = True
    refused = propctl("backfill", *RANGE)
    assert refused.code == 77
    assert refused.stderr.splitlines()[-1].startswith("hint: ")
    assert "from a machine that is not refused" in refused.stderr
    assert "3 pending" in propctl("backfill", "status", job_id(propctl)).stdout


def test_a_cancelled_job_says_so(propctl: Propctl, provider: Provider) -> None:
    job = propctl("backfill", "submit", *RANGE).stdout.strip()
    assert propctl("backfill", "cancel", job).stdout.startswith(f"{job} is cancelled")
    assert "cancelled, 0 of 3 days" in propctl("backfill", "work", job).stdout
    assert propctl("backfill", "resume", job).code == 0


def test_who_holds_work_is_shown(propctl: Propctl, desk: Desk) -> None:
    job = propctl("backfill", "submit", *RANGE).stdout.strip()
    jobs = BackfillJobStore(desk.store, Layout())
    jobs.write_task(jobs.layout.chunk_key(job, 1), UNTOUCHED.claimed("some-run"), None)
    told = propctl("backfill", "status", job).stdout
    assert re.search(r"leased: 2025-01-11 by some-run, \d+ s ago", told)


def test_an_empty_list_says_so(propctl: Propctl) -> None:
    assert propctl("backfill", "ls").stdout.startswith("no backfill jobs in file://")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--end", "2025-01-10"), "--start is missing"),
        (("--start", "2025-01-10"), "--end is missing"),
        (("--start", "2025-01-10", "--end", "2025-01-09"), "--end 2025-01-09 is before --start 2025-01-10"),
        (("--start", "2025-06-01", "--end", "2025-06-08"), "--end 2025-06-08 is not over yet in New York"),
        (("--start", "1850-06-01", "--end", "1850-06-08"), "--start 1850-06-01 is before 1901-01-01"),
        ((*RANGE, "--sport", "curling"), "unknown sport 'curling'"),
        ((*RANGE, "--chunk-days", "0"), "--chunk-days"),
        ((*RANGE, "--workers", "0"), "--workers"),
        ((*RANGE, "--reprocess", "some"), "--reprocess"),
        (("status", "mlb-none"), "no backfill job 'mlb-none'"),
        (("work", "../x"), "no backfill job '../x'"),
        (("resume", "none"), "no backfill job 'none'"),
        (("cancel", "none"), "no backfill job 'none'"),
    ],
)
def test_wrong_usage_is_told_with_the_rule(propctl: Propctl, arguments: tuple[str, ...], said: str) -> None:
    wrong = propctl("backfill", *arguments)
    assert (wrong.code, said in wrong.stderr, wrong.stderr.count("hint: ")) == (2, True, 1)


def test_several_workers_need_a_store_that_they_share(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "memory://")
    refused = propctl("backfill", *RANGE, "--workers", "2")
    assert (refused.code, "memory:// is visible to this process alone" in refused.stderr) == (78, True)


def test_it_is_switched_off_with_ingestion(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    assert propctl("backfill", *RANGE).stdout == "backfill skipped (USE_FREE_INGESTION is false)\n"


def test_several_workers_are_processes_that_share_the_job(propctl: Propctl, provider: Provider) -> None:
    done = propctl("backfill", "--start", "2025-01-01", "--end", "2025-01-20", "--workers", "2", "--json")
    assert (done.code, done.json["job"]["chunks"]["done"]) == (0, 20)
    assert len(provider.asked) == len(set(provider.asked)) == 20


def test_a_worker_that_is_refused_ends_them_all(propctl: Propctl, provider: Provider) -> None:
    provider.refuses_all = True
    refused = propctl("backfill", *RANGE, "--workers", "2")
    assert (refused.code, "from a machine that is not refused" in refused.stderr) == (77, True)


def test_a_cancelled_job_is_not_done(propctl: Propctl, provider: Provider) -> None:
    job = propctl("backfill", "submit", *RANGE).stdout.strip()
    propctl("backfill", "cancel", job)
    again = propctl("backfill", *RANGE)
    assert (again.code, f"`propctl backfill resume {job}` continues it" in again.stderr) == (3, True)


@pytest.mark.parametrize("option", [["--json"], ["--start", "2025-01-10"]])
def test_an_option_before_a_subcommand_is_not_swallowed(propctl: Propctl, option: list[str]) -> None:
    refused = propctl("backfill", *option, "ls")
    assert (refused.code, "goes after ls" in refused.stdout + refused.stderr) == (2, True)


def test_a_week_in_memory_is_built_and_gone(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "memory://")
    done = propctl("backfill", "--start", "2025-01-06", "--end", "2025-01-12", "--json")
    assert (done.code, done.json["job"]["days_done"], len(provider.asked)) == (0, 7, 7)


def test_a_damaged_plan_hides_no_other_job(propctl: Propctl, desk: Desk) -> None:
    job = propctl("backfill", "submit", *RANGE).stdout.strip()
    desk.store.put("v1/jobs/mlb-20250101-20250102-00000000/plan.json", b"{")
    listed = propctl("backfill", "ls", "--json")
    assert ([one["job_id"] for one in listed.json["jobs"]], "is damaged" in listed.stderr) == ([job], True)


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        ([*RANGE, "--dry-run"], "backfill"),
        (RANGE, "backfill"),
        (["submit", *RANGE], "backfill.submit"),
        (["work", "JOB"], "backfill.work"),
        (["resume", "JOB"], "backfill.resume"),
    ],
)
@pytest.mark.parametrize("ingestion", ["true", "false"])
def test_each_command_has_a_schema_of_its_own(
    propctl: Propctl,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    schema: str,
    ingestion: str,
) -> None:
    job = propctl("backfill", "submit", *RANGE).stdout.strip()
    monkeypatch.setenv("USE_FREE_INGESTION", ingestion)
    words = [job if word == "JOB" else word for word in arguments]
    assert propctl("backfill", *words, "--json").json["schema"] == f"propctl.{schema}/1"
