"""An operator's line file: CSV in UTF-8, one price per row. Invalid rows are reported, never repaired.

Required columns, in any order: date, player, market, line, over, under, book, captured_at. Optional, to
distinguish namesakes and doubleheaders: player_id, team, game_id. Other columns are ignored.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from propctl.domain.calendar import parse_date, parse_instant
from propctl.domain.market import Market
from propctl.domain.odds import implied_probability
from propctl.domain.quote import LeftOut, Quote
from propctl.normalize.payload import PayloadShapeError

REQUIRED: Final = ("date", "player", "market", "line", "over", "under", "book", "captured_at")
OPTIONAL: Final = ("player_id", "team", "game_id")

MAX_CHARACTERS: Final = 80
"""Length of a player's or bookmaker's name."""
MAX_LINE: Final = 100.0
MAX_ODDS: Final = 100_000
_ODDS: Final = re.compile(r"[+-]?[0-9]{3,6}")

Value = TypeVar("Value")
Cells = Mapping[str, str]


def read_lines(body: bytes, day: date) -> tuple[tuple[Quote, ...], tuple[LeftOut, ...]]:
    """The valid rows of *day*, and the invalid ones (PayloadShapeError if this is not a line file at all).

    Of the rows of other dates, only the date is read.
    """
    names, rows = _table(body)
    quotes: list[Quote] = []
    left_out: list[LeftOut] = []
    for row, cells in rows:
        try:
            named = _named(names, cells)
            if _date(named["date"]) == day:
                quotes.append(_quote(row, named))
        except ValueError as error:
            left_out.append(LeftOut(row=row, reason=str(error)))
    return tuple(quotes), tuple(left_out)


def _table(body: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The column names, and every row that is not blank, with its line number in the file."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PayloadShapeError("it is not UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = _header(next(reader, []))
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise PayloadShapeError(f"line {reader.line_num} is no CSV: {error}") from error
    return names, rows


def _header(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise PayloadShapeError(f"its first line does not name {', '.join(missing)}")
    twice = sorted({name for name in (*REQUIRED, *OPTIONAL) if names.count(name) > 1})
    if twice:
        raise PayloadShapeError(f"its first line names {', '.join(twice)} twice")
    return names


def _named(names: Sequence[str], cells: Sequence[str]) -> Cells:
    if len(cells) != len(names):
        raise ValueError(f"{len(cells)} cells where the first line has {len(names)}")
    return {name: cell.strip() for name, cell in zip(names, cells, strict=True)}


def _date(text: str) -> date:
    if not text:
        raise ValueError("without date")
    return parse_date(text)


def _quote(row: int, cells: Cells) -> Quote:
    """The row as a quote (ValueError says what is wrong with it)."""
    empty = [name for name in REQUIRED if not cells[name]]
    if empty:
        raise ValueError(f"without {', '.join(empty)}")
    over, under = _odds(cells, "over"), _odds(cells, "under")
    if implied_probability(over) + implied_probability(under) < 1.0:
        raise ValueError(f"over {over:+d} and under {under:+d} together leave no margin: one is wrong")
    return Quote(
        row=row,
        player=_name(cells, "player"),
        market=_market(cells["market"]),
        line=_half_line(cells["line"]),
        over_odds=over,
        under_odds=under,
        book=_name(cells, "book"),
        captured_at=_instant(cells["captured_at"]),
        player_id=_optional(cells, "player_id", _whole),
        team=_optional(cells, "team", lambda cell: cell.upper()),
        game_id=_optional(cells, "game_id", _whole),
    )


def _market(text: str) -> Market:
    try:
        return Market(text)
    except ValueError:
        raise ValueError(f"market {text!r} is not known") from None


def _half_line(text: str) -> float:
    number = _number(text, "line")
    if not (0.0 < number < MAX_LINE and number % 1.0 == 0.5):
        raise ValueError(f"line {text!r} is no half-line such as 0.5 or 5.5")
    return number


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is no number") from None


def _odds(cells: Cells, name: str) -> int:
    text = cells[name]
    if not _ODDS.fullmatch(text) or not 100 <= abs(int(text)) <= MAX_ODDS:
        raise ValueError(f"{name} {text!r} is no American price, such as -115 or +105")
    return int(text)


def _name(cells: Cells, name: str) -> str:
    text = " ".join(cells[name].split())
    if not 0 < len(text) <= MAX_CHARACTERS or not text.isprintable():
        raise ValueError(f"{name} {text[:MAX_CHARACTERS]!r} is no name")
    return text


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError:
        raise ValueError(f"captured_at {text!r} is no instant such as 2025-06-08T16:05:00Z") from None


def _optional(cells: Cells, name: str, read: Callable[[str], Value]) -> Value | None:
    text = cells.get(name, "")
    try:
        return read(text) if text else None
    except ValueError as error:
        raise ValueError(f"{name} {text!r} {error}") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("is no whole number")
    return int(text)
