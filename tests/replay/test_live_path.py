"""A live day from an empty store: what the first run makes, and what later runs make of it."""

from pathlib import Path

import pytest

from propctl import get_props
from propctl.domain.odds import american_odds
from propctl.domain.prop import FeaturedProp, canonical_rows
from tests.replay.board import DAY, MORNING, codes, latest, pointer
from tests.replay.lab import Lab, propctl
from tests.replay.server import Replay

TEN_MINUTES_LATER = "2025-06-08T10:10:00Z"


@pytest.fixture(scope="module")
def props(replay_process: Replay) -> list[FeaturedProp]:
    """The morning's board, published and read back."""
    lab = Lab(replay_process).at(MORNING)
    lab.run_once()
    return list(lab.read(DAY).props)


def test_a_first_run_publishes_the_whole_board(lab: Lab) -> None:
    report = lab.run_once()
    assert (report.outcome, report.games, report.requests) == ("success", 15, 7)
    assert report.props >= 3000
    assert len(lab.manifests()) == 1


def test_a_first_run_has_props_of_all_sixteen_markets(lab: Lab) -> None:
    lab.run_once()
    counts = latest(lab).coverage.props_by_market
    assert len(counts) == 16
    assert all(counts.values())


def test_a_morning_board_notes_that_line_ups_are_projected_and_degrades_nothing(lab: Lab) -> None:
    report = lab.run_once()
    assert "lineups_projected" in codes(report.notes)
    assert report.degraded == ()


def test_a_first_run_asks_at_most_ten_times(replay: Replay, lab: Lab) -> None:
    lab.run_once()
    assert len(replay.paths()) <= 10


def test_a_run_the_day_after_a_suspended_game_asks_at_most_ten_times(replay: Replay, lab: Lab) -> None:
    lab.at("2025-05-22T10:00:00Z").run_once()
    assert len(replay.paths()) <= 10


def test_rungs_stand_at_rising_half_lines(props: list[FeaturedProp]) -> None:
    for prop in props:
        lines = [rung.line for rung in prop.ladder]
        assert all(line % 1 == 0.5 for line in lines), prop
        assert lines == sorted(set(lines)), prop


def test_chances_strictly_fall_along_a_ladder(props: list[FeaturedProp]) -> None:
    for prop in props:
        chances = [rung.prob_over for rung in prop.ladder]
        assert chances == sorted(set(chances), reverse=True), prop


def test_a_ladder_holds_the_line_with_its_chance(props: list[FeaturedProp]) -> None:
    for prop in props:
        assert {rung.line: rung.prob_over for rung in prop.ladder}[prop.line] == prop.prob_over, prop


def test_a_ladder_leaves_out_what_is_all_but_certain(props: list[FeaturedProp]) -> None:
    for prop in props:
        others = [rung.prob_over for rung in prop.ladder if rung.line != prop.line]
        assert all(0.01 < chance < 0.99 for chance in others), prop


def test_over_and_under_add_to_one(props: list[FeaturedProp]) -> None:
    for prop in props:
        assert round(prop.prob_over + prop.prob_under, 4) == 1.0, prop
        assert 0.0001 <= prop.prob_over <= 0.9999, prop


def test_odds_are_the_fair_price_of_the_chances(props: list[FeaturedProp]) -> None:
    for prop in props:
        fair = (american_odds(prop.prob_over), american_odds(prop.prob_under))
        assert (prop.fair_over_odds, prop.fair_under_odds) == fair, prop


def test_rows_are_sorted_by_an_id_that_names_game_player_and_market(props: list[FeaturedProp]) -> None:
    ids = [f"mlb:{prop.game_id}:{prop.player_id}:{prop.market}" for prop in props]
    assert [prop.prop_id for prop in props] == ids == sorted(set(ids))


def test_batters_have_a_place_in_the_order_and_pitchers_none(props: list[FeaturedProp]) -> None:
    for prop in props:
        assert (prop.batting_order in range(1, 10)) is (prop.role == "batter"), prop
        assert (prop.batting_order is None) is (prop.role == "pitcher"), prop


def test_a_second_run_at_the_same_instant_commits_nothing(lab: Lab) -> None:
    lab.run_once()
    assert lab.run_once().outcome == "unchanged"
    assert len(lab.manifests()) == 1


def test_a_run_ten_minutes_later_moves_checked_at_alone(lab: Lab) -> None:
    lab.run_once()
    before = pointer(lab)
    later = lab.at(TEN_MINUTES_LATER)
    assert later.run_once().outcome == "unchanged"
    after = pointer(later)
    assert (after.checked_at - before.checked_at).total_seconds() == 600
    assert (after.snapshot_id, after.key, after.as_of) == (before.snapshot_id, before.key, before.as_of)
    assert after.generation == before.generation + 1
    assert len(later.manifests()) == 1


def test_a_run_ten_minutes_later_costs_one_request(replay: Replay, lab: Lab) -> None:
    lab.run_once()
    replay.reset()
    lab.at(TEN_MINUTES_LATER).run_once()
    assert len(replay.paths()) == 1


def test_fetch_gives_the_rows_that_a_run_publishes(replay: Replay, lab: Lab) -> None:
    fetched = canonical_rows(Lab(replay).fetch())
    lab.run_once()
    assert canonical_rows(lab.read(DAY).props) == fetched


def test_the_library_gives_the_rows_that_a_run_publishes(
    replay: Replay, lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        **replay.environment,
        "PROPCTL_NOW": MORNING,
        "PROPCTL_MAX_RPS": "0",
        "PROPCTL_STATCAST_WINDOW_DAYS": "0",
        "PROPCTL_STORAGE_URL": tmp_path.as_uri(),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    lab.run_once()
    assert canonical_rows(get_props("mlb")) == canonical_rows(lab.read(DAY).props)


def test_the_fetch_command_prints_the_rows_that_a_run_publishes(
    replay: Replay, lab: Lab, tmp_path: Path
) -> None:
    lab.run_once()
    printed = propctl(replay, MORNING, tmp_path.as_uri(), "fetch", "--format", "ndjson").stdout
    assert printed.encode() == canonical_rows(lab.read(DAY).props)


def test_fetch_publishes_nothing(lab: Lab) -> None:
    lab.fetch()
    assert lab.manifests() == []
