"""Props as tables, JSON, ndjson and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from propctl.cli.output import columns_of_screen, write_line, write_table, write_utf8
from propctl.domain.calendar import is_off_season
from propctl.domain.prop import BookPrice, FeaturedProp, canonical_rows
from propctl.domain.venues import zone_of

COLUMNS: Final = ("player", "game", "start", "market", "line", "over", "fair", "mean")
EDGE_COLUMNS: Final = ("player", "team", "market", "bet", "model", "no-vig", "edge", "book")

MIN_NAME_WIDTH: Final = 14


def nothing_for(day: date, games: int | None = None) -> str:
    """Why a board of *day* is empty; *games* is None when their number is not known."""
    if games:
        return "no props"
    if is_off_season(day):
        return f"no games on {day}, in the off-season; PROPCTL_PROVIDER_MODE=sample has some every day"
    return f"no games on {day}" if games == 0 else "no props"


def write_board(props: Sequence[FeaturedProp], *, empty: str = "no props") -> None:
    """A readable table, one prop a row, within 80 columns; *empty* when there are no props."""
    if not props:
        write_line(empty)
        return
    write_table(COLUMNS, _fitted(COLUMNS, map(_cells, props)), right=(4, 5, 6, 7))


def write_edges(props: Sequence[FeaturedProp]) -> None:
    """A readable table of each prop's best price, within 80 columns; props without a price are left out."""
    priced = [prop for prop in props if prop.books]
    if not priced:
        write_line("no props with prices")
        return
    write_table(EDGE_COLUMNS, _fitted(EDGE_COLUMNS, map(_edge_cells, priced)), right=(4, 5, 6))


def _edge_cells(prop: FeaturedProp) -> tuple[str, ...]:
    best = max(prop.books, key=_best_edge)
    over = best.edge_over >= best.edge_under
    no_vig = best.no_vig_over if over else 1.0 - best.no_vig_over
    edge = _best_edge(best)
    return (
        prop.player_name,
        prop.team,
        prop.market.value,
        f"{'o' if over else 'u'} {best.line:g}",
        _percent(no_vig + edge),
        _percent(no_vig),
        f"{100.0 * edge:+.1f}",
        _shortened(best.bookmaker, 10),
    )


def _best_edge(price: BookPrice) -> float:
    return max(price.edge_over, price.edge_under)


def _start(prop: FeaturedProp) -> str:
    """The start by the clock at the park, with its zone."""
    if prop.start_time_tbd:
        return "TBD"
    return f"{prop.start_time.astimezone(zone_of(prop.venue_id)):%H:%M %Z}"


def _cells(prop: FeaturedProp) -> tuple[str, ...]:
    return (
        prop.player_name,
        f"{prop.team} {'v' if prop.is_home else '@'} {prop.opponent}",
        _start(prop),
        prop.market.value,
        f"{prop.line:g}",
        _percent(prop.prob_over),
        f"{prop.fair_over_odds:+d}",
        f"{prop.projection:.2f}",
    )


def _percent(probability: float) -> str:
    """One decimal; nothing is shown as certain."""
    return f"{min(0.999, max(0.001, probability)):.1%}"


def _fitted(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """The rows with names, which come first, cut to the room that the other columns leave."""
    whole = list(rows)
    others = list(zip(headings, *whole, strict=True))[1:]
    room = columns_of_screen() - sum(max(map(len, column)) + 1 for column in others)
    return [(_shortened(name, max(MIN_NAME_WIDTH, room)), *rest) for name, *rest in whole]


def _shortened(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def write_ndjson(props: Sequence[FeaturedProp]) -> None:
    """One canonical record a line, the bytes that snapshots store."""
    write_utf8(canonical_rows(props).decode())


def write_csv(props: Sequence[FeaturedProp]) -> None:
    """One prop a row under the records' field names; lists and flags as JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FeaturedProp.model_fields)
    for prop in props:
        values = prop.model_dump(mode="json").values()
        writer.writerow(json.dumps(value) if isinstance(value, list | bool) else value for value in values)
    write_utf8(text.getvalue())


def as_records(props: Sequence[FeaturedProp]) -> list[dict[str, object]]:
    """Plain JSON values."""
    return [prop.model_dump(mode="json") for prop in props]
