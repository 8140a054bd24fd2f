"""Output: data on stdout, everything else on stderr."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from propctl.domain.option_values import Namespace
from propctl.errors import ExitCode, PropctlError, StoppedError, TemporaryError

if TYPE_CHECKING:
    from types import TracebackType

    from propctl.telemetry.logs import LogFormat

Level: TypeAlias = Literal["INFO", "WARNING", "ERROR"]

SCHEMA = "propctl.{}/1"
NARROW = 80
"""Columns that every terminal has."""


class _Process:
    """What this process does: the command, and whether its logging is set up."""

    command = ""
    logs = False


def begin_command(command: str) -> None:
    """Name the command whose output follows. Imports nothing: logging starts with :func:`start_logs`."""
    _Process.command, _Process.logs = command, False


def start_logs(log_format: "LogFormat | None" = None) -> None:
    """Write logs in this format; without one, if that was not done before, as the environment says."""
    if log_format is None and _Process.logs:
        return
    from propctl.settings import read_log_format
    from propctl.telemetry.logs import set_up_logging

    set_up_logging(log_format or read_log_format(), _Process.command)
    _Process.logs = True


def log(level: "Level", message: str, **fields: object) -> None:
    """One event on stderr; the fields appear in JSON alone, but for a hint."""
    start_logs()
    import logging

    from propctl.telemetry.logs import log as log_event

    log_event(getattr(logging, level), message, **fields)


def logs_are_json() -> bool:
    """Whether every line on stderr is to be a JSON object."""
    start_logs()
    from propctl.telemetry.logs import writes_json

    return writes_json()


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


class UnwritableError(TemporaryError):
    """Stdout cannot be written, so that this error goes to stderr in any case."""


def unwritable(error: OSError) -> UnwritableError:
    """The error for a stdout that cannot be written."""
    return UnwritableError(f"cannot write the output: {error.strerror}", hint="is its disk full?")


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


def warn(message: str, **fields: object) -> None:
    """One line on stderr."""
    log("WARNING", message, **fields)


def write_note(text: str, **fields: object) -> None:
    """One line on stderr that is not a warning."""
    log("INFO", text, **fields)


def log_summary(text: str, exit_code: ExitCode, **fields: object) -> None:
    """How a scheduled command ended, as an event of logs in JSON; people read it on stdout."""
    if logs_are_json():
        log("INFO", text, exit_code=int(exit_code), **fields)


def write_notes(texts: Iterable[str]) -> None:
    """Each on a line of its own, as :func:`write_note` writes it."""
    for text in texts:
        write_note(text)


def write_error(error: PropctlError | StoppedError, *, as_json: bool) -> None:
    """An error as one line and a hint, or as an object on stdout; logs in JSON have it in any case."""
    if as_json and _wrote_as_json(error) and not logs_are_json():
        return
    message = " ".join(error.message.split())
    log("ERROR", message, hint=error.hint, exit_code=int(error.exit_code), provider=error.provider)


def report_bug(kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
    """The traceback of a bug, in place of Python's own report of it."""
    if not logs_are_json():
        sys.__excepthook__(kind, error, trace)
        return
    from propctl.telemetry.logs import log_bug

    log_bug(kind, error, trace, exit_code=int(ExitCode.BUG))


def _wrote_as_json(error: PropctlError | StoppedError) -> bool:
    if isinstance(error, UnwritableError):
        return False
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
    room = min(NARROW, columns_of_screen())
    lines = [title]
    for name, text in fields.items():
        lines += textwrap.wrap(
            text,
            room,
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


def write_wrapped(text: str, indent: str = "  ") -> None:
    """One line on stdout, on a terminal broken between words; *indent* begins the lines that follow."""
    if not sys.stdout.isatty() or _width(text) <= columns_of_screen():
        write_line(text)
        return
    import textwrap

    lines = textwrap.wrap(
        text,
        columns_of_screen(),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    write_data("\n".join(lines) + "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, and how it gives way on a terminal that is too narrow for it.

    Text in a column with a *min_width* is shortened to no less than that; then whole columns go, the one with
    the lowest *drop_order* first. A column with neither stays as it is.
    """

    heading: str
    drop_order: int | None = None
    min_width: int | None = None
    right: bool = False


def write_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, room: int | None = None) -> None:
    """A table as wide as its content, at most *room*: by default the terminal's width, elsewhere any."""
    on_terminal = sys.stdout.isatty()
    if room is None and on_terminal:
        room = columns_of_screen()
    table = [[column.heading for column in columns], *rows]
    widths = [max(map(_width, cells)) for cells in zip(*table, strict=True)]
    fitted = fitted_widths(columns, widths, sum(widths) + len(widths) if room is None else room)
    lines = [_line(columns, cells, fitted) for cells in table]
    if on_terminal:
        lines[0] = f"\033[1m{lines[0]}\033[0m"
    write_data("\n".join(lines) + "\n")


def fitted_widths(columns: Sequence[Column], widths: Sequence[int], room: int) -> dict[int, int]:
    """The columns that stay, by index, with their widths: together with spaces at most *room*.

    *widths* are those of their content. Only columns that neither shrink nor go can make it more.
    """
    least = {
        index: min(width, max(column.min_width or width, len(column.heading)))
        for index, (column, width) in enumerate(zip(columns, widths, strict=True))
    }
    for index in sorted(least, key=lambda index: columns[index].drop_order or 0):
        if columns[index].drop_order is not None and _total(least) > room:
            del least[index]
    spare = max(0, room - _total(least))
    fitted = {}
    for index, width in least.items():
        fitted[index] = min(widths[index], width + spare)
        spare -= fitted[index] - width
    return fitted


def _total(widths: Mapping[int, int]) -> int:
    """The width of a row: its cells with a space between any two."""
    return sum(widths.values()) + len(widths) - 1


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Mapping[int, int]) -> str:
    padded = []
    for index, width in widths.items():
        cell = _shortened(cells[index], width)
        space = " " * (width - _width(cell))
        padded.append(space + cell if columns[index].right else cell + space)
    return " ".join(padded).rstrip()


def _shortened(text: str, width: int) -> str:
    """*text* in at most *width* columns of a terminal, with an ellipsis if it is cut."""
    if _width(text) <= width:
        return text
    while text and _width(text) >= width:
        text = text[:-1]
    return f"{text}…"


def _width(text: str) -> int:
    """Columns of a terminal that *text* takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF") for letter in text)
