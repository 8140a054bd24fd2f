"""The read path: props of the latest snapshot, filtered and ranked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from propctl.domain.option_values import SortKey, View
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.jobs.check_filters import SeasonNames, check_filters
from propctl.jobs.read_snapshot import Snapshot, read_closing_props, read_latest
from propctl.jobs.snapshot_context import SnapshotContext


@dataclass(frozen=True, slots=True)
class PropFilter:
    """Which props a reader wants to see, and in which order.

    ``min_prob`` bounds ``prob_over`` at the line, ``min_edge`` the best edge over or under at any book.
    """

    query: PropQuery
    min_prob: float | None = None
    min_edge: float | None = None
    sort: SortKey = SortKey.PROB
    limit: int | None = None
    view: View = View.CURRENT


def best_edge(prop: FeaturedProp) -> float | None:
    """The largest edge at any book on either side; None without prices."""
    edges = [edge for book in prop.books for edge in (book.edge_over, book.edge_under)]
    return max(edges, default=None)


def _edge(prop: FeaturedProp) -> float:
    """The best edge; a prop without prices ranks last."""
    edge = best_edge(prop)
    return float("-inf") if edge is None else edge


RANKS: dict[SortKey, Callable[[FeaturedProp], tuple[object, ...]]] = {
    SortKey.PROB: lambda prop: (-prop.prob_over,),
    SortKey.EDGE: lambda prop: (-_edge(prop),),
    SortKey.PROJECTION: lambda prop: (-prop.projection,),
    SortKey.CONFIDENCE: lambda prop: (-prop.confidence,),
    SortKey.START: lambda prop: (prop.start_time,),
    SortKey.PLAYER: lambda prop: (prop.player_name,),
}


def find_opportunities(
    context: SnapshotContext, sport: str, day: date, prop_filter: PropFilter
) -> tuple[Snapshot, list[FeaturedProp], int]:
    """The snapshot, the best props (at most ``limit``), and how many there are in all."""
    snapshot = read_latest(context, sport, day)
    props = _props_in(context, snapshot, prop_filter.view)
    matches = [prop for prop in prop_filter.query.select(props) if _passes(prop, prop_filter)]
    matches.sort(key=lambda prop: (*RANKS[prop_filter.sort](prop), prop.prop_id))
    return snapshot, matches[: prop_filter.limit], len(matches)


def check_names(
    context: SnapshotContext, snapshot: Snapshot, prop_filter: PropFilter, season_names: SeasonNames
) -> list[str]:
    """A sentence for each club and player of the query without props (UsageError for unknown ones)."""
    query = prop_filter.query
    if not (query.teams or query.players):
        return []
    props = _props_in(context, snapshot, prop_filter.view)
    return check_filters(query, props, context.namespace, season_names)


def _props_in(context: SnapshotContext, snapshot: Snapshot, view: View) -> tuple[FeaturedProp, ...]:
    return snapshot.props if view is View.CURRENT else read_closing_props(context, snapshot)


def _passes(prop: FeaturedProp, prop_filter: PropFilter) -> bool:
    if prop_filter.min_prob is not None and prop.prob_over < prop_filter.min_prob:
        return False
    if prop_filter.min_edge is None:
        return True
    return _edge(prop) >= prop_filter.min_edge
