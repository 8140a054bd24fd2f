"""The command tree, and the outermost frame, which turns every error into an exit code."""

import contextlib
import errno
import gc
import importlib
import itertools
import re
import sys
from typing import Annotated, Final

import typer
import typer.main

from propctl.cli.completion import InstallCompletion, ShowCompletion, enable_completion, with_shell
from propctl.cli.output import (
    abandon_stdout,
    begin_command,
    logs_are_json,
    unwritable,
    write_error,
    write_line,
)
from propctl.domain.validation_messages import did_you_mean, near_choices, plain_message
from propctl.errors import ExitCode, PropctlError, UsageError
from propctl.version import __version__

GC_THRESHOLDS = (100_000, 20, 20)
"""Allocations before a collection: a run's records live until its end, so collecting earlier is waste."""

ENV_FILE: Final = "--env-file"

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
    env_file: Annotated[
        str | None,
        typer.Option(
            ENV_FILE, metavar="FILE", help="Read variables from FILE; those of the environment win."
        ),
    ] = None,
    install_completion: InstallCompletion = None,
    show_completion: ShowCompletion = None,
) -> None:
    """See the app's help. Opens nothing, because it runs before a command's ``--help``."""
    del version, install_completion, show_completion
    if env_file is not None:
        _use_env_file(env_file)


def _use_env_file(path: str) -> None:
    from propctl.settings import use_env_file

    if not path:
        raise typer.BadParameter("it names no file", param_hint=f"'{ENV_FILE}'")
    use_env_file(path)


def run(arguments: list[str]) -> None:
    """Run *arguments* and raise SystemExit with the exit code; a bug passes through."""
    gc.set_threshold(*GC_THRESHOLDS)
    enable_completion()
    options, arguments = _split_env_file(with_shell(arguments))
    app = make_app(arguments[0] if arguments and arguments[0] in COMMANDS else None)
    begin_command(_command_of(app, arguments))
    try:
        code = app([*options, *arguments], prog_name="propctl", standalone_mode=False)
    except typer.TyperException as error:
        if _is_bare(app, options, arguments) and not logs_are_json():
            _write_help(app, arguments)
            sys.exit(ExitCode.USAGE)
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


def _is_bare(app: typer.Typer, options: list[str], arguments: list[str]) -> bool:
    """Whether *arguments* stop where a command is still needed, and nothing is wrong with the *options*."""
    named = all(word not in (ENV_FILE, f"{ENV_FILE}=") for word in options[-1:])
    return named and (not arguments or arguments in [[group.name] for group in app.registered_groups])


def _write_help(app: typer.Typer, arguments: list[str]) -> None:
    """The help of a bare group, on stderr: nothing was done, so there are no data."""
    with contextlib.redirect_stdout(sys.stderr):
        app([*arguments, "--help"], prog_name="propctl", standalone_mode=False)


def _command_of(app: typer.Typer, arguments: list[str]) -> str:
    """``snapshot ls``; empty when *arguments* begin with no command."""
    if not arguments or arguments[0] not in COMMANDS:
        return ""
    groups = [group.typer_instance for group in app.registered_groups if group.name == arguments[0]]
    commands = [command for group in groups if group for command in group.registered_commands]
    names = {command.name or command.callback.__name__ for command in commands if command.callback}
    return " ".join([arguments[0], *(word for word in arguments[1:2] if word in names)])


def _split_env_file(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Each ``--env-file`` with its value, and the other arguments; it may follow the command too."""
    options: list[str] = []
    others: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            others += [word, *words]
        elif word == ENV_FILE or word.startswith(f"{ENV_FILE}="):
            options += [word] if "=" in word else [word, *itertools.islice(words, 1)]
        else:
            others.append(word)
    return (options, others) if options[-1:] != [ENV_FILE] else (options, [])


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
