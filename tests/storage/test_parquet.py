"""Tables as Parquet bytes."""

from datetime import date

import polars as pl
import pytest

from propctl.storage.parquet import from_parquet, to_parquet

SCHEMA = {"game_date": pl.Date(), "batter": pl.Int32(), "launch_speed": pl.Float64(), "des": pl.String()}


def table(rows: int = 5) -> pl.DataFrame:
    pitches = [
        (date(2025, 6, 7), 8000 + n, None if n % 2 else 90.25 + n, f"Doe, John: {n}") for n in range(rows)
    ]
    return pl.DataFrame(pitches, schema=SCHEMA, orient="row")


def test_what_goes_in_comes_out() -> None:
    assert from_parquet(to_parquet(table())).equals(table())


def test_types_are_kept() -> None:
    assert dict(from_parquet(to_parquet(table())).schema) == SCHEMA


def test_a_table_without_rows_keeps_its_columns() -> None:
    assert dict(from_parquet(to_parquet(table(0))).schema) == SCHEMA


def test_the_same_rows_give_the_same_bytes() -> None:
    assert to_parquet(table()) == to_parquet(table())


def test_the_same_rows_in_several_portions_give_the_same_bytes() -> None:
    """As they are when they were read by several threads, or filtered."""
    portions = pl.concat([table()[:2], table()[2:]], rechunk=False)
    assert to_parquet(portions) == to_parquet(table())


def test_rows_read_back_give_the_same_bytes() -> None:
    data = to_parquet(table())
    assert to_parquet(from_parquet(data)) == data


def test_other_rows_give_other_bytes() -> None:
    assert to_parquet(table(5)) != to_parquet(table(6))


def test_columns_are_read_in_the_order_asked_for() -> None:
    assert from_parquet(to_parquet(table()), ["des", "batter"]).columns == ["des", "batter"]


@pytest.mark.parametrize("data", [b"", b"PAR1", b"garbage" * 100, b"PAR1" + bytes(100) + b"PAR1"])
def test_what_is_no_parquet_file_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="no Parquet file"):
        from_parquet(data)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_a_value_error(kept: float) -> None:
    data = to_parquet(table(500))
    with pytest.raises(ValueError, match="no Parquet file"):
        from_parquet(data[: int(len(data) * kept)])


def test_a_column_that_is_not_there_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="no Parquet file with these columns"):
        from_parquet(to_parquet(table()), ["batter", "pitcher"])


def test_the_reason_is_one_line() -> None:
    with pytest.raises(ValueError, match="no Parquet file") as raised:
        from_parquet(to_parquet(table()), ["pitcher"])
    assert "\n" not in str(raised.value)
