"""Completion of commands, options and their values in shells: Typer's, for the shells that people use."""

import os
from enum import StrEnum
from typing import Annotated, Final

import typer
from typer._completion_classes import completion_init
from typer._completion_shared import _get_shell_name, get_completion_script, install

from propctl.cli.output import write_line
from propctl.errors import RefusedError

INSTALL: Final = "--install-completion"
SHOW: Final = "--show-completion"
VARIABLE: Final = "_PROPCTL_COMPLETE"
"""Set by a shell that asks for completions, and answered by Typer."""


class Shell(StrEnum):
    """A shell that completion works in."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def enable_completion() -> None:
    """Let Typer answer shells that ask; it would end with a traceback on a request that it does not know."""
    asked = os.environ.get(VARIABLE)
    known = {f"{request}_{shell}" for request in ("complete", "source") for shell in Shell}
    if asked is not None and asked not in known:
        del os.environ[VARIABLE]
    completion_init()


def with_shell(arguments: list[str]) -> list[str]:
    """*arguments*, with the shell that runs this process after an option that needs one and has none."""
    if len(arguments) != 1 or arguments[0] not in (INSTALL, SHOW):
        return arguments
    shell = _get_shell_name()
    return arguments if shell is None else [arguments[0], shell]


def _show(shell: Shell | None) -> None:
    if shell is not None:
        write_line(get_completion_script(prog_name="propctl", complete_var=VARIABLE, shell=shell))
        raise typer.Exit


def _install(shell: Shell | None) -> None:
    if shell is None:
        return
    try:
        _, path = install(shell, "propctl", VARIABLE)
    except (OSError, RuntimeError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RefusedError(
            f"cannot install completion for {shell}: {reason}",
            hint=f"`propctl {SHOW} {shell}` prints the script: put it where {shell} reads it",
        ) from error
    write_line(f"completion for {shell} is in {path}, from the next shell on")
    raise typer.Exit


InstallCompletion = Annotated[
    Shell | None,
    typer.Option(
        INSTALL,
        metavar="SHELL",
        callback=_install,
        is_eager=True,
        help="Install completion for bash, zsh or fish, and exit.",
    ),
]
ShowCompletion = Annotated[
    Shell | None,
    typer.Option(
        SHOW,
        metavar="SHELL",
        callback=_show,
        is_eager=True,
        help="Print the script of that completion, and exit.",
    ),
]
