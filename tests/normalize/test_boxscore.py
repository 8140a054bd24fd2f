from dataclasses import replace

import pytest

from propctl.domain.stats import BattingCounts
from propctl.normalize.boxscore import BoxLine, read_boxscore
from propctl.normalize.payload import PayloadShapeError
from tests.normalize.payloads import Document, as_body, box_player, boxscore

LINE: Document = {
    "plateAppearances": 4, "atBats": 3, "hits": 2, "doubles": 1, "triples": 0, "homeRuns": 0,
    "baseOnBalls": 1, "strikeOuts": 1, "runs": 1, "rbi": 2, "stolenBases": 1, "caughtStealing": 0,
}  # fmt: skip
OUTING: Document = {
    "battersFaced": 24, "outs": 18, "hits": 5, "homeRuns": 1, "baseOnBalls": 2, "strikeOuts": 7,
    "gamesPlayed": 1, "gamesStarted": 1, "runs": 3, "earnedRuns": 2,
}  # fmt: skip


def read(*players: Document) -> tuple[BoxLine, ...]:
    return read_boxscore(as_body(boxscore([], list(players))))


def only(*players: Document) -> BoxLine:
    (line,) = read(*players)
    return line


def test_the_visiting_club_comes_first() -> None:
    lines = read_boxscore(as_body(boxscore([box_player(1)], [box_player(2)])))
    assert [(line.player_id, line.team_id) for line in lines] == [(1, 111), (2, 147)]


@pytest.mark.parametrize(("order", "slot"), [("100", 1), ("300", 3), ("900", 9)])
def test_whoever_has_a_round_number_started_in_that_slot(order: str, slot: int) -> None:
    assert only(box_player(1, order=order, batting=LINE)).batting_order == slot


@pytest.mark.parametrize("order", ["101", "301", "903"])
def test_whoever_came_in_later_has_no_slot(order: str) -> None:
    assert only(box_player(1, order=order, batting=LINE)).batting_order is None


def test_whoever_did_not_appear_has_no_slot() -> None:
    assert only(box_player(1)).batting_order is None


@pytest.mark.parametrize("order", ["", "3", "3000", "3rd"])
def test_an_order_of_another_form_is_an_error(order: str) -> None:
    with pytest.raises(PayloadShapeError, match=r"battingOrder: .* is not three digits"):
        read(box_player(1, order=order))


def test_a_batters_line_is_read() -> None:
    known = BattingCounts(plate_appearances=4, at_bats=3, hits=2, doubles=1, walks=1, strikeouts=1)
    expected = replace(known, runs=1, rbi=2, stolen_bases=1)
    assert only(box_player(1, order="100", batting=LINE)).batting == expected


def test_a_pitchers_line_is_read() -> None:
    pitching = only(box_player(1, pitching=OUTING)).pitching
    assert pitching is not None
    assert (pitching.outs, pitching.strikeouts, pitching.runs, pitching.earned_runs) == (18, 7, 3, 2)


def test_season_figures_are_never_read() -> None:
    line = only(box_player(1))
    assert (line.batting, line.pitching) == (None, None)


def test_a_two_way_player_has_both_lines() -> None:
    line = only(box_player(1, order="200", batting=LINE, pitching=OUTING))
    assert line.batting is not None
    assert line.pitching is not None


def test_a_missing_count_is_named() -> None:
    lacking = {name: value for name, value in LINE.items() if name != "hits"}
    with pytest.raises(PayloadShapeError, match="hits"):
        read(box_player(1, order="100", batting=lacking))


def test_a_game_without_its_clubs_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="teams"):
        read_boxscore(b"{}")


def test_an_empty_object_is_no_line_however_it_is_spelt() -> None:
    body = as_body(boxscore([], [box_player(1)])).replace(b'"batting": {}', b'"batting": { }')
    assert read_boxscore(body)[0].batting is None
