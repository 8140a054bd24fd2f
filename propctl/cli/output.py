"""Output: data on stdout, everything else on stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from propctl.domain.option_values import Namespace
from propctl.errors import PropctlError, StoppedError, TemporaryError

SCHEMA = "propctl.{}/1"
NARROW = 80
"""Columns that every terminal has."""


def write_data(text: str) -> None:
    """*text* on stdout in the terminal's encoding: for people."""
    _write(lambda: sys.stdout.write(text))


def write_utf8(text: str) -> None:
    """*text* on stdout in UTF-8, whatever the terminal's encoding: for programs."""
    data = text.encode(errors="backslashreplace")  # of a surrogate it makes \\udc.., as JSON does
    _write(lambda: sys.stdout.buffer.write(data))


def _write(write: Callable[[], int]) -> None:
    """A reader that closes early (``| head``) is no error, a full disk is."""
    try:
        sys.stdout.flush()
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
    except OSError as error:
        abandon_stdout()
        raise unwritable(error) from error


def abandon_stdout() -> None:
    """Discard what is still buffered: the interpreter would try to write it again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unwritable(error: OSError) -> TemporaryError:
    """The error for a stdout that cannot be written."""
    return TemporaryError(f"cannot write the output: {error.strerror}", hint="is its disk full?")


def counted(number: int, noun: str) -> str:
    """``1 game``, ``1,919 props``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def write_line(text: str) -> None:
    """One line on stdout."""
    write_data(f"{text}\n")


def write_json(command: str, **fields: Any) -> None:
    """One JSON document with the command's schema first."""
    import json

    write_utf8(json.dumps({"schema": SCHEMA.format(command), **fields}, ensure_ascii=False) + "\n")


def write_origin(namespace: str) -> None:
    """Say below a table of the sample league that its data are invented."""
    if namespace == Namespace.SAMPLE:
        write_line("sample league: every club, player and result is invented")


def warn(message: str) -> None:
    """One line on stderr."""
    import logging

    logging.getLogger("propctl").warning("%s", message)


def write_note(text: str) -> None:
    """One line on stderr that is not a warning."""
    sys.stderr.write(f"{text}\n")


def write_error(error: PropctlError | StoppedError, *, as_json: bool) -> None:
    """An error as one line and a hint, or as an object on stdout."""
    if as_json and _wrote_as_json(error):
        return
    hint = f"hint: {error.hint}\n" if error.hint else ""
    sys.stderr.write(f"propctl: {' '.join(error.message.split())}\n{hint}")


def _wrote_as_json(error: PropctlError | StoppedError) -> bool:
    fields = {"code": int(error.exit_code), "message": error.message, "hint": error.hint}
    try:
        write_json("error", error=fields)
    except TemporaryError:
        return False
    return True


def write_fields(title: str, fields: Mapping[str, str]) -> None:
    """A title, and below it the fields in two columns that fit a narrow terminal."""
    import textwrap

    width = max(map(len, fields)) + 2
    lines = [title]
    for name, text in fields.items():
        lines += textwrap.wrap(
            text,
            NARROW,
            initial_indent=f"  {name:<{width}}",
            subsequent_indent=" " * (width + 2),
            break_long_words=False,
            break_on_hyphens=False,
        )
    write_data("\n".join(lines) + "\n")


def columns_of_screen() -> int:
    """How wide the terminal is; for stdout elsewhere, the width of a narrow one."""
    import shutil

    return shutil.get_terminal_size((NARROW, 0)).columns if sys.stdout.isatty() else NARROW


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> None:
    """A table as wide as its content, at most the terminal's width; columns in *right* hold figures.

    Rich makes columns narrower where they have to be. Importing it takes a third of a reading command's time,
    so a table that fits is written without it.
    """
    table, figures = [headings, *rows], set(right)
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    on_terminal = sys.stdout.isatty()
    if on_terminal and sum(widths) + len(widths) > columns_of_screen():
        write_data(_narrowed(table, figures))
        return
    lines = [_line(cells, widths, figures) for cells in table]
    if on_terminal:
        lines[0] = f"\033[1m{lines[0]}\033[0m"
    write_data("\n".join(lines) + "\n")


def _line(cells: Sequence[str], widths: Sequence[int], figures: set[int]) -> str:
    padded = []
    for index, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (width - _width(cell))
        padded.append(space + cell if index in figures else cell + space)
    return " ".join(padded)


def _width(text: str) -> int:
    """Columns of a terminal that *text* takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF") for letter in text)


def _narrowed(table: Sequence[Sequence[str]], figures: set[int]) -> str:
    """The table in the terminal's width, the widest columns cut."""
    import io

    from rich.console import Console
    from rich.table import Table

    narrowed = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for index, heading in enumerate(table[0]):
        justify: Literal["left", "right"] = "right" if index in figures else "left"
        narrowed.add_column(heading, justify=justify, no_wrap=True, overflow="ellipsis")
    for row in table[1:]:
        narrowed.add_row(*row)
    text = io.StringIO()
    Console(file=text, force_terminal=True, highlight=False, markup=False, emoji=False).print(narrowed)
    return text.getvalue()
