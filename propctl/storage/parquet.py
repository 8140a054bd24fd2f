"""Tables as Parquet bytes: the same rows give the same bytes. Knows no keys and no columns."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def to_parquet(table: "pl.DataFrame") -> bytes:
    """*table* as one file, compressed, without the time of writing."""
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", compression_level=1)
    return buffer.getvalue()


def from_parquet(data: bytes, columns: Sequence[str] | None = None) -> "pl.DataFrame":
    """The table in *data*, or some of its columns; ValueError when it is no Parquet file, or lacks one."""
    import polars as pl

    try:
        return pl.read_parquet(data, columns=None if columns is None else list(columns))
    except pl.exceptions.PolarsError as error:
        raise ValueError(
            f"no Parquet file with these columns: {' '.join(str(error).split())[:120]}"
        ) from error
