import csv
import io
import json

import pytest

from propctl.cli.boards import write_board, write_csv, write_edges, write_ndjson
from propctl.domain.market import Market
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
    write_board([WIDEST])
    assert max(len(line) for line in lines_of(capsys)) <= 80


def test_the_widest_row_of_edges_fits_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    write_edges([WIDEST])
    assert max(len(line) for line in lines_of(capsys)) <= 80


def test_an_edge_is_told_with_its_side_its_line_and_both_chances(capsys: pytest.CaptureFixture[str]) -> None:
    price = {
        "bookmaker": "Book", "over_odds": -110, "under_odds": -110, "captured_at": START, "line": 1.5,
    }  # fmt: skip
    worse = BookPrice(**price, no_vig_over=0.5, edge_over=0.02, edge_under=-0.02)
    better = BookPrice(**price, no_vig_over=0.5, edge_over=-0.055, edge_under=0.055)
    write_edges([a_prop(1, books=(worse, better)), a_prop(2)])
    heading, *rows = lines_of(capsys)
    assert heading.split() == ["player", "team", "market", "bet", "model", "no-vig", "edge", "book"]
    assert [row.split() for row in rows] == [
        ["Player", "1", "NYY", "batter_hits", "u", "1.5", "55.5%", "50.0%", "+5.5", "Book"]
    ]


def test_no_prices_are_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    write_edges([a_prop(1)])
    assert lines_of(capsys) == ["no props with prices"]


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
    write_board([a_prop(1, venue_id=venue_id)])
    assert start in lines_of(capsys)[1]


def test_nothing_is_told_to_be_certain(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1, prob_over=0.9999), a_prop(2, prob_over=0.0001)])
    assert [line.split()[9] for line in lines_of(capsys)[1:]] == ["99.9%", "0.1%"]


def test_a_table_has_one_row_for_each_prop(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1), a_prop(2)])
    assert len(lines_of(capsys)) == 3


def test_a_row_says_who_where_when_and_how_likely(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1)])
    assert lines_of(capsys)[1].split() == [
        "Player", "1", "NYY", "v", "BOS", "13:35", "EDT", "batter_hits", "0.5", "60.0%", "-150", "0.87"
    ]  # fmt: skip


def test_a_placeholder_is_no_start_time(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1, start_time_tbd=True)])
    assert "TBD" in lines_of(capsys)[1]


def test_names_are_not_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1, player_name="[red]Neil:ok:")])
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
