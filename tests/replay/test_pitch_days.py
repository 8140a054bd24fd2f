"""Days of pitches over recorded payloads: what lands, what is asked for, what every fault comes to."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.request import urlopen

import polars as pl
import pytest

from propctl.connectors.baseball_savant import day_request
from propctl.connectors.body_checks import NotWholeError, check_csv
from propctl.domain.report import DayState, Outcome, PitchReport
from propctl.jobs.reconcile_pitches import land_and_reconcile
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.pitches import incomplete_games, read_pitches
from propctl.storage.parquet import from_parquet
from tests.replay.board import DAY, MORNING, codes
from tests.replay.lab import Lab
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

LAST_DAY = date(2025, 6, 7)
SEED = 20250608
SAVANT = "/savant"
NOTHING_TO_TELL = {"duplicate_rows", "reorder_columns", "extra_column"}
FAULTS = {
    "status:403": "provider_refused",
    "status:429": "provider_failed",
    "status:500": "provider_failed",
    "status:503": "provider_failed",
    "reset": "provider_failed",
    "truncate:0.7": "provider_failed",
    "html200": "provider_failed",
    "empty200": "provider_failed",
    "error_column": "provider_failed",
    "missing_column:events": "provider_changed",
    "header_only": "statcast_missing",
}


@pytest.fixture
def full(replay: Replay) -> Lab:
    """An empty store whose window is the usual one."""
    return Lab(replay, statcast_window_days=30)


def asked_days(replay: Replay) -> list[str]:
    return [
        path.partition("game_date_gt=")[2][:10] for path in replay.paths() if path.startswith("/savant/stat")
    ]


def landed(lab: Lab) -> dict[str, pl.DataFrame]:
    """Every landed day of the store by its key."""
    keys = lab.store.list("v1/statcast/")
    return {key: from_parquet(stored.data) for key in keys if (stored := lab.store.get(key))}


def body_of(replay: Replay, day: date) -> bytes:
    with urlopen(replay.urls["savant"] + day_request(day).text.replace("|", "%7C")) as answer:
        body: bytes = answer.read()
        return body


def reconciled(lab: Lab, first: date, last: date) -> PitchReport:
    with lab.build_context() as build_context:
        return land_and_reconcile(build_context, first, last)


def test_a_first_run_asks_once_for_each_missing_day_and_a_second_for_none(full: Lab) -> None:
    full.run_once()
    first = asked_days(full.replay)
    full.replay.reset()
    second = full.at("2025-06-08T10:10:00Z").run_once()
    days = [str(LAST_DAY - timedelta(days=n)) for n in range(30)]
    assert (sorted(first), asked_days(full.replay), second.outcome) == (
        sorted(days),
        [],
        Outcome.UNCHANGED,
    )


def test_sixteen_markets_make_three_thousand_props(full: Lab) -> None:
    report = full.run_once()
    markets = {prop.market for prop in full.read(DAY).props}
    assert (report.props >= 3000, len(markets), report.statcast_days) == (True, 16, 30)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_degrades_and_never_half_lands(replay: Replay, fault: str) -> None:
    lab = Lab(replay, http_timeout=2.0, statcast_window_days=3)
    replay.fault(SAVANT, fault)
    report = lab.run_once()
    assert (report.outcome, FAULTS[fault] in codes(report.degraded), landed(lab)) == (
        Outcome.DEGRADED,
        True,
        {},
    )


@pytest.mark.parametrize("fault", sorted(NOTHING_TO_TELL))
def test_what_is_harmless_lands_the_same_rows(replay: Replay, fault: str) -> None:
    clean, faulty = Lab(replay, statcast_window_days=2), Lab(replay, statcast_window_days=2)
    clean.run_once()
    replay.fault(SAVANT, fault)
    report = faulty.run_once()
    assert report.outcome is Outcome.SUCCESS
    assert all(rows.equals(landed(clean)[key]) for key, rows in landed(faulty).items())


def test_after_a_refusal_nothing_more_is_asked(full: Lab) -> None:
    full.replay.fault(SAVANT, "status:403")
    full.run_once()
    assert len(asked_days(full.replay)) <= 3


@pytest.fixture(scope="module")
def late_days(replay_process: Replay) -> list[date]:
    """Days of which the provider lacks a game the next morning."""
    replay_process.reset()  # this comes before the fixtures of one test: a fault may still be in force
    found = []
    for day in (date(2025, 5, 3) + timedelta(days=n) for n in range(57)):
        replay_process.set_clock(f"{day + timedelta(days=1)}T10:30:00Z")
        early = read_pitches(body_of(replay_process, day), day)["game_pk"].n_unique()
        replay_process.set_clock(f"{day + timedelta(days=3)}T10:30:00Z")
        if early < read_pitches(body_of(replay_process, day), day)["game_pk"].n_unique():
            found.append(day)
    return found


def test_three_late_days_are_noted_and_asked_for_again_after_half_an_hour(
    replay: Replay, late_days: list[date]
) -> None:
    assert len(late_days) >= 3
    for day in late_days[:3]:
        lab = Lab(replay, statcast_window_days=1)
        morning = day + timedelta(days=1)
        report = lab.at(f"{morning}T10:30:00Z").run_once()
        assert (report.outcome, "statcast_not_ready" in codes(report.notes)) == (Outcome.SUCCESS, True)
        replay.reset()
        lab.at(f"{morning}T10:40:00Z").run_once()
        assert asked_days(replay) == []
        lab.at(f"{morning}T11:00:00Z").run_once()
        assert asked_days(replay) == [str(day)]


def random_days() -> list[date]:
    chosen = random.Random(SEED).sample(range(85), 20)  # noqa: S311 - reproducible, keeps no secret
    return [date(2025, 4, 1) + timedelta(days=n) for n in sorted(chosen)]


def bodies(replay: Replay) -> Iterator[tuple[date, bytes]]:
    replay.set_clock("2025-07-02T12:00:00Z")
    for day in random_days():
        body = body_of(replay, day)
        if body.count(b"\n") > 100:
            yield day, body


def found_out(body: bytes, day: date, games: set[int]) -> bool:
    try:
        check_csv(body)
        pitches = read_pitches(body, day)
    except (NotWholeError, PayloadShapeError):
        return True
    return set(pitches["game_pk"]) != games or bool(incomplete_games(pitches))


def test_on_twenty_days_damage_is_found_and_harmless_changes_are_not(replay: Replay) -> None:
    chance = random.Random(SEED)  # noqa: S311 - reproducible, keeps no secret
    for day, body in bodies(replay):
        head, *rows = body.split(b"\n")
        whole = read_pitches(body, day)
        games = set(whole["game_pk"])
        anywhere = chance.randrange(len(body) // 3, len(body) - 2000)
        boundary = chance.randrange(10, len(rows) - 1)
        shuffled = chance.sample(rows, len(rows))
        fewer = [row for row in rows if str(min(games)).encode() not in row]
        assert not found_out(body, day, games)
        assert found_out(body[:anywhere], day, games), f"{day} cut at byte {anywhere}"
        assert found_out(b"\n".join([head, *rows[:boundary]]), day, games), f"{day} cut at row {boundary}"
        assert found_out(b"\n".join([head, *fewer]), day, games), f"{day} without a game"
        assert read_pitches(b"\n".join([head, *shuffled, *rows[:500]]), day).equals(whole)


def test_no_clean_day_is_called_wrong_by_the_official_counts(replay: Replay) -> None:
    lab = Lab(replay).at("2025-07-02T12:00:00Z")
    report = reconciled(lab, date(2025, 3, 18), date(2025, 6, 30))
    assert report.count(DayState.RECONCILED) == len(report.days)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2025-05-21T12:00:00Z", DayState.LANDED),  # 777861 is suspended
        ("2025-05-21T21:00:00Z", DayState.LANDED),  # over, and in the official counts; its rows come tomorrow
        ("2025-05-22T12:00:00Z", DayState.RECONCILED),
    ],
)
def test_the_day_of_a_suspended_game_is_compared_when_the_whole_game_counts(
    replay: Replay, now: str, state: DayState
) -> None:
    day = date(2025, 5, 19)
    lab = Lab(replay).at("2025-05-21T11:00:00Z")
    reconciled(lab, day, day)
    assert [found.state for found in reconciled(lab.at(now), day, day).days] == [state]


def test_a_dropped_row_is_found_by_the_official_counts(replay: Replay) -> None:
    """The last pitch of an at-bat: the table alone does not show that it is gone."""
    lab = Lab(replay).at("2025-07-02T12:00:00Z")
    reconciled(lab, LAST_DAY, LAST_DAY)
    key = next(iter(landed(lab)))
    whole = landed(lab)[key]
    with lab.build_context() as build_context:
        last = whole.with_row_index().filter(pl.col("pitch_number") > 1, pl.col("events").is_not_null())[
            "index"
        ][7]
        record = build_context.pitches.read_record(LAST_DAY)
        assert record is not None
        spoilt = whole.with_row_index().filter(pl.col("index") != last).drop("index")
        assert incomplete_games(spoilt) == []
        lab.store.put(key, b"")
        build_context.pitches._archive.write_day(day_request(LAST_DAY), LAST_DAY, spoilt, record.asked_at)  # type: ignore[attr-defined]
    report = reconciled(lab, LAST_DAY, LAST_DAY)
    assert (report.days[0].asked, landed(lab)[key].equals(whole)) == (True, True)


def test_columns_of_every_vintage_land_the_same_values() -> None:
    columns = ["game_pk", "at_bat_number", "pitch_number", "events", "launch_speed", "woba_value"]
    tables = []
    for vintage in ("118", "119", "92"):
        with Replay(MORNING, columns=vintage) as replay:
            lab = Lab(replay, statcast_window_days=1)
            lab.run_once()
            tables.append(next(iter(landed(lab).values())).select(columns))
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])
