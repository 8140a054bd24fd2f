"""Options that several commands share. Imports nothing heavy, because ``--help`` imports it."""

import math
import textwrap
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from propctl.domain.option_values import SPORTS, Namespace
from propctl.errors import EXIT_CODE_MEANINGS, ExitCode


def parse_day(text: str) -> date:
    """The date that an option's *text* names."""
    from propctl.domain.calendar import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def finite(number: float | None) -> float | None:
    """An option's *number*, which NaN would get past any bound."""
    if number is not None and not math.isfinite(number):
        raise typer.BadParameter("must be a finite number")
    return number


def exit_status(*codes: ExitCode) -> str:
    """The EXIT STATUS section of a command's help: *codes*, and those that any command can end with."""
    always = (ExitCode.OK, ExitCode.USAGE, ExitCode.CONFIGURATION, ExitCode.INTERRUPTED, ExitCode.TERMINATED)
    lines = (
        textwrap.fill(
            EXIT_CODE_MEANINGS[code], 76, initial_indent=f"{code.value:>3}  ", subsequent_indent=" " * 5
        )
        for code in sorted({*always, *codes})
    )
    return "\b\nExit status:\n" + "\n".join(lines)


FETCHING = (ExitCode.DATA, ExitCode.TEMPORARY, ExitCode.REFUSED)
READING = (ExitCode.DATA, ExitCode.TEMPORARY, ExitCode.REFUSED)


def _sports() -> list[str]:
    return list(SPORTS)


Sport = Annotated[
    str,
    typer.Argument(metavar="SPORT", autocompletion=_sports, help="Which sport; mlb is the only one so far."),
]
SportOption = Annotated[
    str, typer.Option("--sport", autocompletion=_sports, help="Which sport; mlb is the only one so far.")
]
Day = Annotated[
    date | None,
    typer.Option(
        "--date", metavar="YYYY-MM-DD", parser=parse_day, help="Official date; default: today in New York."
    ),
]
AnyDay = Annotated[
    date | None,
    typer.Option("--date", metavar="YYYY-MM-DD", parser=parse_day, help="Only this date; default: all."),
]
OptionalId = Annotated[str | None, typer.Argument(metavar="ID", help="A snapshot id.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
NamespaceOption = Annotated[
    Namespace | None,
    typer.Option("--namespace", help="Which snapshots to read; default: live, or sample in sample mode."),
]
Textfile = Annotated[
    Path | None,
    typer.Option("--textfile", metavar="DIR", help="Also write the job's totals there, for node_exporter."),
]
