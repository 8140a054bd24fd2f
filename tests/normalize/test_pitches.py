"""A day of pitches, typed: the same rows whatever form the provider gave them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.pitches import (
    KEY,
    NOT_KEPT,
    REQUIRED,
    ROW_CAP,
    header_of,
    incomplete_games,
    pitch_schema,
    pitches_thrown,
    read_pitches,
    unknown_columns,
)
from tests.normalize.savant import (
    COLUMNS_92,
    COLUMNS_118,
    COLUMNS_119,
    DAY,
    GAME,
    OTHER,
    PITCHER,
    VINTAGES,
    Pitch,
    a_ball_in_play,
    a_day,
    a_game,
    a_pitch,
    as_csv,
)

LINE = a_game()


def read(*pitches: Pitch, columns: Sequence[str] = COLUMNS_118) -> pl.DataFrame:
    return read_pitches(as_csv(pitches, columns), DAY)


def without(columns: Sequence[str], *names: str) -> tuple[str, ...]:
    return tuple(name for name in columns if name not in names)


def keys(pitches: pl.DataFrame) -> list[tuple[int, ...]]:
    return pitches.select(KEY).rows()


# ------------------------------------------------------------------ columns


@pytest.mark.parametrize("columns", VINTAGES.values(), ids=VINTAGES)
def test_every_vintage_has_the_same_schema(columns: Sequence[str]) -> None:
    assert dict(read(*LINE, columns=columns).schema) == pitch_schema()


@pytest.mark.parametrize("columns", [COLUMNS_119, COLUMNS_92], ids=["119", "92"])
def test_vintages_agree_on_the_columns_that_they_share(columns: Sequence[str]) -> None:
    shared = [name for name in pitch_schema() if name in columns and name in COLUMNS_118]
    assert read(*LINE, columns=columns).select(shared).equals(read(*LINE).select(shared))


def test_miss_distance_is_kept_where_there_is_one() -> None:
    assert read(a_pitch(miss_distance="2.5"), columns=COLUMNS_119)["miss_distance"].to_list() == [2.5]


@pytest.mark.parametrize("name", ["pitcher", "fielder_2"])
def test_of_two_columns_of_one_name_the_first_counts(name: str) -> None:
    told: Pitch = a_pitch() | {name: "11", f"{name}.1": "22"}
    assert read(told, columns=COLUMNS_92)[name].to_list() == [11]


def test_the_order_of_the_columns_does_not_matter() -> None:
    assert read(*LINE, columns=COLUMNS_118[::-1]).equals(read(*LINE))


def test_an_unknown_column_changes_nothing() -> None:
    columns = (*COLUMNS_118[:40], "brand_new", *COLUMNS_118[40:])
    told = [pitch | {"brand_new": "1.5"} for pitch in LINE]
    assert read(*told, columns=columns).equals(read(*LINE))


def test_an_unknown_column_is_named() -> None:
    assert unknown_columns(as_csv([], ("brand_new", *COLUMNS_119))) == ["brand_new"]


@pytest.mark.parametrize("columns", VINTAGES.values(), ids=VINTAGES)
def test_no_vintage_has_unknown_columns(columns: Sequence[str]) -> None:
    assert unknown_columns(as_csv([], columns)) == []


def test_a_missing_optional_column_is_null() -> None:
    assert read(*LINE, columns=without(COLUMNS_118, "bat_speed"))["bat_speed"].is_null().all()


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_missing_required_column_is_named(name: str) -> None:
    with pytest.raises(PayloadShapeError, match=rf"without the column {name}$"):
        read(*LINE, columns=without(COLUMNS_118, name))


def test_all_missing_required_columns_are_named() -> None:
    with pytest.raises(PayloadShapeError, match="without the columns events, zone"):
        read(*LINE, columns=without(COLUMNS_118, "zone", "events"))


def test_a_header_without_rows_that_lacks_a_required_column_is_an_error_too() -> None:
    with pytest.raises(PayloadShapeError, match="without the column events"):
        read(columns=without(COLUMNS_118, "events"))


def test_what_tells_the_future_is_not_kept() -> None:
    assert [name for name in read(*LINE).columns if "until_next" in name] == []


def test_what_is_not_kept_is_in_no_schema() -> None:
    assert pitch_schema().keys() & NOT_KEPT == set()


def test_the_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert header_of(a_day(GAME))[0] == "pitch_type"


# ------------------------------------------------------------------ values


def test_numbers_in_quotation_marks_are_numbers() -> None:
    assert read(a_pitch(release_speed="95.5"))["release_speed"].to_list() == [95.5]


def test_a_day_is_a_date() -> None:
    assert read(a_pitch())["game_date"].to_list() == [DAY]


def test_a_name_with_a_comma_is_one_cell() -> None:
    assert read(a_pitch(player_name="Doe, John"))["player_name"].to_list() == ["Doe, John"]


def test_quotation_marks_within_a_description_are_kept() -> None:
    assert read(a_pitch(des='Doe, "the arm", walks.'))["des"].to_list() == ['Doe, "the arm", walks.']


def test_a_description_of_several_lines_is_one_cell() -> None:
    assert read(a_pitch(1, 1), a_pitch(1, 2, des="one\ntwo"))["des"].to_list()[1] == "one\ntwo"


@pytest.mark.parametrize("null", ["", "null", '"null"', '""'])
def test_a_cell_without_a_value_is_null(null: str) -> None:
    pitches = read_pitches(as_csv([a_pitch()], null=null), DAY)
    assert pitches.select("events", "on_3b", "launch_speed").row(0) == (None, None, None)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"], ids=["none", "lf", "crlf", "two"])
def test_how_the_last_line_ends_does_not_matter(end: str) -> None:
    assert read_pitches(as_csv(LINE, end=end), DAY).equals(read(*LINE))


def test_line_ends_of_two_characters_do_not_matter() -> None:
    assert read_pitches(as_csv(LINE).replace(b"\n", b"\r\n"), DAY).equals(read(*LINE))


@pytest.mark.parametrize(
    ("name", "value"), [("zone", "left"), ("launch_speed", "fast"), ("batter", "99999999999")]
)
def test_a_value_of_another_type_is_named_with_its_game(name: str, value: str) -> None:
    with pytest.raises(PayloadShapeError, match=f"{name} is '{value}' in a row of game {OTHER}"):
        read(*LINE, a_pitch(game_pk=OTHER) | {name: value})


IMPOSSIBLE = [
    *(
        ("launch_speed", value)
        for value in ("NaN", "nan", "inf", "-inf", "1e300", "1e999", "-5", "130.1", "400")
    ),
    *(("launch_speed_angle", value) for value in ("0", "9", "-1", "7", "NaN", "inf", "3.5", "99999999999")),
    *(("release_spin_rate", value) for value in ("NaN", "Infinity", "-1e300", "10001")),
    *(("zone", value) for value in ("NaN", "1.5", "1e30", "-99999999999")),
]


@pytest.mark.parametrize(("name", "value"), IMPOSSIBLE)
def test_an_impossible_number_is_an_empty_cell(name: str, value: str) -> None:
    told, empty = ([*LINE, a_ball_in_play(4, 1) | {name: cell}] for cell in (value, None))
    assert read(*told).equals(read(*empty))


@pytest.mark.parametrize(
    ("name", "value"), [("launch_speed", "122.9"), ("launch_speed", "2.6"), ("launch_speed", "130")]
)
def test_a_number_that_was_ever_measured_is_possible(name: str, value: str) -> None:
    assert read(a_ball_in_play() | {name: value})[name].to_list() == [float(value)]


@pytest.mark.parametrize("form", ["6", "6.0", "6.000", "0.6e1", "+6", "06"])
@pytest.mark.parametrize("name", ["launch_speed_angle", "pitch_number", "zone"])
def test_a_whole_number_in_another_form_is_that_number(name: str, form: str) -> None:
    told, plain = ([*LINE, a_ball_in_play(4, 1) | {name: cell}] for cell in (form, "6"))
    assert read(*told).equals(read(*plain))


@pytest.mark.parametrize("value", ["0", "-5"])
@pytest.mark.parametrize("name", ["game_pk", "at_bat_number", "pitch_number", "batter", "pitcher"])
def test_who_and_what_a_row_is_of_is_a_number_from_one(name: str, value: str) -> None:
    with pytest.raises(PayloadShapeError, match=f"{name} is {value}"):
        read(*LINE, a_pitch(4) | {name: value})


@pytest.mark.parametrize("value", ["NaN", "inf", "1.5", "1e99"])
@pytest.mark.parametrize("name", ["game_pk", "at_bat_number", "pitch_number", "batter", "pitcher"])
def test_who_and_what_a_row_is_of_is_never_left_empty(name: str, value: str) -> None:
    with pytest.raises(PayloadShapeError, match=f"{name} is '{value}'"):
        read(*LINE, a_pitch(4) | {name: value})


@pytest.mark.parametrize(
    "more",
    [
        {"zone": "left"},
        {"game_date": "yesterday"},
        {"game_date": "2025-06-08"},
        {"description": None},
        {"batter": "0"},
    ],
    ids=["zone", "no-date", "other-day", "nothing-thrown", "nobody"],
)
def test_a_row_of_a_game_that_does_not_count_may_hold_anything(more: Pitch) -> None:
    assert read(*LINE, a_pitch(game_pk=OTHER, game_type="S") | more).equals(read(*LINE))


@pytest.mark.parametrize("value", ["yesterday", "2025-13-01"])
def test_a_day_that_is_no_date_is_an_error(value: str) -> None:
    with pytest.raises(PayloadShapeError, match=f"game_date is '{value}'"):
        read(*LINE, a_pitch(4, game_date=value))


@pytest.mark.parametrize("name", ["at_bat_number", "pitch_number", "batter", "pitcher", "description"])
def test_a_row_without_what_every_pitch_has_is_an_error(name: str) -> None:
    with pytest.raises(PayloadShapeError, match="rows without"):
        read(*LINE, a_pitch(4, 1) | {name: None})


def test_a_row_without_its_game_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="rows without one of game_pk"):
        read(*LINE, a_pitch(4) | {"game_pk": None})


def test_a_game_that_is_no_number_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="game_pk is '9000x1'"):
        read(*LINE, a_pitch(4) | {"game_pk": "9000x1"})


def test_a_row_without_its_type_of_game_is_an_error() -> None:
    with pytest.raises(PayloadShapeError):
        read(*LINE, a_pitch(4, game_type=None))


# ------------------------------------------------------------------ bytes that are no table


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b'"1.99",', b'"1.99",7,', 1),
        lambda body: body.replace(b"Doe", b"D\xff", 1),
        lambda body: body.replace(b'""the arm""', b'the "arm', 1),
    ],
    ids=["a-cell-too-many", "not-utf-8", "quotation-marks-not-doubled"],
)
def test_a_table_that_cannot_be_read_is_an_error_of_shape(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(PayloadShapeError):
        read_pitches(spoil(as_csv(LINE)), DAY)


# ------------------------------------------------------------------ rows


@given(st.permutations([*LINE, *a_game(OTHER)]))
def test_the_order_of_the_rows_does_not_matter(shuffled: list[Pitch]) -> None:
    assert read(*shuffled).equals(read(*LINE, *a_game(OTHER)))


def test_rows_come_in_the_order_of_their_key() -> None:
    found = keys(read(*a_game(OTHER), *LINE))
    assert found == sorted(found)


@given(st.lists(st.sampled_from(LINE), max_size=20))
def test_rows_that_stand_twice_count_once(again: list[Pitch]) -> None:
    assert read(*LINE, *again).equals(read(*LINE))


def test_two_different_rows_of_one_pitch_are_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="two different rows of one pitch"):
        read(*LINE, a_pitch(1, 1, zone="3"))


def test_rows_that_differ_in_what_is_not_kept_alone_count_once() -> None:
    assert read(*LINE, a_pitch(1, 1, pitcher_days_until_next_game="6")).height == len(LINE)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_row_of_another_day_is_an_error(days: int) -> None:
    with pytest.raises(PayloadShapeError, match="rows of another day than 2025-06-07"):
        read(*LINE, a_pitch(4, game_date=str(DAY + timedelta(days=days))))


def test_a_row_without_a_day_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="rows of another day"):
        read(*LINE, a_pitch(4, game_date=None))


@pytest.mark.parametrize("game_type", ["S", "E", "A"])
def test_games_that_do_not_count_are_passed_over(game_type: str) -> None:
    assert read(*LINE, *a_game(OTHER, game_type=game_type)).equals(read(*LINE))


@pytest.mark.parametrize("game_type", ["R", "F", "D", "L", "W"])
def test_games_that_count_are_kept(game_type: str) -> None:
    assert read(*a_game(game_type=game_type)).height == len(LINE)


def test_an_answer_without_rows_is_an_empty_table() -> None:
    empty = read()
    assert (empty.height, dict(empty.schema)) == (0, pitch_schema())


def test_as_many_rows_as_the_provider_ever_sends_are_an_error() -> None:
    head, row = as_csv([a_pitch()]).split(b"\n")
    with pytest.raises(PayloadShapeError, match="24900 rows: the provider cuts at 25,000"):
        read_pitches(b"\n".join([head, *[row] * ROW_CAP]), DAY)


def test_a_row_fewer_is_fine() -> None:
    head, row = as_csv([a_pitch()]).split(b"\n")
    assert read_pitches(b"\n".join([head, *[row] * (ROW_CAP - 1)]), DAY).height == 1


# ------------------------------------------------------------------ games left out


def test_games_left_out_are_not_there() -> None:
    both = as_csv([*LINE, *a_game(OTHER)])
    assert read_pitches(both, DAY, frozenset({OTHER})).equals(read(*LINE))


@pytest.mark.parametrize(
    "more",
    [
        {"zone": "left"},
        {"batter": "nobody"},
        {"game_date": "yesterday"},
        {"game_date": "2025-06-08"},
        {"description": None},
        {"game_date": None, "events": "\x00"},
    ],
    ids=["zone", "batter", "no-date", "other-day", "nothing-thrown", "null"],
)
def test_games_left_out_may_hold_anything(more: Pitch) -> None:
    both = as_csv([*LINE, *(pitch | more for pitch in a_game(OTHER))])
    assert read_pitches(both, DAY, frozenset({OTHER})).equals(read(*LINE))


def test_of_games_left_out_a_pitch_may_have_two_rows() -> None:
    both = as_csv([*LINE, a_pitch(game_pk=OTHER), a_pitch(game_pk=OTHER, zone="1")])
    assert read_pitches(both, DAY, frozenset({OTHER})).equals(read(*LINE))


def test_a_bad_value_beside_a_game_left_out_is_still_an_error() -> None:
    both = as_csv([*LINE, a_pitch(4, zone="left"), a_pitch(game_pk=OTHER, zone="right")])
    with pytest.raises(PayloadShapeError, match=f"zone is 'left' in a row of game {GAME}"):
        read_pitches(both, DAY, frozenset({OTHER}))


# ------------------------------------------------------------------ what is missing


def dropped(at_bat: int, number: int) -> list[Pitch]:
    """A game without one of its pitches."""
    return [p for p in LINE if (p["at_bat_number"], p["pitch_number"]) != (str(at_bat), str(number))]


def test_a_whole_game_has_no_hole() -> None:
    assert incomplete_games(read(*LINE)) == []


def test_an_empty_day_has_no_hole() -> None:
    assert incomplete_games(read()) == []


@pytest.mark.parametrize("at_bat", [1, 2, 3])
@pytest.mark.parametrize("number", [1, 2])
def test_a_pitch_missing_before_others_of_its_at_bat_is_a_hole(at_bat: int, number: int) -> None:
    assert incomplete_games(read(*dropped(at_bat, number))) == [GAME]


def test_a_missing_first_at_bat_is_a_hole() -> None:
    assert incomplete_games(read(*(p for p in LINE if p["at_bat_number"] != "1"))) == [GAME]


def test_an_at_bat_missing_between_others_is_none() -> None:
    """Nothing was thrown in it: a runner was caught for the last out before the first pitch."""
    assert incomplete_games(read(*(p for p in LINE if p["at_bat_number"] != "2"))) == []


@pytest.mark.parametrize("at_bat", [1, 2, 3])
def test_the_last_pitch_of_an_at_bat_is_not_missed(at_bat: int) -> None:
    """What a table alone cannot tell; the official pitch counts do."""
    assert incomplete_games(read(*dropped(at_bat, 3))) == []


def test_missing_last_at_bats_are_not_missed() -> None:
    """The same."""
    assert incomplete_games(read(*(p for p in LINE if p["at_bat_number"] == "1"))) == []


def test_only_the_games_with_holes_are_named_in_order() -> None:
    spoilt = [pitch for game in (900005, 900003) for pitch in a_game(game)[1:]]
    assert incomplete_games(read(*spoilt, *LINE)) == [900003, 900005]


@pytest.mark.parametrize("rows", range(1, len(LINE)))
def test_a_table_cut_after_any_row_has_a_hole(rows: int) -> None:
    """The newest rows come first, so a cut takes the first pitches of a game."""
    body = b"\n".join(as_csv(LINE).split(b"\n")[: 1 + rows])
    assert incomplete_games(read_pitches(body, DAY)) == [GAME]


# ------------------------------------------------------------------ pitches thrown


def test_pitches_are_counted_by_pitcher() -> None:
    relief = a_pitch(4, 1, pitcher="7002")
    assert pitches_thrown(read(*LINE, relief)) == {PITCHER: 9, 7002: 1}


@pytest.mark.parametrize("description", ["automatic_ball", "automatic_strike"])
def test_what_the_clock_adds_is_no_pitch(description: str) -> None:
    assert pitches_thrown(read(a_pitch(1, 1, description=description), a_ball_in_play(1, 2))) == {PITCHER: 1}


def test_pitches_of_the_post_season_are_not_counted_among_the_regular_ones() -> None:
    assert pitches_thrown(read(*a_game(game_type="W"))) == {}


def test_nobody_has_thrown_on_an_empty_day() -> None:
    assert pitches_thrown(read()) == {}


def test_the_builder_writes_what_the_provider_does() -> None:
    head, *rows = a_day(GAME).decode().split("\n")
    assert (head[:13], len(rows), rows[0].count("Doe, John")) == ('\ufeff"pitch_type"', 9, 1)


def test_a_day_is_not_another() -> None:
    with pytest.raises(PayloadShapeError, match="rows of another day than 2025-06-08"):
        read_pitches(a_day(GAME), date(2025, 6, 8))
