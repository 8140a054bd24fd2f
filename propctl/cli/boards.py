"""Props as tables, JSON, ndjson and CSV."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Final

from propctl.cli.output import write_data, write_line, write_table
from propctl.domain.calendar import NEW_YORK
from propctl.domain.choices import Namespace
from propctl.domain.prop import FeaturedProp, canonical_rows

COLUMNS: Final = ("player", "game", "start ET", "market", "line", "over", "fair", "mean")

SAMPLE: Final = "sample league: every club, player and result is invented"


def write_board(props: Sequence[FeaturedProp]) -> None:
    """A readable table, one prop a row, within 80 columns."""
    if not props:
        write_line("no props")
        return
    write_table(COLUMNS, (_cells(prop) for prop in props), right=(4, 5, 6, 7))


def write_origin(namespace: str) -> None:
    """Below a table of the sample league, that it is one."""
    if namespace == Namespace.SAMPLE:
        write_line(SAMPLE)


def _cells(prop: FeaturedProp) -> tuple[str, ...]:
    start = prop.start_time.astimezone(NEW_YORK)
    return (
        _shortened(prop.player_name),
        f"{prop.team} {'v' if prop.is_home else '@'} {prop.opponent}",
        "TBD" if prop.start_time_tbd else f"{start:%H:%M}",
        prop.market.value,
        f"{prop.line:g}",
        f"{prop.prob_over:.1%}",
        f"{prop.fair_over_odds:+d}",
        f"{prop.projection:.2f}",
    )


def _shortened(name: str, width: int = 16) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def write_ndjson(props: Sequence[FeaturedProp]) -> None:
    """One canonical record a line, the bytes that snapshots store."""
    write_data(canonical_rows(props).decode())


def write_csv(props: Sequence[FeaturedProp]) -> None:
    """One prop a row under the records' field names; lists and flags as JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FeaturedProp.model_fields)
    for prop in props:
        values = prop.model_dump(mode="json").values()
        writer.writerow(json.dumps(value) if isinstance(value, list | bool) else value for value in values)
    write_data(text.getvalue())


def as_records(props: Sequence[FeaturedProp]) -> list[dict[str, object]]:
    """Plain JSON values."""
    return [prop.model_dump(mode="json") for prop in props]
