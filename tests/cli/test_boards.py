import csv
import io
import json

import pytest

from propctl.cli.boards import write_board, write_csv, write_ndjson
from propctl.domain.market import Market
from propctl.domain.prop import FeaturedProp, canonical_rows
from tests.domain.props import a_prop

WIDEST = a_prop(
    market=Market.PITCHER_STRIKEOUTS,
    player_name="Bartholomew Featherstonehaugh-Cholmondeley",
    team="CWS",
    opponent="WSH",
    prob_over=0.9999,
    fair_over_odds=-999_900,
    projection=12.345,
    line=10.5,
)


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_the_widest_row_fits_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([WIDEST])
    assert max(len(line) for line in lines_of(capsys)) <= 80


def test_a_table_has_one_row_for_each_prop(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1), a_prop(2)])
    assert len(lines_of(capsys)) == 3


def test_a_row_says_who_where_when_and_how_likely(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1)])
    assert lines_of(capsys)[1].split() == [
        "Player", "1", "NYY", "v", "BOS", "13:35", "batter_hits", "0.5", "60.0%", "-150", "0.87"
    ]  # fmt: skip


def test_a_placeholder_is_no_start_time(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1, start_time_tbd=True)])
    assert "TBD" in lines_of(capsys)[1]


def test_names_are_not_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    write_board([a_prop(1, player_name="[red]O'Neil :ok:")])
    assert lines_of(capsys)[1].startswith("[red]O'Neil :ok:")


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
