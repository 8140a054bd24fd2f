"""Names in filters: on the board, of the season, or nobody's."""

import pytest

from propctl.domain.query import PropQuery
from propctl.errors import UsageError
from propctl.jobs.check_filters import Names, check_filters
from tests.domain.props import a_prop

BOARD = (a_prop(1, player_name="Aaron Judge", team="NYY"), a_prop(2, player_name="José Ramírez", team="CLE"))
SEASON = {1: "Aaron Judge", 2: "José Ramírez", 3: "Mike Trout", 4: "Max Muncy", 5: "Max Muncy"}


def checked(query: PropQuery, season: Names | None = SEASON, namespace: str = "live") -> list[str]:
    return check_filters(query, BOARD, namespace, lambda: season)


def never_read() -> Names:
    raise AssertionError("the season's players were read")


def test_the_season_is_not_read_for_those_on_the_board() -> None:
    query = PropQuery(players=("judge", "2"), teams=("cle", "Yankees"))
    assert check_filters(query, BOARD, "live", never_read) == []


@pytest.mark.parametrize("wanted", ["trout", "3", "Mike Trout"])
def test_a_player_of_the_season_may_have_no_props(wanted: str) -> None:
    assert checked(PropQuery(players=(wanted,))) == ["Mike Trout (3) has no props on this board"]


def test_several_players_of_one_name_are_counted() -> None:
    absence = "none of the 2 players called 'max muncy' has props on this board"
    assert checked(PropQuery(players=("max muncy",))) == [absence]


@pytest.mark.parametrize("wanted", ["SEA", "OAK", "Padres", "WSN"])
def test_a_club_of_the_league_may_have_no_props(wanted: str) -> None:
    (absence,) = checked(PropQuery(teams=(wanted,)))
    assert absence.endswith(" has no props on this board")


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [("judgge", "did you mean Aaron Judge?"), ("Zzyzx", "give an MLBAM id"), ("999", "give an MLBAM id")],
)
def test_a_name_that_nobody_has_is_wrong_usage(wanted: str, hint: str) -> None:
    with pytest.raises(UsageError, match="no player of the season") as refused:
        checked(PropQuery(players=("judge", wanted)))
    assert refused.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("wanted", "hint"), [("NYK", "did you mean NYY or NYM? known: ATH, ATL"), ("XYZ", "known: ATH, ATL")]
)
def test_a_club_that_the_league_does_not_have_is_wrong_usage(wanted: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"unknown club '{wanted}'") as refused:
        checked(PropQuery(teams=("NYY", wanted)))
    assert refused.value.hint.startswith(hint)


def test_a_club_on_the_board_is_known_although_no_table_has_it() -> None:
    board = (a_prop(team="LV"),)
    assert check_filters(PropQuery(teams=("lv",)), board, "live", never_read) == []
    with pytest.raises(UsageError) as refused:
        check_filters(PropQuery(teams=("LVX",)), board, "live", never_read)
    assert refused.value.hint.startswith("did you mean LV? ")


def test_the_sample_league_has_clubs_of_its_own() -> None:
    assert checked(PropQuery(teams=("cop",)), namespace="sample") == ["COP has no props on this board"]
    with pytest.raises(UsageError, match="unknown club 'ASH'"):
        checked(PropQuery(teams=("ASH",)), namespace="live")
    with pytest.raises(UsageError, match="unknown club 'SEA'"):
        checked(PropQuery(teams=("SEA",)), namespace="sample")


def test_without_the_seasons_list_a_strange_name_is_no_error() -> None:
    gone = "there is no list of the season's players to check it by"
    assert checked(PropQuery(players=("judgge", "3")), season=None) == [
        f"nobody on this board is called 'judgge'; {gone}; did you mean Aaron Judge?",
        f"nobody on this board has the id 3; {gone}",
    ]
