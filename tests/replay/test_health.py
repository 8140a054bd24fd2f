"""``propctl health`` over recorded payloads."""

from pathlib import Path
from typing import Any

import pytest

from propctl.domain.health_report import HealthReport
from propctl.domain.option_values import ComponentName
from propctl.errors import ExitCode
from propctl.jobs.health.check_health import check_health
from propctl.provider_clients import ClientOptions
from propctl.record_runtime import open_health_context
from tests.replay.lab import Lab, propctl
from tests.replay.server import Replay

ELEVEN = "2025-06-08T15:00:00Z"
"""In New York; all fifteen games are open."""


def looked(lab: Lab, *only: ComponentName, deep: bool = False) -> HealthReport:
    with open_health_context(
        lab.settings, deep=deep, store=lab.store, client_options=ClientOptions(lambda _: None)
    ) as health_context:
        return check_health(health_context, only)


def message_of(report: HealthReport, name: ComponentName) -> str:
    return next(component.message for component in report.components if component.name is name)


@pytest.fixture
def at_eleven(lab: Lab) -> Lab:
    return lab.at(ELEVEN)


def test_everything_is_well_for_two_requests(at_eleven: Lab) -> None:
    report = looked(at_eleven)
    assert report.exit_code() is ExitCode.OK
    assert message_of(report, ComponentName.MLB_STATS_API) == "15 games today"
    assert len(at_eleven.replay.paths()) == 2


def test_a_deep_check_up_reads_every_form_for_nine_requests(at_eleven: Lab) -> None:
    report = looked(at_eleven, deep=True)
    assert report.exit_code() is ExitCode.OK
    paths = at_eleven.replay.paths()
    assert (len(paths), len(set(paths))) == (9, 9)
    assert message_of(report, ComponentName.BASEBALL_SAVANT).endswith("of 15 games on 2025-06-06")


@pytest.mark.parametrize(
    ("match", "fault"),
    [
        ("/savant", "missing_column:events"),
        ("/savant", "missing_column:woba_denom"),
        ("/stats\\?stats=byDateRange", "stale:24"),
        ("/savant", "extra_column"),
        ("/savant", "reorder_columns"),
    ],
)
def test_a_changed_payload_is_found_and_a_harmless_change_is_none(
    at_eleven: Lab, match: str, fault: str
) -> None:
    at_eleven.replay.fault(match, fault)
    changed = fault.startswith("missing_column")
    assert looked(at_eleven, deep=True).exit_code() is (ExitCode.DATA if changed else ExitCode.OK)


@pytest.mark.parametrize("fault", ["status:503", "reset", "html200", "empty200", "bad_json", "truncate:0.5"])
def test_an_outage_of_either_provider_is_down(at_eleven: Lab, fault: str) -> None:
    if fault == "bad_json":
        at_eleven.replay.fault("/statsapi", fault)
        at_eleven.replay.fault("/savant", "error_column")
    else:
        at_eleven.replay.fault("/", fault)
    report = looked(at_eleven, ComponentName.MLB_STATS_API, ComponentName.BASEBALL_SAVANT)
    down = {component.name for component in report.components if not component.up}
    half_a_header = fault == "truncate:0.5"  # which is a line of CSV still
    assert down >= {ComponentName.MLB_STATS_API}
    assert half_a_header or ComponentName.BASEBALL_SAVANT in down
    assert report.exit_code() is ExitCode.UNHEALTHY


def test_a_cloud_address_is_told_what_is_refused() -> None:
    with Replay(now=ELEVEN, cloud_406=True) as replay:
        report = looked(Lab(replay, ELEVEN), ComponentName.MLB_STATS_API)
    message = message_of(report, ComponentName.MLB_STATS_API)
    assert report.exit_code() is ExitCode.UNHEALTHY
    assert message.endswith("refused: schedule; answered: bare schedule")


def test_a_board_gets_stale_and_an_evening_excuses_it(at_eleven: Lab) -> None:
    at_eleven.run_once()
    fresh = [looked(at_eleven.at(now), ComponentName.FRESHNESS).healthy for now in (
        "2025-06-08T15:29:00Z", "2025-06-08T15:31:00Z", "2025-06-09T03:45:00Z")]  # fmt: skip
    assert fresh == [True, False, True]


def test_when_the_provider_is_down_the_archived_schedule_tells(at_eleven: Lab) -> None:
    at_eleven.run_once()
    night = at_eleven.at("2025-06-09T03:45:00Z")
    night.replay.fault("/statsapi", "status:503")
    message = message_of(looked(night, ComponentName.FRESHNESS), ComponentName.FRESHNESS)
    assert message == "no board is due: none of today's 15 games is open any more"


def test_the_program_says_so_in_as_many_lines_as_there_are_components(replay: Replay, tmp_path: Path) -> None:
    replay.set_clock(ELEVEN)
    finished = propctl(replay, ELEVEN, (tmp_path / "store").as_uri(), "health")
    assert (finished.code, finished.stderr, finished.stdout.count("\n")) == (0, "", 5)


def test_nothing_is_archived_or_published(replay: Replay, tmp_path: Path) -> None:
    replay.set_clock(ELEVEN)
    document: Any = propctl(replay, ELEVEN, (tmp_path / "store").as_uri(), "health", "--deep", "--json").json
    assert document["healthy"]
    kept = (tmp_path / "store" / "v1").rglob("*.*")
    folders = {path.relative_to(tmp_path / "store" / "v1").parts[0] for path in kept if path.is_file()}
    assert folders == {"runs", "state"}, "its own record, and nothing else"
