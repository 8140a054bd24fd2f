"""A live day as its clock moves on: line-ups are posted, games begin, the next day's board comes out."""

from collections.abc import Callable

import pytest

from propctl.domain.prop import FeaturedProp
from propctl.jobs.read_snapshot import read_closing_props
from tests.replay.board import AFTERNOON, DAY, MORNING, codes, games_of, latest, pointer
from tests.replay.lab import Lab
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

EVENING = "2025-06-08T20:00:00Z"
TOMORROW = "2025-06-09"
AFTER_MIDNIGHT = "2025-06-08T04:30:00Z"
"""Half past midnight in New York; three games of June 7 end between 04:19Z and 05:14Z."""


@pytest.fixture(scope="module")
def afternoon(replay_process: Replay) -> Lab:
    """The board of the morning, and over it that of 18:00Z; for reading alone."""
    return _afternoon(Lab(replay_process).at(MORNING))


def _afternoon(morning: Lab) -> Lab:
    morning.run_once()
    later = morning.at(AFTERNOON)
    later.run_once()
    return later


def _games(replay: Replay, wanted: Callable[[dict[str, str]], bool]) -> set[int]:
    return {game["gamePk"] for game in replay.games(DAY) if wanted(game)}


def _not_begun(game: dict[str, str]) -> bool:
    return game["firstPitch"] > AFTERNOON


def _begun(game: dict[str, str]) -> bool:
    return not _not_begun(game)


def _rows(lab: Lab) -> tuple[FeaturedProp, ...]:
    return lab.read(DAY).props


def test_line_ups_are_confirmed_exactly_where_they_are_posted(replay: Replay, afternoon: Lab) -> None:
    confirmed = games_of(prop for prop in _rows(afternoon) if prop.lineup_status == "confirmed")
    assert confirmed == _games(replay, lambda game: _not_begun(game) and game["lineupAt"] <= AFTERNOON)


def test_line_ups_are_projected_exactly_where_none_is_posted(replay: Replay, afternoon: Lab) -> None:
    projected = games_of(prop for prop in _rows(afternoon) if prop.lineup_status == "projected")
    assert projected == _games(replay, lambda game: game["lineupAt"] > AFTERNOON)


def test_games_that_have_begun_have_no_rows(replay: Replay, afternoon: Lab) -> None:
    assert games_of(_rows(afternoon)) == _games(replay, _not_begun)


def test_the_manifest_tells_open_games_from_begun_ones(replay: Replay, afternoon: Lab) -> None:
    still_open = {int(game.game_id) for game in latest(afternoon).games if game.state == "open"}
    assert still_open == _games(replay, _not_begun)
    assert len(latest(afternoon).games) == 15


def test_games_that_have_begun_keep_the_rows_of_the_last_snapshot_in_which_they_were_open(
    replay: Replay, afternoon: Lab
) -> None:
    morning, _ = sorted(afternoon.manifests(), key=lambda manifest: str(manifest.as_of))
    offered = {row.game_id: (row.sha256, row.count) for row in morning.rows.blobs}
    closing = latest(afternoon).closing
    assert {int(row.game_id) for row in closing} == _games(replay, _begun)
    assert [(row.sha256, row.count) for row in closing] == [offered[row.game_id] for row in closing]
    assert {row.as_of for row in closing} == {morning.as_of}


def test_closing_rows_are_carried_on_from_snapshot_to_snapshot(lab: Lab) -> None:
    afternoon = _afternoon(lab)
    before = latest(afternoon).closing
    evening = afternoon.at(EVENING)
    evening.run_once()
    assert set(before) < set(latest(evening).closing)


def test_the_closing_view_has_all_games(afternoon: Lab) -> None:
    closing = read_closing_props(afternoon.context(), afternoon.read(DAY))
    assert len(games_of(closing)) == 15
    assert [prop.prop_id for prop in closing] == sorted({prop.prop_id for prop in closing})


def test_the_pointer_leads_to_the_later_snapshot(afternoon: Lab) -> None:
    moved = pointer(afternoon)
    assert (moved.generation, moved.as_of) == (2, latest(afternoon).as_of)
    assert len(afternoon.manifests()) == 2


def test_when_all_games_have_begun_a_run_publishes_an_empty_board_for_one_request(
    replay: Replay, lab: Lab
) -> None:
    report = lab.at("2025-06-08T23:30:00Z").run_once()
    assert (report.outcome, report.props, report.games) == ("success", 0, 15)
    assert len(replay.paths()) == 1


def test_a_delayed_start_stays_open_past_its_start_time(lab: Lab) -> None:
    """777356 should have begun at 17:10Z and did at 21:32Z."""
    later = lab.at("2025-06-26T20:00:00Z")
    later.run_once()
    assert 777356 in games_of(later.read("2025-06-26").props)


def test_a_delayed_start_closes_when_play_begins(lab: Lab) -> None:
    later = lab.at("2025-06-26T21:40:00Z")
    later.run_once()
    states = {game.game_id: game.state for game in latest(later, "2025-06-26").games}
    assert states[777356] == "started"


def test_tomorrows_board_notes_that_it_is_early(lab: Lab) -> None:
    report = lab.at(EVENING).run_once(TOMORROW)
    assert report.outcome == "success"
    assert "early_board" in codes(report.notes)


def test_tomorrows_board_knows_nothing_of_today(lab: Lab) -> None:
    evening = lab.at(EVENING)
    evening.run_once(TOMORROW)
    assert latest(evening, TOMORROW).known_through.isoformat() == "2025-06-07"


def test_tomorrows_board_is_no_board_of_today(lab: Lab) -> None:
    evening = lab.at(EVENING)
    evening.run_once(TOMORROW)
    assert {manifest.date.isoformat() for manifest in evening.manifests()} == {TOMORROW}


def test_after_midnight_with_games_still_on_the_history_is_incomplete(lab: Lab) -> None:
    report = lab.at(AFTER_MIDNIGHT).run_once(DAY)
    assert report.outcome == "degraded"
    assert codes(report.degraded) == ["history_incomplete"]


def test_totals_of_an_unfinished_night_are_asked_again(replay: Replay, lab: Lab) -> None:
    lab.at(AFTER_MIDNIGHT).run_once(DAY)
    replay.reset()
    report = lab.at(MORNING).run_once()
    assert report.outcome == "success"
    assert any("byDateRange" in path for path in replay.paths())


def test_totals_of_a_finished_night_are_not_asked_again(replay: Replay, lab: Lab) -> None:
    lab.run_once()
    replay.reset()
    lab.at(AFTERNOON).run_once()
    assert not any("stats=" in path for path in replay.paths())


def test_a_board_after_an_unfinished_night_is_that_of_a_run_that_saw_no_such_night(
    replay: Replay, lab: Lab
) -> None:
    lab.at(AFTER_MIDNIGHT).run_once(DAY)
    morning = lab.at(MORNING)
    morning.run_once()
    clean = Lab(replay)
    clean.run_once()
    assert latest(morning).rows == latest(clean).rows


def test_a_day_without_games_is_a_manifest_without_rows(lab: Lab) -> None:
    idle = lab.at("2025-03-22T15:00:00Z")
    report = idle.run_once()
    assert (report.outcome, report.games, report.props) == ("success", 0, 0)
    assert latest(idle, "2025-03-22").rows.count == 0
