"""The command tree, and the outermost frame, which turns every error into an exit code."""

import errno
import gc
import importlib
import itertools
import re
import sys
from typing import Annotated, Final

import typer
import typer.main

from propctl.cli.output import abandon_stdout, unwritable, write_error, write_line
from propctl.domain.validation_messages import did_you_mean, near_choices, plain_message
from propctl.errors import ExitCode, PropctlError, UsageError
from propctl.version import __version__

GC_THRESHOLDS = (100_000, 20, 20)
"""Allocations before a collection: a run's records live until its end, so collecting earlier is waste."""

COMMANDS: Final = (
    "fetch", "run-once", "opportunities", "statcast", "health",
    "backfill", "snapshot", "hold", "metrics", "config", "providers",
)  # fmt: skip
"""In the order of ``--help``; each is a module of this package."""


def make_app(only: str | None = None) -> typer.Typer:
    """The command tree; with *only*, a tree of this one command, because importing the others takes time."""
    app = typer.Typer(
        name="propctl",
        help="Snapshots of player props with honest probabilities, from free providers. "
        "propctl claims calibration, never profit.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    for name in COMMANDS if only is None else (only,):
        module = importlib.import_module(f"propctl.cli.{name.replace('-', '_')}")
        if hasattr(module, "register"):
            module.register(app)
        else:
            app.add_typer(module.app, name=name)
    return app


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if value:
        write_line(f"propctl {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """See the app's help. Opens nothing, because it runs before a command's ``--help``."""
    del version


def run(arguments: list[str]) -> None:
    """Run *arguments* and raise SystemExit with the exit code; a bug passes through."""
    gc.set_threshold(*GC_THRESHOLDS)
    app = make_app(arguments[0] if arguments and arguments[0] in COMMANDS else None)
    try:
        code = app(arguments, prog_name="propctl", standalone_mode=False)
    except typer.TyperException as error:
        complaint = _complaint(error, arguments)
        wrong = UsageError(complaint, hint=_meant_choices(complaint) or _help_hint(error, arguments))
        write_error(wrong, as_json=_wants_json(arguments))
        sys.exit(wrong.exit_code)
    except PropctlError as error:
        write_error(error, as_json=_wants_json(arguments))
        sys.exit(error.exit_code)
    except OSError as error:  # the help text, which typer writes itself
        if error.errno != errno.ENOSPC:
            raise
        abandon_stdout()
        write_error(unwritable(error), as_json=False)
        sys.exit(ExitCode.TEMPORARY)
    sys.exit(code or ExitCode.OK)


def _wants_json(arguments: list[str]) -> bool:
    """Whether errors go to stdout as an object: as either option requests, valid or not."""
    formats = itertools.pairwise(arguments)
    return "--json" in arguments or "--format=json" in arguments or ("--format", "json") in formats


def _complaint(error: typer.TyperException, arguments: list[str]) -> str:
    """What is wrong with the arguments, quoting the value that is."""
    message = error.format_message().rstrip(".")
    match = re.fullmatch(r"(Invalid value for '(--[a-z-]+)'): (.*)", message, re.DOTALL)
    if match is None:
        return plain_message(message)
    place, option, reason = match.groups()
    value = _last_value(option, arguments)
    plain = plain_message(reason)
    return f"{place}: {value!r} {plain}" if value and plain.startswith("must ") else f"{place}: {plain}"


def _meant_choices(complaint: str) -> str:
    """What was probably meant, for a value that is none of an option's choices."""
    match = re.fullmatch(r".*: '(.*)' is not one of ('.*')", complaint, re.DOTALL)
    return did_you_mean(near_choices(match[1], re.findall("'(.*?)'", match[2]))) if match else ""


def _last_value(option: str, arguments: list[str]) -> str | None:
    """The last value of *option* among *arguments*."""
    separate = [value for name, value in itertools.pairwise(arguments) if name == option]
    joined = [word.partition("=")[2] for word in arguments if word.startswith(f"{option}=")]
    values = separate + joined
    return values[-1] if values else None


def _help_hint(error: typer.TyperException, arguments: list[str]) -> str:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path if context else _command_path(arguments)} --help` shows the usage"


def _command_path(arguments: list[str]) -> str:
    """The command that *arguments* lead to, for an error without a context."""
    words = ["propctl"]
    known = getattr(typer.main.get_command(make_app()), "commands", {})
    for word in arguments:
        if word not in known:
            break
        words.append(word)
        known = getattr(known[word], "commands", {})
    return " ".join(words)
