"""``propctl fetch``: props to stdout, published nowhere."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.filters import Markets, Players, Teams
from propctl.cli.options import FETCHING, Day, Json, Sport, exit_status
from propctl.domain.option_values import SPORT
from propctl.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from propctl.domain.query import PropQuery
    from propctl.jobs.fetch import FetchedProps


class Format(StrEnum):
    """How props are written."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=exit_status(*FETCHING))(fetch)


def fetch(
    sport: Sport = SPORT,
    day: Day = None,
    market: Markets = None,
    player: Players = None,
    team: Teams = None,
    form: Annotated[Format, typer.Option("--format", help="How to write them.")] = Format.TABLE,
    as_json: Json = False,
) -> None:
    """Fetch and project props, print them, and publish nothing.

    Fetched payloads are archived, and reused by later runs.
    """
    from propctl.build_runtime import open_build_context
    from propctl.cli.boards import as_records, write_csv, write_ndjson
    from propctl.cli.output import write_json, write_notes, write_origin
    from propctl.cli.session import start_command
    from propctl.domain.query import PropQuery
    from propctl.jobs.fetch import fetch_and_check
    from propctl.runtime import default_namespace

    settings = start_command(sport)
    if as_json and form not in (Format.TABLE, Format.JSON):
        raise UsageError(f"--json and --format {form} contradict each other", hint="give one of them")
    query = PropQuery(
        date=day, markets=tuple(market or ()), players=tuple(player or ()), teams=tuple(team or ())
    )
    namespace = default_namespace(settings)
    with open_build_context(settings) as build_context:
        fetched = fetch_and_check(build_context, query)
        today = build_context.today()
    if form is Format.TABLE and not as_json:
        _write_table(fetched, query, today)
        write_origin(namespace)
        return
    props = fetched.props
    write_notes(fetched.absent)
    if as_json or form is Format.JSON:
        write_json("fetch", namespace=namespace.value, props=as_records(props), total=len(props))
    else:
        (write_ndjson if form is Format.NDJSON else write_csv)(props)


def _write_table(fetched: "FetchedProps", query: "PropQuery", today: "date") -> None:
    from propctl.cli.boards import write_overs
    from propctl.cli.empty_boards import EmptyBoard
    from propctl.cli.output import counted, write_line, write_wrapped
    from propctl.jobs.opportunities import PropFilter

    build, props = fetched.build, fetched.props
    if props:
        write_overs(props)
    else:
        EmptyBoard(build.content, PropFilter(query), today, absent=fetched.absent).write(build.props)
    if build.props:
        write_line(f"{len(props):,} of {counted(len(build.props), 'prop')}")
    for sentence in fetched.absent if props else ():
        write_wrapped(sentence)
