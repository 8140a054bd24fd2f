import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.player_names import folded


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
