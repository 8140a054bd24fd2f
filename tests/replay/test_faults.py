"""Each fault of the provider on each request: what a run does is the table of the design, row by row."""

from datetime import date
from typing import Final

import pytest

from propctl.connectors.mlb_stats_api import (
    lineups_request,
    people_request,
    season_request,
    season_schedule_request,
    slate_request,
    totals_request,
)
from propctl.connectors.payloads import Request, RequestError, RequestRefusedError, RequestUnavailableError
from propctl.errors import RefusedError
from tests.nightly import by_day
from tests.replay.board import codes, latest, published
from tests.replay.lab import Lab
from tests.replay.server import Replay

TODAY: Final = date(2025, 6, 8)
YESTERDAY: Final = date(2025, 6, 7)
REFUSALS: Final = ("status:401", "status:403", "status:406")
FAILURES: Final = (
    "status:408",
    "status:429",
    "status:500",
    "status:503",
    "reset",
    "timeout:1",
    "slow:1000",
    "truncate:0.5",
    "html200",
    "empty200",
    "bad_json",
    "header_only",
    "error_column",
)
HARMLESS: Final = ("stale:24", "duplicate_rows")

SLATE: Final = r"/schedule\?sportId=1&date="
HYDRATED: Final = r"/schedule\?sportId=1&date=.*hydrate=team"
NEEDED: Final = {SLATE: slate_request(TODAY), r"byDateRange": totals_request(2025, YESTERDAY)}
OPTIONAL: Final = {
    r"season=2024": season_request(2024),
    r"season=2023": season_request(2023),
    r"sports/1/players": people_request(2025),
    r"hydrate=lineups&": lineups_request(TODAY),
    r"endDate=.*fields=.*resumeDate": season_schedule_request(TODAY),
}
LINE_UPS: Final = r"hydrate=lineups&"


@pytest.fixture
def lab(replay: Replay, request: pytest.FixtureRequest) -> Lab:
    """An empty store; little patience where patience is at stake."""
    slow = any(word in request.node.name for word in ("timeout:", "slow:"))
    return Lab(replay, http_timeout=0.5 if slow else 5.0)


@pytest.mark.parametrize("fault", by_day(REFUSALS, "status:406"))
@pytest.mark.parametrize("match", NEEDED)
def test_a_refusal_of_what_a_run_needs_ends_it_with_77(
    replay: Replay, lab: Lab, match: str, fault: str
) -> None:
    replay.fault(match, fault)
    with pytest.raises(RequestRefusedError, match=fault.removeprefix("status:")) as refused:
        lab.run_once()
    assert refused.value.exit_code == 77
    assert published(lab.store) == {}


@pytest.mark.parametrize("fault", by_day(FAILURES, "status:503", "truncate:0.5"))
@pytest.mark.parametrize("match", NEEDED)
def test_a_failure_of_what_a_run_needs_ends_it_with_75(
    replay: Replay, lab: Lab, match: str, fault: str
) -> None:
    replay.fault(match, fault)
    with pytest.raises(RequestUnavailableError) as failed:
        lab.run_once()
    assert (failed.value.exit_code, failed.value.request) == (75, NEEDED[match])
    assert published(lab.store) == {}


@pytest.mark.parametrize("fault", by_day(REFUSALS, "status:406"))
def test_a_refusal_of_the_hydrated_schedule_degrades_to_the_bare_one(
    replay: Replay, lab: Lab, fault: str
) -> None:
    replay.fault(HYDRATED, fault)
    report = lab.run_once()
    assert (report.outcome, report.exit_code(strict=False)) == ("degraded", 0)
    assert codes(report.degraded) == ["provider_refused", "reduced_schedule"]


@pytest.mark.parametrize("fault", by_day(FAILURES, "status:503"))
def test_a_failure_of_the_hydrated_schedule_does_not_fall_back_on_the_bare_one(
    replay: Replay, lab: Lab, fault: str
) -> None:
    replay.fault(HYDRATED, fault)
    with pytest.raises(RequestUnavailableError):
        lab.run_once()
    assert all("hydrate=team" in path for path in replay.paths())


@pytest.mark.parametrize("fault", by_day([*REFUSALS, *FAILURES], "status:406", "bad_json"))
@pytest.mark.parametrize("match", by_day(OPTIONAL, LINE_UPS))
def test_what_a_run_can_do_without_degrades_it(replay: Replay, lab: Lab, match: str, fault: str) -> None:
    code = "provider_refused" if fault in REFUSALS else "provider_failed"
    replay.fault(match, fault)
    report = lab.run_once()
    assert (report.outcome, codes(report.degraded)) == ("degraded", [code])
    assert _names(report.degraded[0].message, OPTIONAL[match])
    assert latest(lab).degraded == report.degraded


@pytest.mark.parametrize("match", by_day(sorted(OPTIONAL.keys() - {LINE_UPS}), "sports/1/players"))
def test_a_board_without_an_optional_answer_has_all_its_props(replay: Replay, lab: Lab, match: str) -> None:
    whole = Lab(replay).run_once().props
    replay.fault(match, "status:500")
    assert lab.run_once().props == whole


def test_a_board_without_any_line_up_has_its_pitchers(replay: Replay, lab: Lab) -> None:
    replay.fault(LINE_UPS, "status:500")
    lab.run_once()
    assert {prop.role for prop in lab.read("2025-06-08").props} == {"pitcher"}


@pytest.mark.parametrize("fault", by_day(HARMLESS, "stale:24"))
@pytest.mark.parametrize("match", by_day([*NEEDED, *OPTIONAL], SLATE))
def test_answers_that_are_old_or_say_something_twice_are_accepted(
    replay: Replay, lab: Lab, match: str, fault: str
) -> None:
    replay.fault(match, fault)
    assert lab.run_once().published


@pytest.mark.parametrize("match", by_day([*NEEDED, *OPTIONAL], "byDateRange"))
def test_rows_said_twice_count_once(replay: Replay, lab: Lab, match: str) -> None:
    clean = Lab(replay)
    clean.run_once()
    replay.fault(match, "duplicate_rows")
    lab.run_once()
    assert latest(lab).rows == latest(clean).rows


@pytest.mark.parametrize("times", by_day([1, 2], 2))
@pytest.mark.parametrize("fault", by_day(["status:503", "reset", "truncate:0.5", "timeout:1"], "reset"))
@pytest.mark.parametrize("match", by_day([*NEEDED, LINE_UPS], "byDateRange"))
def test_what_passes_is_survived_by_retries(
    replay: Replay, lab: Lab, match: str, fault: str, times: int
) -> None:
    replay.fault(match, fault, times=times)
    report = lab.run_once()
    assert report.outcome == "success"
    assert len(replay.paths()) >= 7 + times


@pytest.mark.parametrize("fault", by_day(REFUSALS, "status:406"))
def test_a_refusal_is_not_asked_again(replay: Replay, lab: Lab, fault: str) -> None:
    replay.fault("byDateRange", fault)
    with pytest.raises(RequestRefusedError):
        lab.run_once()
    assert sum("byDateRange" in path for path in replay.paths()) == 1


def test_when_every_request_fails_the_schedule_is_named(replay: Replay, lab: Lab) -> None:
    replay.fault("", "status:503")
    with pytest.raises(RequestError, match="/api/v1/schedule"):
        lab.run_once()


def test_a_refusal_of_line_ups_and_of_the_hydrated_schedule_leaves_nothing_to_publish(
    replay: Replay, lab: Lab
) -> None:
    replay.fault("hydrate=", "status:403")
    with pytest.raises(RefusedError, match="not one prop"):
        lab.run_once()
    assert published(lab.store) == {}


def test_a_failed_run_leaves_the_next_one_nothing_to_repair(replay: Replay, lab: Lab) -> None:
    replay.fault("byDateRange", "status:500")
    with pytest.raises(RequestUnavailableError):
        lab.run_once()
    replay.reset()
    assert lab.run_once().outcome == "success"


def _names(message: str, request: Request) -> bool:
    """Whether it names provider and request; long requests are named by their beginning."""
    return message.startswith(f"{request.provider} {request.text[:60]}")
