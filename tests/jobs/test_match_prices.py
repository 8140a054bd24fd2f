"""Which price belongs to which prop: never guessed, always told."""

from datetime import timedelta
from typing import Any

import pytest

from propctl.domain.market import Market, Role
from propctl.domain.quote import LeftOut, Quote
from propctl.domain.slate import GameState, Player, Side
from propctl.jobs.match_prices import (
    ClosedPlayers,
    ListedPlayer,
    Namesakes,
    closed_players,
    format_left_out,
    match,
    players_by_name,
)
from tests.jobs.builds import AT_TEN, a_game

HITS, STRIKEOUTS = Market.BATTER_HITS, Market.PITCHER_STRIKEOUTS
MINUTE = timedelta(minutes=1)
NO_BLOBS = ClosedPlayers()
NOBODY_ELSE: Namesakes = {}


def listed(
    player_id: int = 1, name: str = "José Pérez Jr.", game_id: int = 10, **changes: Any
) -> ListedPlayer:
    fields: dict[str, Any] = {
        "team": "NYY",
        "opponent": "BOS",
        "role": Role.BATTER,
        "closes_at": AT_TEN,
    } | changes
    return ListedPlayer(game_id=game_id, player_id=player_id, name=name, **fields)


def a_quote(row: int = 2, player: str = "jose perez jr", **changes: Any) -> Quote:
    fields: dict[str, Any] = {
        "market": HITS,
        "line": 0.5,
        "over_odds": -150,
        "under_odds": 120,
        "book": "Book",
        "captured_at": AT_TEN - MINUTE,
    }
    return Quote(row=row, player=player, **(fields | changes))


def reasons(
    quotes: list[Quote],
    players: list[ListedPlayer],
    closed: ClosedPlayers = NO_BLOBS,
    namesakes: Namesakes = NOBODY_ELSE,
) -> list[str]:
    prices, left_out = match(quotes, players, closed, namesakes)
    assert prices == {}
    return [row.reason for row in left_out]


def test_a_price_finds_its_player_by_name() -> None:
    quote = a_quote()
    assert match([quote], [listed()], NO_BLOBS, NOBODY_ELSE) == ({(10, 1, HITS): (quote,)}, ())


def test_an_id_wins_over_the_name() -> None:
    quote = a_quote(player="Somebody Else", player_id=2)
    prices, _ = match([quote], [listed(), listed(2, "Another")], NO_BLOBS, NOBODY_ELSE)
    assert list(prices) == [(10, 2, HITS)]


def test_an_unknown_player_is_told() -> None:
    said = "no batter Some Body (team BOS) in an open game"
    assert reasons([a_quote(player="Some Body", team="BOS")], [listed()]) == [said]


def test_a_name_that_lacks_its_suffix_is_not_guessed() -> None:
    assert reasons([a_quote(player="José Pérez")], [listed()]) == ["no batter José Pérez in an open game"]


def test_a_batter_has_no_pitchers_prices() -> None:
    assert reasons([a_quote(market=STRIKEOUTS)], [listed()]) == ["no pitcher jose perez jr in an open game"]


def test_namesakes_are_told_apart_by_club_and_not_guessed_without() -> None:
    players = [listed(1), listed(2, team="BOS")]
    assert reasons([a_quote()], players) == ["2 players are called jose perez jr: give player_id or team"]
    prices, _ = match([a_quote(team="BOS")], players, NO_BLOBS, NOBODY_ELSE)
    assert list(prices) == [(10, 2, HITS)]


SEASON = {1: "José Pérez Jr.", 2: "Jose Perez, Jr.", 3: "José Pérez"}
TWO = "2 players of the season are called jose perez jr"


@pytest.mark.parametrize(
    ("clubs", "row", "reason"),
    [
        ({}, {}, f"{TWO}: give player_id or team"),
        ({2: frozenset({"SEA"})}, {}, f"{TWO}: give player_id or team"),
        ({2: frozenset({"NYY"})}, {"team": "NYY"}, f"{TWO}: give player_id"),
        ({2: None}, {"team": "NYY"}, f"{TWO}: give player_id"),
        ({2: frozenset({"BOS"})}, {"game_id": 10}, f"{TWO}: give player_id or team"),
    ],
    ids=["bench", "another-club", "same-club", "club-unknown", "same-game"],
)
def test_a_name_that_another_player_of_the_season_has_is_not_guessed(
    clubs: dict[int, frozenset[str] | None], row: dict[str, Any], reason: str
) -> None:
    assert reasons([a_quote(**row)], [listed()], namesakes=players_by_name(SEASON, clubs)) == [reason]


@pytest.mark.parametrize(
    ("clubs", "row"),
    [
        ({2: frozenset({"NYY"})}, {"player_id": 1}),
        ({2: frozenset({"SEA"})}, {"team": "NYY"}),
        ({2: frozenset({"BOS"})}, {"team": "NYY"}),
        ({}, {"team": "NYA"}),
        ({2: frozenset({"SEA"})}, {"game_id": 10}),
    ],
    ids=["id", "club", "opponents-player", "has-not-played", "game"],
)
def test_a_row_that_says_which_namesake_it_means_finds_him(
    clubs: dict[int, frozenset[str] | None], row: dict[str, Any]
) -> None:
    prices, left_out = match([a_quote(**row)], [listed()], NO_BLOBS, players_by_name(SEASON, clubs))
    assert (list(prices), left_out) == ([(10, 1, HITS)], ())


def test_a_price_between_an_open_and_a_closed_namesake_is_told() -> None:
    closed = ClosedPlayers(frozenset({2}), frozenset({"jose perez jr"}), frozenset({20}))
    namesakes = players_by_name(SEASON, {})
    assert reasons([a_quote()], [listed()], closed, namesakes) == [f"{TWO}: give player_id or team"]


@pytest.mark.parametrize("team", ["CHW", "CWS", "cha", "White Sox"])
def test_a_club_may_be_written_as_any_feed_writes_it(team: str) -> None:
    assert reasons([a_quote(team=team)], [listed(team="NYY")]) == [
        f"no batter jose perez jr (team {team}) in an open game"
    ]
    prices, _ = match([a_quote(team=team)], [listed(team="CWS")], NO_BLOBS, NOBODY_ELSE)
    assert list(prices) == [(10, 1, HITS)]


def test_games_of_a_doubleheader_are_told_apart_by_id_and_not_guessed_without() -> None:
    players = [listed(game_id=10), listed(game_id=20)]
    assert reasons([a_quote()], players) == ["jose perez jr plays in 2 games: give game_id"]
    prices, _ = match([a_quote(game_id=20)], players, NO_BLOBS, NOBODY_ELSE)
    assert list(prices) == [(20, 1, HITS)]


def test_a_price_from_after_the_boards_instant_is_left_out() -> None:
    late = a_quote(captured_at=AT_TEN + MINUTE)
    assert reasons([late], [listed()]) == [
        "captured at 2025-06-08T10:01:00Z, after 2025-06-08T10:00:00Z: the board may not know it"
    ]


def test_a_price_of_the_boards_instant_counts() -> None:
    assert match([a_quote(captured_at=AT_TEN)], [listed()], NO_BLOBS, NOBODY_ELSE)[1] == ()


def test_the_latest_price_of_a_book_stands() -> None:
    older, newer = a_quote(2), a_quote(3, over_odds=-170, captured_at=AT_TEN)
    for quotes in ([older, newer], [newer, older]):
        assert match(quotes, [listed()], NO_BLOBS, NOBODY_ELSE) == ({(10, 1, HITS): (newer,)}, ())


def test_books_and_lines_stand_beside_each_other_in_one_order() -> None:
    quotes = [a_quote(2, book="B"), a_quote(3, book="A", line=1.5), a_quote(4, book="A")]
    prices, _ = match(quotes, [listed()], NO_BLOBS, NOBODY_ELSE)
    assert [quote.row for quote in prices[10, 1, HITS]] == [4, 3, 2]


def test_the_same_price_twice_is_one() -> None:
    prices, left_out = match([a_quote(2), a_quote(3)], [listed()], NO_BLOBS, NOBODY_ELSE)
    assert (len(prices[10, 1, HITS]), left_out) == (1, ())


def test_two_prices_of_one_instant_are_both_left_out() -> None:
    said = "lines 2, 3 are different prices of one book at one instant"
    assert reasons([a_quote(2), a_quote(3, over_odds=-140)], [listed()]) == [said, said]


@pytest.mark.parametrize(
    "quote", [a_quote(), a_quote(player="x", player_id=1), a_quote(player="x", game_id=10)]
)
def test_a_player_whose_game_has_begun_is_passed_over_in_silence(quote: Quote) -> None:
    closed = ClosedPlayers(frozenset({1}), frozenset({"jose perez jr"}), frozenset({10}))
    assert match([quote], [], closed, NOBODY_ELSE) == ({}, ())


def test_whoever_the_slate_names_in_closed_games_is_gone() -> None:
    away = Side(111, "BOS", lineup=(Player(1, "José Pérez"),), starter=Player(2, "Some Starter"))
    game = a_game(10, GameState.STARTED)
    closed = type(game)(**{name: getattr(game, name) for name in game.__slots__} | {"away": away})
    assert closed_players([closed]) == ClosedPlayers(
        frozenset({1, 2}), frozenset({"jose perez", "some starter"}), frozenset({10})
    )


def test_rows_left_out_are_told_in_one_line_by_reason() -> None:
    left_out = [LeftOut(row=row, reason="without date") for row in range(2, 7)]
    left_out += [LeftOut(row=10 + n, reason=f"reason {n}") for n in range(3)]
    assert format_left_out(left_out) == (
        "8 rows of the line file left out: lines 2, 3, 4 and 2 more: without date; line 10: reason 0; "
        "line 11: reason 1; and 1 more"
    )
    assert format_left_out(left_out[:1]) == "1 row of the line file left out: line 2: without date"
