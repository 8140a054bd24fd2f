"""The program's own parser, without running anything."""

from typer.core import TyperGroup
from typer.main import get_command

from propctl.cli.app import make_app


def parse(arguments: list[str]) -> None:
    """Read *arguments* as the program would, down to every option's value, and run nothing."""
    command = get_command(make_app())
    context = command.make_context("propctl", arguments, resilient_parsing=not arguments)
    while isinstance(command, TyperGroup) and (arguments := [*context._protected_args, *context.args]):
        name, found, arguments = command.resolve_command(context, arguments)
        assert found is not None
        command, context = found, found.make_context(name, list(arguments), parent=context)
