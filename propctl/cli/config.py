"""``propctl config``: the settings in force."""

import typer

from propctl.cli.options import Json, exit_status
from propctl.errors import ExitCode

app = typer.Typer(help="The settings in force.", rich_markup_mode=None)


@app.callback()
def group() -> None:
    """The settings in force."""


@app.command(epilog=exit_status())
def show(as_json: Json = False) -> None:
    """Print every setting, and whether it comes from the environment, an env file or is a default."""
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import start_command
    from propctl.settings import origins, variable_of

    settings = start_command()
    dumped = settings.model_dump(mode="json")
    values = {variable_of(field): _shown(field, value) for field, value in dumped.items()}
    where = origins(settings)
    if as_json:
        rows = [{"name": name, "value": value, "origin": where[name]} for name, value in values.items()]
        write_json("config.show", settings=rows)
        return
    for name, value in values.items():
        write_line(f"{name}={_as_variable(value)}  ({where[name]})")


@app.command(epilog=exit_status())
def check(as_json: Json = False) -> ExitCode:
    """Look for contradictions, paths that lead nowhere and names without effect: 78 when one is wrong.

    Reports everything at once, without network. A doubtful setting may be meant, and does no harm.
    """
    from dataclasses import asdict

    from propctl.cli.output import counted, write_json, write_line
    from propctl.settings_check import check_configuration

    findings = sorted(check_configuration(), key=lambda finding: not finding.wrong)
    wrong = sum(finding.wrong for finding in findings)
    if as_json:
        records = [asdict(finding) for finding in findings]
        write_json("config.check", ok=not wrong, findings=records, total=len(records))
    else:
        for finding in findings:
            write_line(f"{'wrong' if finding.wrong else 'doubt'}  {finding.message}")
            write_line(f"       hint: {finding.hint}")
        doubtful = f", {len(findings) - wrong} doubtful" if len(findings) > wrong else ""
        write_line(f"{counted(wrong, 'setting')} wrong{doubtful}" if wrong else f"nothing wrong{doubtful}")
    return ExitCode.CONFIGURATION if wrong else ExitCode.OK


def _shown(field: str, value: object) -> object:
    """A value without any password in it."""
    from propctl.domain.redaction import hidden, hidden_secret
    from propctl.settings import SECRETS

    if not isinstance(value, str):
        return value
    return hidden_secret(value) if field in SECRETS else hidden(value)


def _as_variable(value: object) -> str:
    """How a value is written in the environment."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
