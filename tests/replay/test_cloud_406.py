"""A network that the provider refuses all but the bare schedule: what a run does with and without a board."""

from collections.abc import Iterator
from typing import Final

import pytest

from propctl.errors import RefusedError
from tests.replay.board import DAY, codes, latest, published
from tests.replay.lab import Lab
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

EVENING_BEFORE: Final = "2025-06-07T15:00:00Z"
LATER: Final = "2025-06-08T10:30:00Z"
NOON: Final = "2025-06-08T15:00:00Z"


@pytest.fixture(scope="module")
def refusing_process() -> Iterator[Replay]:
    with Replay(cloud_406=True) as refusing:
        yield refusing


@pytest.fixture
def refusing(refusing_process: Replay) -> Replay:
    """A server that answers 406 to every schedule but the bare one, at 2025-06-08T10:00:00Z."""
    refusing_process.reset()
    refusing_process.set_clock("2025-06-08T10:00:00Z")
    return refusing_process


@pytest.fixture
def refused(refusing: Replay, lab: Lab) -> Lab:
    """A morning's board, made on another network, half an hour before the provider's refusals begin."""
    lab.run_once()
    return Lab(refusing, store=lab.store).at(LATER)


def test_on_an_empty_store_a_refused_network_ends_the_run_with_77(refusing: Replay) -> None:
    lab = Lab(refusing)
    with pytest.raises(RefusedError) as failed:
        lab.run_once()
    assert failed.value.exit_code == 77
    assert published(lab.store) == {}


def test_the_refusal_names_provider_and_request_and_what_it_costs(refusing: Replay) -> None:
    with pytest.raises(RefusedError) as failed:
        Lab(refusing).run_once()
    assert failed.value.message.startswith("mlb_stats_api /api/v1/schedule?sportId=1&date=2025-06-08&hydrate")
    assert "406" in failed.value.message
    assert "nothing was published" in failed.value.message


def test_the_refusal_hints_at_another_network(refusing: Replay) -> None:
    with pytest.raises(RefusedError) as failed:
        Lab(refusing).run_once()
    assert "run from a network it accepts" in failed.value.hint


def test_each_refused_form_is_asked_once(refusing: Replay) -> None:
    with pytest.raises(RefusedError):
        Lab(refusing).run_once()
    assert len(refusing.paths()) == len(set(refusing.paths()))


def test_a_refused_run_ends_with_77_over_a_standing_board(refused: Lab) -> None:
    with pytest.raises(RefusedError) as failed:
        refused.run_once()
    assert failed.value.exit_code == 77


def test_a_standing_board_stands_through_a_refused_run(refused: Lab) -> None:
    before = published(refused.store)
    with pytest.raises(RefusedError):
        refused.run_once()
    assert published(refused.store) == before


def test_a_refused_run_names_the_standing_board_and_its_age(refused: Lab) -> None:
    current = latest(refused).snapshot_id
    with pytest.raises(RefusedError) as failed:
        refused.run_once()
    assert f"{current}, checked 30 min ago" in failed.value.message


def test_a_board_stands_through_refusals_once_games_have_begun(refused: Lab) -> None:
    """At 17:00Z one game has begun and closes; the others would lose their line-ups and starters."""
    before = published(refused.store)
    with pytest.raises(RefusedError):
        refused.at("2025-06-08T17:00:00Z").run_once()
    assert published(refused.store) == before


def test_yesterdays_archived_slate_gives_a_reduced_board(refusing: Replay, replay: Replay) -> None:
    lab = Lab(replay).at(EVENING_BEFORE)
    lab.run_once()
    report = Lab(refusing, store=lab.store).run_once()
    assert (report.outcome, report.exit_code(strict=False)) == ("degraded", 0)
    assert "reduced_schedule" in codes(report.degraded)


def test_a_board_from_archived_line_ups_has_batters_and_no_pitchers(refusing: Replay, replay: Replay) -> None:
    lab = Lab(replay).at("2025-06-07T21:00:00Z")
    lab.run_once()
    refused = Lab(refusing, store=lab.store)
    refused.run_once()
    props = refused.read(DAY).props
    assert {(prop.role, prop.lineup_status) for prop in props} == {("batter", "projected")}


def test_when_the_refusals_end_the_whole_board_is_back(refused: Lab, replay: Replay) -> None:
    with pytest.raises(RefusedError):
        refused.run_once()
    report = Lab(replay, store=refused.store).at(NOON).run_once()
    assert (report.outcome, report.degraded) == ("success", ())
