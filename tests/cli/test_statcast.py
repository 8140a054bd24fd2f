"""The nightly command: how it ends, and what it says."""

from pathlib import Path

import pytest

from propctl.errors import ExitCode
from propctl.storage.layout import Layout
from propctl.storage.local import LocalStore
from tests.cli.conftest import Propctl
from tests.cli.server import Provider
from tests.normalize.payloads import as_body, block, game, row, schedule
from tests.normalize.savant import DAY, GAME, PITCHER, a_day, a_game, as_csv

COUNTS, SEASON, SAVANT = "numberOfPitches", "startDate=2025-01-01", "statcast_search"
OFFICIAL = as_body({"stats": [block("pitching", [row(PITCHER, {"numberOfPitches": 9})])]})
A_ROW_SHORT = as_csv(a_game(GAME)[:-1])


@pytest.fixture
def providers(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """Both providers, with one game the day before; it agrees with the official counts."""
    monkeypatch.setenv("PROPCTL_BASEBALL_SAVANT_URL", provider.url)
    played = game(GAME, code="F", officialDate=str(DAY), gameDate=f"{DAY}T17:35:00Z")
    provider.answers = {
        SAVANT: (200, a_day(GAME)),
        COUNTS: (200, OFFICIAL),
        SEASON: (200, as_body(schedule(played))),
    }
    return provider


def test_a_night_that_goes_well_ends_with_0_and_one_line(propctl: Propctl, providers: Provider) -> None:
    done = propctl("statcast")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        "mlb 2025-05-09 to 2025-06-07: 1 day with games, 1 landed, 1 reconciled, 0 not complete yet, "
        "1 requested\n"
    )


def test_a_second_night_asks_for_nothing(propctl: Propctl, providers: Provider) -> None:
    propctl("statcast")
    providers.answers = {SEASON: providers.answers[SEASON]}
    assert propctl("statcast").stdout.endswith("1 reconciled, 0 not complete yet, 0 requested\n")


ENDS = {
    "not complete": (SAVANT, 200, a_day(900009), ExitCode.OK, "0 landed"),
    "withdrawn": (SAVANT, 200, A_ROW_SHORT, ExitCode.PARTIAL, "withdrawn: pitcher 7001: 8 rows of 9 pitches"),
    "changed": (SAVANT, 200, as_csv(a_game(zone="x")), ExitCode.DATA, "failed: "),
    "unavailable": (SAVANT, 503, b"", ExitCode.TEMPORARY, "failed: "),
    "refused": (SAVANT, 403, b"", ExitCode.REFUSED, "failed: "),
    "counts refused": (COUNTS, 406, b"", ExitCode.REFUSED, "landed: "),
    "counts unavailable": (COUNTS, 503, b"", ExitCode.TEMPORARY, "landed: "),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_became_of_a_day_decides_how_a_night_ends(
    propctl: Propctl, providers: Provider, end: str
) -> None:
    part, status, body, code, told = ENDS[end]
    providers.answers[part] = (status, body)
    done = propctl("statcast")
    assert (done.code, told in done.stdout) == (code, True), done.stdout


@pytest.mark.parametrize(
    ("status", "code"), [(403, ExitCode.REFUSED), (503, ExitCode.TEMPORARY), (200, ExitCode.DATA)]
)
def test_without_a_schedule_a_night_ends_with_its_failure(
    propctl: Propctl, providers: Provider, status: int, code: ExitCode
) -> None:
    providers.answers[SEASON] = (status, b'{"dates": [{}]}')
    done = propctl("statcast")
    assert (done.code, done.stdout) == (code, "")
    assert done.stderr.startswith("propctl: mlb_stats_api")


@pytest.mark.parametrize(
    "span",
    [
        ("--start", "2025-06-08"),
        ("--end", "2025-06-08"),
        ("--start", "2024-06-01"),
        ("--start", "2025-06-02", "--end", "2025-06-01"),
    ],
    ids=" ".join,
)
def test_a_range_that_is_none_is_wrong_usage(
    propctl: Propctl, providers: Provider, span: tuple[str, ...]
) -> None:
    assert propctl("statcast", *span).code == ExitCode.USAGE


def test_in_january_a_night_looks_back_no_further_than_the_first(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_NOW", "2025-01-05T10:00:00Z")
    assert propctl("statcast").stdout.startswith("mlb 2025-01-01 to 2025-01-04: 0 days with games")


def test_a_report_is_one_document(propctl: Propctl, providers: Provider) -> None:
    document = propctl("statcast", "--json").json
    assert document["schema"] == "propctl.statcast/1"
    assert document["report"]["days"] == [
        {"game_date": "2025-06-07", "state": "reconciled", "asked": True, "reason": "", "failure": None}
    ]


def test_a_night_that_is_switched_off_asks_nobody(
    propctl: Propctl, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    done = propctl("statcast")
    assert (done.code, done.stdout) == (
        0,
        "mlb 2025-05-09 to 2025-06-07: skipped (USE_FREE_INGESTION is false)\n",
    )


def test_a_shadow_night_lands_in_the_shadow_alone(
    propctl: Propctl, providers: Provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "shadow")
    propctl("statcast")
    store = LocalStore(tmp_path / "store")
    assert store.get(Layout().pitches_key("mlb", DAY)) is None
    assert [key.split("/")[0] for key in store.list("shadow/v1/statcast/")] == ["shadow"]
