from dataclasses import astuple

from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.stats import BattingCounts, PitchingCounts

numbers = st.integers(0, 800)
batting = st.builds(BattingCounts, *[numbers] * 14)
pitching = st.builds(PitchingCounts, *[numbers] * 11)


@given(batting, batting)
def test_what_is_added_can_be_taken_away_again(one: BattingCounts, other: BattingCounts) -> None:
    assert one.plus(other).minus(other) == one


@given(pitching, pitching)
def test_addition_does_not_depend_on_the_order(one: PitchingCounts, other: PitchingCounts) -> None:
    assert one.plus(other) == other.plus(one)


@given(batting, batting)
def test_sums_are_field_by_field(one: BattingCounts, other: BattingCounts) -> None:
    expected = tuple(a + b for a, b in zip(astuple(one), astuple(other), strict=True))
    assert astuple(one.plus(other)) == expected


def test_singles_are_the_hits_that_are_nothing_more() -> None:
    assert BattingCounts(hits=10, doubles=3, triples=1, home_runs=2).singles == 4
