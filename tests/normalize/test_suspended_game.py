"""The suspended-game rule: what was played later is taken out of the totals again."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.stats import BatterTotals, BattingCounts, PitcherTotals, PitchingCounts, SeasonTotals
from propctl.normalize.boxscore import BoxLine
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.suspended_game import without_game

SEASON = SeasonTotals(
    2025,
    batters={
        1: BatterTotals(1, "Player 1", 147, BattingCounts(plate_appearances=100, at_bats=90, hits=30)),
        2: BatterTotals(2, "Player 2", 147, BattingCounts(plate_appearances=50, at_bats=45, hits=9)),
    },
    pitchers={
        3: PitcherTotals(3, "Player 3", 111, PitchingCounts(batters_faced=200, outs=150, strikeouts=60))
    },
)


def batted(player_id: int, **counts: int) -> BoxLine:
    return BoxLine(player_id, "", 147, 1, BattingCounts(**counts), None)


def pitched(player_id: int, **counts: int) -> BoxLine:
    return BoxLine(player_id, "", 111, None, None, PitchingCounts(**counts))


def test_a_batters_game_is_taken_out() -> None:
    remaining = without_game(SEASON, [batted(1, plate_appearances=4, at_bats=4, hits=2)])
    assert remaining.batters[1].counts == BattingCounts(plate_appearances=96, at_bats=86, hits=28)


def test_a_pitchers_game_is_taken_out() -> None:
    remaining = without_game(SEASON, [pitched(3, batters_faced=20, outs=15, strikeouts=6)])
    assert remaining.pitchers[3].counts == PitchingCounts(batters_faced=180, outs=135, strikeouts=54)


@pytest.mark.parametrize("name", [field.name for field in fields(BattingCounts)])
def test_every_batting_count_of_the_game_is_taken_out(name: str) -> None:
    once = BattingCounts(**{"plate_appearances": 1} | {name: 1})
    season = SeasonTotals(2025, batters={1: BatterTotals(1, "", 147, once)})
    remaining = without_game(season, [BoxLine(1, "", 147, 1, once, None)])
    assert remaining.batters[1].counts == BattingCounts()


@pytest.mark.parametrize("name", [field.name for field in fields(PitchingCounts)])
def test_every_pitching_count_of_the_game_is_taken_out(name: str) -> None:
    once = PitchingCounts(**{"batters_faced": 1} | {name: 1})
    season = SeasonTotals(2025, pitchers={3: PitcherTotals(3, "", 111, once)})
    remaining = without_game(season, [BoxLine(3, "", 111, None, None, once)])
    assert remaining.pitchers[3].counts == PitchingCounts()


def test_players_who_were_not_in_the_game_keep_their_totals() -> None:
    remaining = without_game(SEASON, [batted(1, plate_appearances=4)])
    assert (remaining.batters[2], remaining.pitchers) == (SEASON.batters[2], SEASON.pitchers)


def test_the_totals_given_are_left_as_they_were() -> None:
    before = dict(SEASON.batters)
    without_game(SEASON, [batted(1, plate_appearances=4)])
    assert SEASON.batters == before


@given(st.integers(0, 100), st.integers(0, 30))
def test_a_game_put_back_gives_the_totals_again(plate_appearances: int, hits: int) -> None:
    played = BattingCounts(plate_appearances=plate_appearances, hits=hits)
    remaining = without_game(SEASON, [BoxLine(1, "", 147, 1, played, None)])
    assert remaining.batters[1].counts.plus(played) == SEASON.batters[1].counts


def test_a_pinch_runner_needs_no_totals() -> None:
    assert without_game(SEASON, [batted(99, plate_appearances=0)]) == SEASON


def test_a_pinch_runners_steals_and_runs_are_taken_out() -> None:
    once = BatterTotals(1, "", 147, BattingCounts(plate_appearances=10, runs=3, stolen_bases=2))
    remaining = without_game(
        SeasonTotals(2025, batters={1: once}), [batted(1, plate_appearances=0, runs=1, stolen_bases=1)]
    )
    assert remaining.batters[1].counts == BattingCounts(plate_appearances=10, runs=2, stolen_bases=1)


@pytest.mark.parametrize(
    "line",
    [batted(99, plate_appearances=1), pitched(99, batters_faced=1), batted(3, plate_appearances=1)],
    ids=["batter", "pitcher", "pitcher-who-batted"],
)
def test_a_player_whom_the_totals_lack_is_an_error(line: BoxLine) -> None:
    with pytest.raises(PayloadShapeError, match=f"player {line.player_id} did in a suspended game"):
        without_game(SEASON, [line])


@pytest.mark.parametrize(
    "line", [batted(2, plate_appearances=51), pitched(3, batters_faced=201)], ids=["batter", "pitcher"]
)
def test_totals_that_cannot_have_held_the_game_are_an_error(line: BoxLine) -> None:
    with pytest.raises(PayloadShapeError, match="the totals lack"):
        without_game(SEASON, [line])


def test_a_scorers_change_between_both_answers_floors_at_zero() -> None:
    remaining = without_game(SEASON, [batted(2, plate_appearances=50, hits=10)])
    assert remaining.batters[2].counts.hits == 0


def test_a_player_who_was_left_out_of_partial_totals_has_nothing_to_subtract() -> None:
    """Neither is what he did in the game in them."""
    lines = [batted(99, plate_appearances=4), pitched(98, batters_faced=20)]
    assert without_game(SEASON, lines, partial=True) == SEASON


def test_partial_totals_must_contain_what_is_subtracted_all_the_same() -> None:
    with pytest.raises(PayloadShapeError, match="player 1 "):
        without_game(SEASON, [batted(1, plate_appearances=5000)], partial=True)
