import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.player_names import folded, near_players, players_called


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Narváez", "narvaez"),
        ("T.J. O'Neill", "TJ ONeill"),
        ("Pete Crow-Armstrong", "pete  crow armstrong"),
        ("Lance McCullers Jr.", "Lance McCullers Jr"),
        ("Ha\u2011Seong", "Ha Seong"),
    ],
)
def test_names_that_mean_the_same_fold_to_the_same(name: str, other: str) -> None:
    assert folded(name) == folded(other)


@pytest.mark.parametrize(
    ("name", "other"), [("Luis Robert", "Luis Robert Jr."), ("Will Smith", "Will Smyth")]
)
def test_names_that_differ_stay_different(name: str, other: str) -> None:
    assert folded(name) != folded(other)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


SEASON = {
    1: "Luis Robert Jr.",
    2: "Aaron Judge",
    3: "Max Muncy",
    4: "Max Muncy",
    5: "José Ramírez",
    6: "Jose Ramos",
}


@pytest.mark.parametrize(
    ("wanted", "players"),
    [
        ("judge", [2]),
        ("AARON JUDGE", [2]),
        ("2", [2]),
        ("0002", [2]),
        ("99", []),
        ("max muncy", [3, 4]),
        ("luis robert", [1]),
        ("Ramirez", [5]),
        ("jose ram", [5, 6]),
        ("Jose Ramos", [6]),
        ("judgge", []),
        ("%", []),
    ],
)
def test_a_name_means_those_who_are_called_so(wanted: str, players: list[int]) -> None:
    assert players_called(wanted, SEASON) == players


def test_who_has_exactly_the_name_comes_before_who_has_it_in_part() -> None:
    assert players_called("luis garcia", {1: "Luis García", 2: "Luis García Jr."}) == [1]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("judgge", ["Aaron Judge"]),
        ("Aron Judge", ["Aaron Judge"]),
        ("Ramirezz", ["José Ramírez"]),
        ("Muncey", ["Max Muncy"]),
        ("Xavier", []),
        ("%", []),
    ],
)
def test_a_misspelt_name_is_near_the_one_that_was_meant(wanted: str, meant: list[str]) -> None:
    assert near_players(wanted, SEASON.values()) == meant
