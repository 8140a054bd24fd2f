"""``propctl providers``: who the data belong to."""

import typer

from propctl.cli.options import Json, exit_status

app = typer.Typer(help="The providers and their terms.", rich_markup_mode=None)

TERMS_URL = "http://gdx.mlb.com/components/copyright.txt"
TERMS = (
    ("owner", "MLB Advanced Media, L.P., for the MLB Stats API and Baseball Savant alike"),
    ("permitted", "individual, non-commercial, non-bulk use; anything else needs its written permission"),
    ("automated access", "MLB.com's terms of use forbid scripts on its digital properties; ask if in doubt"),
    ("redistribution", "not permitted; propctl keeps raw payloads in your own storage and publishes none"),
    ("behaviour", "one request a second and host, an honest User-Agent, no way round a refusal"),
    ("full text", TERMS_URL),
    ("to accept", "set PROPCTL_ACCEPT_PROVIDER_TERMS=true: it states that your use is allowed"),
)


@app.callback()
def group() -> None:
    """The providers and their terms."""


@app.command(epilog=exit_status())
def terms(as_json: Json = False) -> None:
    """Print what the providers permit, and how to state that your use is allowed."""
    from propctl.cli.output import write_json, write_line

    if as_json:
        write_json("providers.terms", terms=dict(TERMS))
        return
    for topic, text in TERMS:
        write_line(f"{topic}: {text}")
