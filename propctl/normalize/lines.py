"""An operator's line file: CSV in UTF-8, one price per row. Invalid rows are reported, never repaired.

One row never costs another: a misplaced quotation mark, a byte that is not UTF-8 or a cell that is too long
leaves out the row in which it is, and the lines after it are read.

Required columns, in any order: date, player, market, line, over, under, book, captured_at. Optional, to
distinguish namesakes and doubleheaders: player_id, team, game_id. Other columns are ignored.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
MAX_LINES_OF_A_ROW: Final = 50
MAX_REASON: Final = 300
"""Characters of a reason; a cell may be as long as the file."""

_ODDS: Final = re.compile(r"[+-]?[0-9]{3,6}")
_HALF_LINE: Final = re.compile(r"[0-9]*\.50*")
_ID: Final = re.compile(r"[0-9]{1,10}")

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
            left_out.append(LeftOut(row=row, reason=_shortened(str(error))))
    return tuple(quotes), tuple(left_out)


def _shortened(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"


Record = list[str] | ValueError
"""The cells of a row, or why they cannot be told apart."""


def _table(body: bytes) -> tuple[list[str], list[tuple[int, Record]]]:
    """The column names, and every row that is not blank, with the number of its first line in the file."""
    lines = list(io.StringIO(body.decode("utf-8-sig", errors="surrogateescape"), newline=""))
    try:
        head, used = _first_record(lines)
    except csv.Error as error:
        raise PayloadShapeError(f"line 1 is no CSV: {error}") from error
    if not all(map(_is_utf_8, head)):
        raise PayloadShapeError("it is not UTF-8")
    names = _header(head)
    records = _records(lines[used:], len(names))
    return names, [(used + row, record) for row, record in records if not _is_blank(record)]


def _records(lines: Sequence[str], width: int) -> Iterable[tuple[int, Record]]:
    """Every row; in one pass if each is one line that can be read."""
    reader = csv.reader(lines, strict=True)
    try:
        records: list[tuple[int, Record]] = [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        return _records_one_by_one(lines, width)
    return records if reader.line_num == len(records) else _records_one_by_one(lines, width)


def _records_one_by_one(lines: Sequence[str], width: int) -> Iterator[tuple[int, Record]]:
    place = 0
    while place < len(lines):
        record, used = _record_of(lines[place : place + MAX_LINES_OF_A_ROW], width)
        yield place + 1, record
        place += used


def _record_of(lines: Sequence[str], width: int) -> tuple[Record, int]:
    """The first row of *lines* and how many lines it has; one if it cannot be read.

    A quotation mark that opens by mistake swallows the lines up to the next one. So several lines are one row
    only if it has all its cells, and no line after the first could be a row itself.
    """
    try:
        cells, used = _first_record(lines)
    except csv.Error as error:
        return ValueError(f"no CSV: {error}"), 1
    if used > 1 and (len(cells) != width or any(line.count(",") >= width - 1 for line in lines[1:used])):
        return ValueError("no CSV: a quotation mark opens that another line closes"), 1
    return cells, used


def _first_record(lines: Sequence[str]) -> tuple[list[str], int]:
    """The cells of the first row, and how many lines it has (csv.Error for a misplaced quotation mark)."""
    reader = csv.reader(lines, strict=True)
    return next(reader, []), reader.line_num


def _is_blank(record: Record) -> bool:
    return not isinstance(record, ValueError) and not any(map(str.strip, record))


def _is_utf_8(text: str) -> bool:
    """Whether its bytes were; those that were not have been decoded as surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _header(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise PayloadShapeError(f"its first line does not name {', '.join(missing)}")
    twice = sorted({name for name in (*REQUIRED, *OPTIONAL) if names.count(name) > 1})
    if twice:
        raise PayloadShapeError(f"its first line names {', '.join(twice)} twice")
    return names


def _named(names: Sequence[str], cells: Record) -> Cells:
    if isinstance(cells, ValueError):
        raise cells
    if len(cells) != len(names):
        raise ValueError(f"{len(cells)} cells where the first line has {len(names)}")
    return {name: cell.strip() for name, cell in zip(names, cells, strict=True)}


def _date(text: str) -> date:
    if not text:
        raise ValueError("without date")
    return parse_date(text)


def _quote(row: int, cells: Cells) -> Quote:
    """The row as a quote (ValueError says what is wrong with it)."""
    if not all(_is_utf_8(cells.get(name, "")) for name in (*REQUIRED, *OPTIONAL)):
        raise ValueError("not UTF-8")
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
        team=_optional(cells, "team", _club),
        game_id=_optional(cells, "game_id", _whole),
    )


def _market(text: str) -> Market:
    try:
        return Market(text)
    except ValueError:
        raise ValueError(f"market {text!r} is not known") from None


def _half_line(text: str) -> float:
    number = _number(text, "line")
    if not _HALF_LINE.fullmatch(text) or not 0.0 < number < MAX_LINE:
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
    if not _ID.fullmatch(text):
        raise ValueError("is no whole number")
    return int(text)


def _club(text: str) -> str:
    if len(text) > MAX_CHARACTERS or not text.isprintable():
        raise ValueError("is no name")
    return text.upper()
