import csv
import io
import json

import pytest

from propctl.cli.boards import write_board, write_csv, write_edges, write_ndjson, write_overs
from propctl.domain.bet import Bet, PricedBet
from propctl.domain.market import Market
from propctl.domain.option_values import BetSide
from propctl.domain.prop import BookPrice, FeaturedProp, canonical_rows
from tests.domain.props import START, a_prop

WIDEST = a_prop(
    market=Market.BATTER_HITS_RUNS_RBIS,
    player_name="Bartholomew Featherstonehaugh-Cholmondeley",
    team="CWS",
    opponent="WSH",
    prob_over=0.9999,
    fair_over_odds=-999_900,
    projection=9.345,
    line=10.5,
    venue_id=17,
    books=(
        BookPrice(
            bookmaker="A Bookmaker Of Some Length",
            line=10.5,
            over_odds=-100_000,
            under_odds=50_000,
            no_vig_over=0.9981,
            edge_over=-0.1234,
            edge_under=0.1234,
            captured_at=START,
        ),
    ),
)


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_the_widest_row_fits_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    write_overs([WIDEST])
    assert max(len(line) for line in lines_of(capsys)) <= 80


def test_the_widest_row_of_either_side_fits_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([Bet(WIDEST, is_over=False)], BetSide.BOTH)
    assert max(len(line) for line in lines_of(capsys)) <= 80


def test_the_widest_row_of_edges_fits_eighty_columns_with_game_and_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_edges([PricedBet(WIDEST, True, WIDEST.books[0])])
    heading, row = lines_of(capsys)
    assert len(row) <= 80
    assert set(heading.split()) >= {"player", "bet", "price", "edge"}


def test_an_edge_is_told_with_game_start_price_and_both_chances(capsys: pytest.CaptureFixture[str]) -> None:
    price = BookPrice(
        bookmaker="Book", line=1.5, over_odds=-110, under_odds=105, captured_at=START,
        no_vig_over=0.4, edge_over=-0.055, edge_under=0.055,
    )  # fmt: skip
    write_edges([PricedBet(a_prop(1), False, price)])
    heading, row = lines_of(capsys)
    assert heading.split() == [
        "player", "game", "start", "market", "bet", "price", "book", "model", "no-vig", "edge"
    ]  # fmt: skip
    assert row.split() == [
        "Player", "1", "NYY", "v", "BOS", "13:35", "EDT", "batter_hits", "u", "1.5", "+105", "Book",
        "65.5%", "60.0%", "+5.5",
    ]  # fmt: skip


def test_the_price_is_of_the_side_that_is_bet(capsys: pytest.CaptureFixture[str]) -> None:
    write_edges([PricedBet(a_prop(1), True, WIDEST.books[0])])
    row = lines_of(capsys)[1]
    assert "o 10.5 -100000" in row


@pytest.mark.parametrize(
    ("side", "cells"),
    [
        (BetSide.OVER, ["0.5", "60.0%", "-150", "0.87"]),
        (BetSide.UNDER, ["0.5", "40.0%", "+150", "0.87"]),
    ],
)
def test_a_board_of_one_side_is_headed_by_it(
    capsys: pytest.CaptureFixture[str], side: BetSide, cells: list[str]
) -> None:
    write_board([Bet(a_prop(1), is_over=side is BetSide.OVER)], side)
    heading, row = lines_of(capsys)
    assert heading.split()[-4:] == ["line", side.value, "fair", "mean"]
    assert row.split()[-4:] == cells


def test_a_board_of_both_sides_says_which_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([Bet(a_prop(1), is_over=True), Bet(a_prop(2), is_over=False)], BetSide.BOTH)
    heading, over, under = lines_of(capsys)
    assert heading.split()[-4:] == ["bet", "prob", "fair", "mean"]
    assert over.split()[-5:] == ["o", "0.5", "60.0%", "-150", "0.87"]
    assert under.split()[-5:] == ["u", "0.5", "40.0%", "+150", "0.87"]


@pytest.mark.parametrize(
    ("venue_id", "start"),
    [
        (3313, "13:35 EDT"),
        (17, "12:35 CDT"),
        (19, "11:35 MDT"),
        (15, "10:35 MST"),
        (22, "10:35 PDT"),
        (1, "10:35 PDT"),
    ],
)
def test_a_game_starts_by_the_clock_at_its_park(
    capsys: pytest.CaptureFixture[str], venue_id: int, start: str
) -> None:
    write_overs([a_prop(1, venue_id=venue_id)])
    assert start in lines_of(capsys)[1]


def test_nothing_is_told_to_be_certain(capsys: pytest.CaptureFixture[str]) -> None:
    write_overs([a_prop(1, prob_over=0.9999), a_prop(2, prob_over=0.0001)])
    assert [line.split()[9] for line in lines_of(capsys)[1:]] == ["99.9%", "0.1%"]


def test_a_table_has_one_row_for_each_prop(capsys: pytest.CaptureFixture[str]) -> None:
    write_overs([a_prop(1), a_prop(2)])
    assert len(lines_of(capsys)) == 3


def test_a_row_says_who_where_when_and_how_likely(capsys: pytest.CaptureFixture[str]) -> None:
    write_overs([a_prop(1)])
    assert lines_of(capsys)[1].split() == [
        "Player", "1", "NYY", "v", "BOS", "13:35", "EDT", "batter_hits", "0.5", "60.0%", "-150", "0.87"
    ]  # fmt: skip


def test_a_placeholder_is_no_start_time(capsys: pytest.CaptureFixture[str]) -> None:
    write_overs([a_prop(1, start_time_tbd=True)])
    assert "TBD" in lines_of(capsys)[1]


def test_names_are_not_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    write_overs([a_prop(1, player_name="[red]Neil:ok:")])
    assert lines_of(capsys)[1].startswith("[red]Neil:ok:")


def test_ndjson_is_the_canonical_rows(capsys: pytest.CaptureFixture[str]) -> None:
    props = [a_prop(2), a_prop(1)]
    write_ndjson(props)
    assert capsys.readouterr().out.encode() == canonical_rows(props)


def test_csv_has_the_records_field_names(capsys: pytest.CaptureFixture[str]) -> None:
    write_csv([])
    assert lines_of(capsys) == [",".join(FeaturedProp.model_fields)]


def test_csv_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    write_csv([a_prop(1, player_name='Peña, "Jr."')])
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["player_name"], row["prob_over"], json.loads(row["ladder"])[0]) == (
        'Peña, "Jr."',
        "0.6",
        {"line": 0.5, "prob_over": 0.6},
    )
