"""``propctl providers``: the owners of the data, and their terms."""

from typing import TYPE_CHECKING

import typer

from propctl.cli.options import Json, exit_status

if TYPE_CHECKING:
    from propctl.settings import Settings

app = typer.Typer(help="The providers and their terms.", rich_markup_mode=None)


@app.callback()
def group() -> None:
    """The providers and their terms."""


@app.command("ls", epilog=exit_status())
def ls(as_json: Json = False) -> None:
    """List the providers: their URLs and owners, and whether their terms are accepted."""
    from propctl.cli.output import write_fields, write_json
    from propctl.cli.session import start_command

    entries = _entries(start_command())
    if as_json:
        write_json("providers.ls", providers=entries, total=len(entries))
        return
    for entry in entries:
        write_fields(f"{entry['provider']}: {entry['title']}", _for_readers(entry))


@app.command(epilog=exit_status())
def terms(as_json: Json = False) -> None:
    """Print what the providers permit, and how to state that your use is allowed."""
    from propctl.cli.output import write_json, write_line
    from propctl.connectors.provider_terms import terms_by_topic

    topics = terms_by_topic()
    if as_json:
        write_json("providers.terms", terms=topics)
        return
    for topic, text in topics.items():
        write_line(f"{topic}: {text}")


def _entries(settings: "Settings") -> list[dict[str, object]]:
    from propctl.connectors.provider_terms import REGISTER
    from propctl.domain.providers import Provider
    from propctl.domain.redaction import hidden
    from propctl.provider_clients import terms_needed
    from propctl.settings import ProviderMode

    sample = settings.provider_mode is ProviderMode.SAMPLE
    return [
        {
            "provider": entry.provider,
            "title": entry.title,
            "base_url": None if sample else hidden(settings.base_url_of(Provider(entry.provider))),
            "owner": entry.owner,
            "permitted": entry.permitted,
            "automated_access": entry.automated_access,
            "redistribution": entry.redistribution,
            "full_text": entry.full_text,
            "reviewed": entry.reviewed.isoformat(),
            "accepted": settings.accept_provider_terms,
            "acceptance_needed": terms_needed(settings),
        }
        for entry in REGISTER
    ]


def _for_readers(entry: dict[str, object]) -> dict[str, str]:
    names = ("owner", "permitted", "automated_access", "redistribution", "full_text")
    accepted = "yes" if entry["accepted"] else "no: `propctl providers terms` says how"
    if not entry["acceptance_needed"]:
        accepted = "not needed: no provider's server is used"
    return {
        "base URL": str(entry["base_url"] or "none: the sample league answers"),
        **{name.replace("_", " "): str(entry[name]) for name in names},
        "last reviewed": str(entry["reviewed"]),
        "terms accepted": accepted,
    }
