"""``propctl config``: the settings in force."""

import typer

from propctl.cli.options import Json, exit_status

app = typer.Typer(help="The settings in force.", rich_markup_mode=None)


@app.callback()
def group() -> None:
    """The settings in force."""


@app.command(epilog=exit_status())
def show(as_json: Json = False) -> None:
    """Print every setting, and whether it comes from the environment or is a default."""
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import start
    from propctl.settings import origins, variable_of

    settings = start()
    values = {variable_of(field): value for field, value in settings.model_dump(mode="json").items()}
    where = origins(settings)
    if as_json:
        rows = [{"name": name, "value": value, "origin": where[name]} for name, value in values.items()]
        write_json("config.show", settings=rows)
        return
    for name, value in values.items():
        write_line(f"{name}={'' if value is None else value}  ({where[name]})")
