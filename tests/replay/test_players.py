"""Players that are more than one row: in two roles, or with several clubs."""

from collections.abc import Iterator

import pytest

from propctl.domain.market import Market, Role
from propctl.domain.prop import FeaturedProp
from tests.replay.past import WEEKS_LATER, built, gathered, past_lab, rows
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

OHTANI, DEVERS, CIVALE = 660271, 646240, 650644
STARTS = ["2025-06-16", "2025-06-22", "2025-06-28"]
BATS_ONLY = ["2025-06-15", "2025-06-17"]
BATTER_MARKETS = {market for market in Market if market.role is Role.BATTER}


def props_of(replay: Replay, day: str, player_id: int) -> list[FeaturedProp]:
    """A player's props of a past day."""
    return [prop for prop in built(past_lab(replay), day).props if prop.player_id == player_id]


@pytest.fixture(scope="module", params=STARTS)
def start(request: pytest.FixtureRequest, replay_process: Replay) -> list[FeaturedProp]:
    """Shohei Ohtani's props of a day that he starts as pitcher."""
    replay_process.reset()
    return props_of(replay_process, request.param, OHTANI)


def test_a_two_way_player_who_starts_has_the_markets_of_both_roles(start: list[FeaturedProp]) -> None:
    assert {prop.market for prop in start} == set(Market)


def test_a_two_way_players_prop_ids_are_distinct(start: list[FeaturedProp]) -> None:
    assert len({prop.prop_id for prop in start}) == len(start) == 16


def test_a_two_way_player_bats_in_a_place_and_pitches_in_none(start: list[FeaturedProp]) -> None:
    placed = {(prop.role, prop.batting_order) for prop in start}
    assert placed == {(Role.BATTER, 1), (Role.PITCHER, None)}


@pytest.mark.parametrize("day", BATS_ONLY)
def test_a_two_way_player_who_only_bats_is_a_batter(replay: Replay, day: str) -> None:
    assert {prop.market for prop in props_of(replay, day, OHTANI)} == BATTER_MARKETS


def test_a_two_way_player_has_a_record_for_each_role(replay: Replay) -> None:
    """Before 2025-06-22: 354 plate appearances, and 5 batters faced, all on 06-16."""
    current = gathered(past_lab(replay), "2025-06-22").history.current
    batted, pitched = current.batters[OHTANI].counts, current.pitchers[OHTANI].counts
    assert (batted.plate_appearances, pitched.batters_faced) == (354, 5)


@pytest.fixture(scope="module")
def both_forms() -> Iterator[Replay]:
    """A server that answers a total and a row per club for each traded player."""
    with Replay(WEEKS_LATER, traded="both") as replay:
        yield replay


@pytest.mark.parametrize("day", ["2025-05-20", "2025-06-20", "2025-06-30"])
def test_both_forms_of_traded_players_give_the_same_rows(
    replay: Replay, both_forms: Replay, day: str
) -> None:
    assert rows(built(past_lab(both_forms), day)) == rows(built(past_lab(replay), day))


@pytest.fixture(params=["total", "both"])
def either_form(request: pytest.FixtureRequest, replay: Replay) -> Replay:
    both: Replay = request.getfixturevalue("both_forms")
    return both if request.param == "both" else replay


def test_a_traded_batters_sample_is_that_of_all_his_clubs(either_form: Replay) -> None:
    """Rafael Devers before 2025-06-30: 334 for Boston and 54 for San Francisco; 601 in 2024, 656 in 2023."""
    samples = {prop.sample_size for prop in props_of(either_form, "2025-06-30", DEVERS)}
    assert samples == {334 + 54 + 601 + 656}


def test_a_traded_batter_plays_for_his_club_of_the_day(either_form: Replay) -> None:
    clubs = [
        {prop.team for prop in props_of(either_form, day, DEVERS)} for day in ("2025-06-15", "2025-06-17")
    ]
    assert clubs == [{"BOS"}, {"SF"}]


def test_a_traded_pitchers_sample_is_that_of_all_his_clubs(either_form: Replay) -> None:
    """Aaron Civale before 2025-06-21: 94 batters for Milwaukee, 24 for Chicago; 689 in 2024, 504 in 2023."""
    samples = {prop.sample_size for prop in props_of(either_form, "2025-06-21", CIVALE)}
    assert samples == {94 + 24 + 689 + 504}
