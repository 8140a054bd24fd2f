"""Past days that are special: without games, without a past, not over yet, and asked for again."""

from pathlib import Path

import pytest

from propctl.errors import ExitCode, TemporaryError
from tests.replay.lab import Lab, propctl
from tests.replay.past import PROPS_A_GAME, WEEKS_LATER, gathered, past_lab, plate_appearances
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

AFTER_MIDNIGHT = "2025-06-08T04:30:00Z"
"""00:30 in New York: 777599 and 777603 of 06-07 are still on in the west, until 05:14Z."""


def test_a_day_without_games_is_a_manifest_with_no_rows(replay: Replay) -> None:
    lab = past_lab(replay)
    lab.run_once("2025-03-22")
    manifest = lab.read("2025-03-22").manifest
    assert (manifest.rows.count, manifest.rows.blobs, manifest.games) == (0, (), ())


def test_a_day_without_games_is_a_success(replay: Replay) -> None:
    report = past_lab(replay).run_once("2025-03-22")
    assert (report.outcome, report.games, report.props, report.published) == ("success", 0, 0, True)


def test_a_day_without_games_costs_one_request(replay: Replay) -> None:
    past_lab(replay).run_once("2025-03-22")
    assert len(replay.paths()) == 1


def test_a_day_without_games_asked_again_is_unchanged(replay: Replay) -> None:
    lab = past_lab(replay)
    lab.run_once("2025-03-22")
    assert lab.run_once("2025-03-22").outcome == "unchanged"


def test_the_command_for_a_day_without_games_exits_0(replay: Replay, tmp_path: Path) -> None:
    past_lab(replay)
    done = propctl(replay, WEEKS_LATER, tmp_path.as_uri(), "run-once", "--date", "2025-03-22", "--json")
    assert (done.code, done.json["report"]["outcome"], done.json["report"]["props"]) == (0, "success", 0)


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2025-03-18", 0),  # nobody has played
        ("2025-03-19", 74),  # the first game in Tokyo
        ("2025-03-27", 74 + 79),  # both of them
    ],
)
def test_the_first_days_know_this_season_only_as_far_as_it_has_been_played(
    replay: Replay, day: str, known: int
) -> None:
    current = gathered(past_lab(replay), day).history.current
    assert plate_appearances(current) == (known, known)


@pytest.mark.parametrize(("day", "games"), [("2025-03-18", 1), ("2025-03-27", 14)])
def test_the_first_days_are_whole(replay: Replay, day: str, games: int) -> None:
    report = past_lab(replay).run_once(day)
    assert (report.outcome, report.games, report.props) == ("success", games, games * PROPS_A_GAME)


@pytest.mark.parametrize("day", ["2025-03-18", "2025-03-27"])
def test_the_first_days_need_no_note_because_earlier_seasons_are_there(replay: Replay, day: str) -> None:
    report = past_lab(replay).run_once(day)
    assert (report.notes, report.degraded) == ((), ())


def test_the_first_day_says_that_its_history_ends_the_day_before(replay: Replay) -> None:
    lab = past_lab(replay)
    lab.run_once("2025-03-18")
    assert str(lab.read("2025-03-18").manifest.known_through) == "2025-03-17"


def test_yesterday_is_not_built_while_a_game_of_it_is_on(replay: Replay) -> None:
    lab = Lab(replay).at(AFTER_MIDNIGHT)
    with pytest.raises(TemporaryError, match=r"of the 15 games of 2025-06-07 are not over") as refused:
        lab.run_once("2025-06-07")
    assert refused.value.exit_code == ExitCode.TEMPORARY


def test_yesterday_with_a_game_on_leaves_nothing_published(replay: Replay) -> None:
    lab = Lab(replay).at(AFTER_MIDNIGHT)
    with pytest.raises(TemporaryError):
        lab.run_once("2025-06-07")
    assert [*lab.store.list("v1/snapshots/"), *lab.store.list("v1/latest/")] == []


def test_the_command_for_yesterday_with_a_game_on_exits_75(replay: Replay, tmp_path: Path) -> None:
    replay.set_clock(AFTER_MIDNIGHT)
    done = propctl(replay, AFTER_MIDNIGHT, tmp_path.as_uri(), "run-once", "--date", "2025-06-07")
    assert (done.code, done.stdout, "hint:" in done.stderr) == (75, "", True)


def test_yesterday_is_built_once_its_games_are_over(replay: Replay) -> None:
    lab = Lab(replay).at(AFTER_MIDNIGHT)
    with pytest.raises(TemporaryError):
        lab.run_once("2025-06-07")
    report = lab.at("2025-06-08T05:30:00Z").run_once("2025-06-07")
    assert (report.outcome, report.games, report.props) == ("success", 15, 15 * PROPS_A_GAME)


@pytest.mark.parametrize("day", ["2025-03-27", "2025-05-20", "2025-06-29"])
def test_a_past_day_asked_twice_is_unchanged_and_costs_nothing_the_second_time(
    replay: Replay, day: str
) -> None:
    lab = past_lab(replay)
    lab.run_once(day)
    replay.reset()
    again = lab.run_once(day)
    assert (again.outcome, again.requests, replay.paths()) == ("unchanged", 0, [])


def test_a_past_day_asked_twice_keeps_one_manifest(replay: Replay) -> None:
    lab = past_lab(replay)
    lab.run_once("2025-05-20")
    lab.run_once("2025-05-20")
    assert len(lab.manifests()) == 1
