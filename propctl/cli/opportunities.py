"""``propctl opportunities``: the read path."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.filters import Markets, Players, Teams
from propctl.cli.options import (
    READING,
    Day,
    Json,
    NamespaceOption,
    Sport,
    exit_status,
)
from propctl.domain.option_values import SPORT, SortKey, View

if TYPE_CHECKING:
    from propctl.domain.snapshot import Manifest
    from propctl.jobs.check_filters import Names
    from propctl.jobs.snapshot_context import SnapshotContext

Probability = Annotated[
    float | None,
    typer.Option(
        "--min-prob", min=0.0, max=1.0, metavar="P", help="Only props whose over has at least this chance."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=exit_status(*READING))(opportunities)


def opportunities(
    sport: Sport = SPORT,
    day: Day = None,
    market: Markets = None,
    player: Players = None,
    team: Teams = None,
    min_prob: Probability = None,
    min_edge: Annotated[
        float | None,
        typer.Option(
            "--min-edge", metavar="E", help="Only props with at least this edge at some book, e.g. 0.02."
        ),
    ] = None,
    sort: Annotated[SortKey, typer.Option("--sort", help="What to rank by.")] = SortKey.PROB,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="The most props to show.")] = None,
    view: Annotated[
        View, typer.Option("--view", help="The current rows, or the last of each game before it began.")
    ] = View.CURRENT,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Rank the props of the latest published snapshot.

    Probabilities are calibrated estimates, not advice: propctl claims no profit. An edge is the model's
    probability less the one that a book's prices imply without margin; the table has percentage points.
    """
    from propctl.cli.boards import as_records, nothing_for, write_board, write_edges
    from propctl.cli.output import warn, write_json, write_line, write_notes, write_origin
    from propctl.cli.session import open_reading_context
    from propctl.domain.calendar import utc_text
    from propctl.domain.query import PropQuery
    from propctl.jobs.opportunities import PropFilter, check_names, find_opportunities

    context = open_reading_context(namespace, sport)
    query = PropQuery(markets=tuple(market or ()), players=tuple(player or ()), teams=tuple(team or ()))
    prop_filter = PropFilter(query, min_prob, min_edge, sort, limit, view)
    snapshot, props, total = find_opportunities(context, sport, day or context.today(), prop_filter)
    manifest = snapshot.manifest
    absent = check_names(context, snapshot, prop_filter, lambda: _season_names(context, manifest))
    if as_json:
        write_notes(absent)
        write_json(
            "opportunities",
            namespace=context.namespace,
            snapshot_id=manifest.snapshot_id,
            date=manifest.date.isoformat(),
            as_of=utc_text(manifest.as_of) if manifest.as_of else None,
            props=as_records(props),
            total=total,
        )
        return
    about_edges = sort is SortKey.EDGE or min_edge is not None
    if about_edges and manifest.games:
        write_edges(props)
    else:
        write_board(props, empty=nothing_for(manifest.date, len(manifest.games)))
    if about_edges and manifest.games and not any(prop.books for prop in snapshot.props):
        warn("no prop of this snapshot has book prices (PROPCTL_LINES_FILE), so there are no edges")
    write_line(_footer(snapshot.manifest, len(props), total))
    for sentence in absent:
        write_line(sentence)
    write_origin(context.namespace)


def _season_names(context: "SnapshotContext", manifest: "Manifest") -> "Names | None":
    """The season's players; only a name that is not on the board needs the list, and the import."""
    from propctl.jobs.season_players import read_season_names

    return read_season_names(context, manifest)


def _footer(manifest: "Manifest", shown: int, total: int) -> str:
    """How many props there are, and the snapshot that they are from."""
    from propctl.cli.output import counted
    from propctl.domain.calendar import utc_text

    matches = f"{shown:,} of {counted(total, 'matching prop')}"
    if not total:
        matches = f"no match among {counted(manifest.rows.count, 'prop')}" if manifest.games else "0 games"
    known = (
        f"as of {utc_text(manifest.as_of)}" if manifest.as_of else f"known through {manifest.known_through}"
    )
    return f"{matches}; snapshot {manifest.snapshot_id}, {known}"
