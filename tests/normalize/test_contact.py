from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.contact import NO_CONTACT, BatterContact, PitcherContact
from propctl.normalize.contact import CONTACT_COLUMNS, contact_of

Pitch = tuple[date, int, int, str, float | None, int | None]
SCHEMA = dict(
    zip(CONTACT_COLUMNS, (pl.Date, pl.Int32, pl.Int32, pl.String, pl.Float64, pl.Int32), strict=True)
)
FIRST, SECOND = date(2025, 4, 1), date(2025, 4, 2)

DESCRIPTIONS = (
    "ball", "blocked_ball", "called_strike", "swinging_strike", "swinging_strike_blocked", "foul", "foul_tip",
    "hit_into_play", "foul_bunt", "automatic_ball", "automatic_strike", "hit_by_pitch",
)  # fmt: skip
PITCHES = st.lists(
    st.tuples(
        st.sampled_from([FIRST, SECOND]), st.integers(1, 3), st.integers(7, 9), st.sampled_from(DESCRIPTIONS),
        st.none() | st.floats(40.0, 120.0), st.none() | st.integers(1, 6),
    ),
    max_size=40,
)  # fmt: skip


def frame(*pitches: Pitch) -> pl.DataFrame:
    return pl.DataFrame(pitches, schema=SCHEMA, orient="row")


def batter(*pitches: Pitch) -> BatterContact:
    return contact_of([frame(*pitches)]).batters[1]


def pitch(description: str, speed: float | None = None, kind: int | None = None) -> Pitch:
    return (FIRST, 1, 7, description, speed, kind)


def test_a_plate_appearance_is_counted() -> None:
    at_bat = [
        pitch("ball"), pitch("called_strike"), pitch("foul", 70.0), pitch("swinging_strike"),
        pitch("blocked_ball"), pitch("foul_tip"), pitch("hit_into_play", 104.0, 6),
    ]  # fmt: skip
    counted = contact_of([frame(*at_bat)])
    assert counted.batters[1] == BatterContact(
        pitches=7, balls=2, swings=4, whiffs=2, batted_balls=1, barrels=1, hard_hit=1
    )
    assert counted.pitchers[7] == PitcherContact(pitches=7, balls=2)
    assert counted.days == 1


@pytest.mark.parametrize(
    ("speed", "kind", "counts"),
    [
        (float("nan"), 6, (1, 1, 0)),
        (float("inf"), 6, (1, 1, 0)),
        (400.0, 6, (1, 1, 0)),
        (-5.0, 6, (1, 1, 0)),
        (104.0, 9, (0, 0, 0)),
        (104.0, 0, (0, 0, 0)),
        (104.0, 6, (1, 1, 1)),
    ],
)
def test_what_cannot_have_been_measured_counts_as_empty_in_days_landed_earlier(
    speed: float, kind: int, counts: tuple[int, int, int]
) -> None:
    counted = batter(pitch("hit_into_play", speed, kind))
    assert (counted.batted_balls, counted.barrels, counted.hard_hit) == counts


@pytest.mark.parametrize(
    "description",
    ["automatic_ball", "automatic_strike", "pitchout", "missed_bunt", "foul_bunt", "bunt_foul_tip", "new"],
)
def test_what_is_not_thrown_to_be_hit_counts_nowhere(description: str) -> None:
    assert batter(pitch("ball"), pitch(description, 99.0, 6)) == BatterContact(pitches=1, balls=1)


def test_a_foul_ball_is_no_batted_ball() -> None:
    assert batter(pitch("foul", 101.0, None)).batted_balls == 0


def test_a_ball_in_play_that_was_not_measured_is_only_a_swing() -> None:
    assert batter(pitch("hit_into_play")) == BatterContact(pitches=1, swings=1)


@pytest.mark.parametrize(("speed", "hard"), [(94.9, 0), (95.0, 1), (None, 0)])
def test_hard_hit_begins_at_ninety_five(speed: float | None, hard: int) -> None:
    assert batter(pitch("hit_into_play", speed, 4)).hard_hit == hard


def test_a_missing_description_counts_nowhere() -> None:
    rows = frame(pitch("ball"), pitch("ball")).with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then("description").alias("description")
    )
    assert contact_of([rows]).batters[1].pitches == 1


def test_no_days_are_no_contact() -> None:
    assert contact_of([]) == NO_CONTACT


def test_a_day_without_rows_adds_nothing() -> None:
    assert contact_of([frame()]) == NO_CONTACT


def test_other_columns_are_left_alone() -> None:
    rows = frame(pitch("ball")).with_columns(pl.lit(3).alias("batter_days_until_next_game"))
    assert contact_of([rows]) == contact_of([frame(pitch("ball"))])


@given(PITCHES.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))), st.integers(0, 40))
def test_order_and_portions_change_nothing(both: tuple[list[Pitch], list[Pitch]], cut: int) -> None:
    rows, turned = both
    assert contact_of([frame(*turned[:cut]), frame(*turned[cut:])]) == contact_of([frame(*rows)])


@given(PITCHES)
def test_parts_are_never_more_than_the_whole(rows: list[Pitch]) -> None:
    for one in contact_of([frame(*rows)]).batters.values():
        assert one.balls + one.swings <= one.pitches
        assert one.whiffs <= one.swings
        assert max(one.barrels, one.hard_hit) <= one.batted_balls <= one.swings
