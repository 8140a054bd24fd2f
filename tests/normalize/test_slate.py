import datetime as dt

import pytest

from propctl.domain.slate import Game, GameState, Player, Slate
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.slate import read_slate
from tests.normalize import payloads
from tests.normalize.payloads import (
    DAY,
    EMPTY_SCHEDULE,
    Document,
    as_body,
    club,
    game,
    nine,
    schedule,
    status,
)

ON = dt.date.fromisoformat(DAY)


def slate_of(*games: Document) -> Slate:
    return read_slate(as_body(schedule(*games)), ON)


def only(slate: Slate) -> Game:
    (one,) = slate.games
    return one


def state_of(code: str) -> GameState:
    return only(slate_of(game(code=code))).state


def test_a_game_is_read_with_clubs_starters_and_venue() -> None:
    found = only(slate_of(game()))
    assert (found.game_pk, found.venue_id, found.away.abbreviation, found.home.starter) == (
        900001,
        3313,
        "BOS",
        Player(5002, "Player 5002"),
    )


def test_a_start_time_is_aware_utc() -> None:
    assert only(slate_of(game())).start_time == dt.datetime(2025, 6, 8, 17, 35, tzinfo=dt.UTC)


def test_games_come_in_the_order_of_their_keys() -> None:
    assert [one.game_pk for one in slate_of(game(9), game(7), game(8)).games] == [7, 8, 9]


def test_a_day_without_games_is_an_empty_slate() -> None:
    assert read_slate(as_body(EMPTY_SCHEDULE), ON) == Slate(ON, ())


def test_an_answer_for_another_date_is_refused() -> None:
    with pytest.raises(PayloadShapeError, match="asked for 2025-06-08, answered 2025-06-07"):
        read_slate(as_body(schedule(game(), day="2025-06-07")), ON)


def test_fewer_games_than_announced_are_an_error() -> None:
    with pytest.raises(PayloadShapeError, match=r"1 games where .*2"):
        read_slate(as_body(schedule(game(), announced=2)), ON)


def test_the_same_game_twice_does_not_make_up_for_a_missing_one() -> None:
    with pytest.raises(PayloadShapeError, match=r"1 games where .*2"):
        read_slate(as_body(schedule(game(), game())), ON)


def test_an_exact_duplicate_beyond_the_announced_games_is_dropped() -> None:
    document = schedule(game(1), game(2), game(1), announced=2)
    assert [one.game_pk for one in read_slate(as_body(document), ON).games] == [1, 2]


def test_added_and_reordered_keys_change_nothing() -> None:
    reordered = dict(reversed(game(surprise={"new": [1]}).items()))
    assert slate_of(reordered) == slate_of(game())


@pytest.mark.parametrize(
    "key", ["gamePk", "gameType", "officialDate", "gameDate", "gameNumber", "status", "venue"]
)
def test_a_missing_key_is_named(key: str) -> None:
    lacking = {name: value for name, value in game().items() if name != key}
    with pytest.raises(PayloadShapeError, match=rf"dates.*{key}"):
        slate_of(lacking)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("S", GameState.OPEN),
        ("P", GameState.OPEN),
        ("I", GameState.STARTED),
        ("M", GameState.STARTED),
        ("N", GameState.STARTED),
        ("F", GameState.FINAL),
        ("O", GameState.FINAL),
        ("D", GameState.POSTPONED),
        ("C", GameState.CANCELLED),
        ("T", GameState.SUSPENDED),
        ("U", GameState.SUSPENDED),
    ],
)
def test_each_status_has_its_state(code: str, state: GameState) -> None:
    assert state_of(code) is state


@pytest.mark.parametrize("code", ["W", "X", "?", "", "SP"])
def test_an_unknown_status_closes_the_game(code: str) -> None:
    assert state_of(code) is not GameState.OPEN


@pytest.mark.parametrize("detailed", ["Delayed Start", "Delayed Start: Rain", "Warmup"])
def test_a_game_that_is_held_up_is_marked(detailed: str) -> None:
    assert only(slate_of(game(status=status("P", detailed)))).holding


@pytest.mark.parametrize(
    ("detailed", "delayed"), [("Delayed Start: Rain", True), ("Warmup", False), ("Scheduled", False)]
)
def test_a_warm_up_is_no_delay(detailed: str, delayed: bool) -> None:
    assert only(slate_of(game(status=status("P", detailed)))).delayed is delayed


@pytest.mark.parametrize("game_type", ["S", "E", "A", "I"])
def test_games_that_count_for_nothing_are_left_out(game_type: str) -> None:
    assert slate_of(game(gameType=game_type)).games == ()


@pytest.mark.parametrize("game_type", ["R", "F", "D", "L", "W"])
def test_season_and_post_season_are_kept(game_type: str) -> None:
    assert len(slate_of(game(gameType=game_type)).games) == 1


def tombstone() -> Document:
    """A postponed game on the day it was taken from: the official date is already the makeup day's."""
    return game(code="D", officialDate="2025-08-09", rescheduleDate="2025-08-09T17:15:00Z")


def test_a_postponed_game_stays_on_the_day_it_was_taken_from() -> None:
    found = only(slate_of(tombstone()))
    assert (found.state, found.official_date) == (GameState.POSTPONED, ON)


def test_a_makeup_game_is_listed_on_its_new_day() -> None:
    makeup = game(
        doubleHeader="S",
        rescheduledFrom="2025-04-06T17:35:00Z",
        rescheduledFromDate="2025-04-06",
        gameNumber=2,
    )
    found = only(slate_of(makeup))
    assert (found.state, found.game_number) == (GameState.OPEN, 2)


def test_both_games_of_a_doubleheader_are_kept() -> None:
    second = game(900002, gameNumber=2, doubleHeader="Y", status=status("S", start_time_tbd=True))
    assert [(one.game_number, one.start_time_tbd) for one in slate_of(game(), second).games] == [
        (1, False),
        (2, True),
    ]


def test_the_row_that_is_played_wins_over_the_tombstone_of_the_same_day() -> None:
    document = schedule(game(code="D"), game(), announced=1)
    assert only(read_slate(as_body(document), ON)).state is GameState.OPEN


def test_the_resumption_of_a_suspended_game_is_left_out() -> None:
    resumption = game(officialDate="2025-06-06", resumedFrom="2025-06-06T23:05:00Z", code="I")
    assert [one.game_pk for one in slate_of(game(900007), resumption | {"gamePk": 900002}).games] == [900007]


def test_a_suspended_game_stays_on_the_day_it_began() -> None:
    assert only(slate_of(game(code="U", resumeDate="2025-06-09T17:00:00Z"))).state is GameState.SUSPENDED


def test_a_starter_who_is_not_announced_is_unknown() -> None:
    teams = {"away": club(111), "home": club(147)}
    assert only(slate_of(game(teams=teams))).away.starter is None


def test_a_posted_line_up_is_in_batting_order() -> None:
    found = only(slate_of(game(lineups={"awayPlayers": nine(100), "homePlayers": nine(200)[::-1]})))
    assert found.home.lineup is not None
    assert [player.player_id for player in found.home.lineup] == list(range(208, 199, -1))


@pytest.mark.parametrize(
    "players",
    [[], nine(100)[:8], nine(100) + nine(200)[:1], nine(100)[:8] + nine(100)[:1]],
    ids=["none", "eight", "ten", "twice-the-same"],
)
def test_a_line_up_that_is_not_whole_is_not_posted(players: list[Document]) -> None:
    assert only(slate_of(game(lineups={"awayPlayers": players}))).away.lineup is None


def test_line_ups_are_unknown_until_the_key_is_there() -> None:
    assert only(slate_of(game())).home.lineup is None


def bare(team_id: int) -> Document:
    return {"team": {"id": team_id, "name": "A club", "link": f"/api/v1/teams/{team_id}"}}


def test_the_bare_form_takes_abbreviations_from_the_table() -> None:
    found = only(slate_of(game(teams={"away": bare(133), "home": bare(109)})))
    assert (found.away.abbreviation, found.home.abbreviation) == ("ATH", "AZ")


def test_the_bare_form_is_marked_as_reduced() -> None:
    assert read_slate(as_body(schedule(game())), ON, reduced=True).reduced


def test_a_club_that_nobody_knows_is_to_be_determined() -> None:
    found = only(slate_of(game(teams={"away": bare(4999), "home": bare(109)})))
    assert (found.away.abbreviation, found.home.abbreviation) == ("TBD", "AZ")


def test_an_abbreviation_of_the_answer_wins_over_the_table() -> None:
    teams = {"away": payloads.club(133), "home": payloads.club(147)}
    teams["away"]["team"]["abbreviation"] = "OAK"
    assert only(slate_of(game(teams=teams))).away.abbreviation == "OAK"


def test_a_start_time_without_its_zone_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="gameDate"):
        slate_of(game(gameDate=f"{DAY}T17:35:00"))
