import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from propctl.domain.market import Market
from propctl.domain.prop import FeaturedProp, canonical_rows, merge_rows, parse_rows, prop_id
from tests.domain.props import a_prop, boards


def by_game(props: list[FeaturedProp]) -> list[bytes]:
    games = {prop.game_id for prop in props}
    return [canonical_rows(prop for prop in props if prop.game_id == game) for game in games]


@given(boards, st.randoms(use_true_random=False))
def test_rows_do_not_depend_on_the_order_of_their_props(
    props: list[FeaturedProp], chance: random.Random
) -> None:
    shuffled = list(props)
    chance.shuffle(shuffled)
    assert canonical_rows(shuffled) == canonical_rows(props)


@given(boards)
def test_rows_of_the_games_merge_to_the_rows_of_the_day(props: list[FeaturedProp]) -> None:
    assert merge_rows(by_game(props)) == canonical_rows(props)


@given(boards)
def test_rows_read_back_as_the_props_in_order_of_their_ids(props: list[FeaturedProp]) -> None:
    assert parse_rows(canonical_rows(props)) == sorted(props, key=lambda prop: prop.prop_id)


@given(boards)
def test_rows_read_and_written_again_are_the_same_bytes(props: list[FeaturedProp]) -> None:
    rows = canonical_rows(props)
    assert canonical_rows(parse_rows(rows)) == rows


@given(boards)
def test_there_is_one_line_for_each_prop(props: list[FeaturedProp]) -> None:
    assert canonical_rows(props).count(b"\n") == len(props)


def test_an_empty_board_has_no_bytes() -> None:
    assert canonical_rows([]) == b""


def test_a_row_has_the_fields_in_the_order_of_the_record() -> None:
    row = canonical_rows([a_prop()]).decode()
    places = [row.index(f'"{name}":') for name in FeaturedProp.model_fields]
    assert places == sorted(places)


def test_a_row_keeps_letters_beyond_ascii_as_they_are() -> None:
    assert "Peña" in canonical_rows([a_prop(player_name="Iván Peña")]).decode()


def test_times_in_rows_are_utc_with_a_z() -> None:
    assert b'"start_time":"2025-06-08T17:35:00Z"' in canonical_rows([a_prop()])


def test_a_line_that_is_no_prop_is_refused() -> None:
    with pytest.raises(ValidationError):
        parse_rows(canonical_rows([a_prop()]) + b"{}\n")


def test_the_id_of_a_prop_names_sport_game_player_and_market() -> None:
    assert prop_id("mlb", 777592, 656876, Market.PITCHER_STRIKEOUTS) == "mlb:777592:656876:pitcher_strikeouts"
