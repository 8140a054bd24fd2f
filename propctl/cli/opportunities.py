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
    finite,
)
from propctl.domain.option_values import SPORT, BetSide, SortKey, View

if TYPE_CHECKING:
    from propctl.domain.option_values import Namespace
    from propctl.domain.snapshot import Manifest
    from propctl.jobs.check_filters import Names
    from propctl.jobs.opportunities import Opportunities, PropFilter
    from propctl.jobs.snapshot_context import SnapshotContext

Probability = Annotated[
    float | None,
    typer.Option(
        "--min-prob",
        min=0.0,
        max=1.0,
        metavar="P",
        help="Only props whose side has at least this chance.",
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
    side: Annotated[
        BetSide | None,
        typer.Option(
            "--side", help="Overs, unders, or the likelier of both; default: over, and for edges the better."
        ),
    ] = None,
    min_prob: Probability = None,
    min_edge: Annotated[
        float | None,
        typer.Option(
            "--min-edge",
            callback=finite,
            metavar="E",
            help="Only props with at least this edge at some book, e.g. 0.02.",
        ),
    ] = None,
    sort: Annotated[SortKey, typer.Option("--sort", help="What to rank by.")] = SortKey.PROB,
    per_market: Annotated[
        int | None, typer.Option("--per-market", min=1, metavar="N", help="Only the first N of each market.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="The most props to show.")] = None,
    view: Annotated[
        View, typer.Option("--view", help="The current rows, or the last of each game before it began.")
    ] = View.CURRENT,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Rank the props of the latest published snapshot.

    Probabilities are calibrated estimates, not advice: propctl claims no profit. An edge is the model's
    probability less the one that a book's prices imply without margin; the table has percentage points. A
    terminal that is too narrow gets fewer columns; --json has everything.
    """
    from propctl.cli.boards import as_records
    from propctl.cli.output import write_json, write_notes
    from propctl.cli.session import open_reading_context
    from propctl.domain.calendar import utc_text
    from propctl.domain.query import PropQuery
    from propctl.jobs.opportunities import PropFilter, check_names, find_opportunities

    context = open_reading_context(namespace, sport)
    query = PropQuery(markets=tuple(market or ()), players=tuple(player or ()), teams=tuple(team or ()))
    prop_filter = PropFilter(query, side, min_prob, min_edge, sort, per_market, limit, view)
    found = find_opportunities(context, sport, day or context.today(), prop_filter)
    manifest = found.snapshot.manifest
    absent = check_names(context, found, query, lambda: _season_names(context, manifest))
    if not as_json:
        _write(found, prop_filter, context, namespace, absent)
        return
    write_notes(absent)
    write_json(
        "opportunities",
        namespace=context.namespace,
        snapshot_id=manifest.snapshot_id,
        date=manifest.date.isoformat(),
        as_of=utc_text(manifest.as_of) if manifest.as_of else None,
        props=as_records([bet.prop for bet in found.bets]),
        total=found.total,
    )


def _write(
    found: "Opportunities",
    prop_filter: "PropFilter",
    context: "SnapshotContext",
    namespace: "Namespace | None",
    absent: list[str],
) -> None:
    from propctl.cli.boards import write_board, write_edges
    from propctl.cli.output import write_origin, write_wrapped
    from propctl.domain.bet import PricedBet

    if not found.bets:
        from propctl.cli.empty_boards import EmptyBoard

        board = EmptyBoard(found.snapshot.manifest, prop_filter, context.today(), namespace, absent)
        board.write(found.props)
    elif prop_filter.about_edges:
        write_edges(bet for bet in found.bets if isinstance(bet, PricedBet))
    else:
        write_board(found.bets, prop_filter.allowed_side)
    write_wrapped(_footer(found, prop_filter))
    for sentence in absent if found.bets else ():
        write_wrapped(sentence)
    write_origin(context.namespace)


def _season_names(context: "SnapshotContext", manifest: "Manifest") -> "Names | None":
    """The season's players; only a name that is not on the board needs the list, and the import."""
    from propctl.jobs.season_players import read_season_names

    return read_season_names(context, manifest)


def _footer(found: "Opportunities", prop_filter: "PropFilter") -> str:
    """How many props there are, and the snapshot that they are from."""
    from propctl.domain.calendar import utc_text

    manifest = found.snapshot.manifest
    number = _counts(found, prop_filter) if manifest.games else "0 games"
    known = (
        f"as of {utc_text(manifest.as_of)}" if manifest.as_of else f"known through {manifest.known_through}"
    )
    return f"{number}; snapshot {manifest.snapshot_id}, {known}"


def _counts(found: "Opportunities", prop_filter: "PropFilter") -> str:
    """How many props are shown and match; when none does, how many were filtered."""
    from propctl.cli.output import counted

    filtered = counted(len(found.props), "prop")
    if not found.total and found.props:
        return f"no match among {filtered}"
    if not prop_filter.narrows:
        return f"{len(found.bets):,} of {filtered}"
    return f"{len(found.bets):,} of {counted(found.total, 'matching prop')}"
