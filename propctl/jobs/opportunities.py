"""The read path: props of the latest snapshot, filtered and ranked."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from propctl.domain.bet import Bet, PricedBet, bets_of, priced_bets_of
from propctl.domain.option_values import BetSide, SortKey, View
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.jobs.read_snapshot import Snapshot, read_closing_props, read_latest
from propctl.jobs.snapshot_context import SnapshotContext

if TYPE_CHECKING:
    from propctl.jobs.check_filters import SeasonNames


@dataclass(frozen=True, slots=True)
class PropFilter:
    """Which props a reader wants to see, and in which order.

    Each prop stands for one bet: the likelier side, or, where edges are asked for, the price with the best
    edge. ``min_prob`` and ``min_edge`` bound that bet. ``side`` None is over, and both sides for edges.
    """

    query: PropQuery
    side: BetSide | None = None
    min_prob: float | None = None
    min_edge: float | None = None
    sort: SortKey = SortKey.PROB
    per_market: int | None = None
    limit: int | None = None
    view: View = View.CURRENT

    @property
    def about_edges(self) -> bool:
        """Whether only props with a book's price are wanted."""
        return self.sort is SortKey.EDGE or self.min_edge is not None

    @property
    def allowed_side(self) -> BetSide:
        """The side, with its default."""
        return self.side or (BetSide.BOTH if self.about_edges else BetSide.OVER)

    @property
    def narrows(self) -> bool:
        """Whether it can leave anything out besides what is past ``per_market`` and ``limit``."""
        bounded = self.min_prob is not None or self.about_edges
        return bounded or bool(self.query.markets or self.query.players or self.query.teams)

    def bets(self, prop: FeaturedProp) -> list[Bet]:
        """The bets on *prop* that are considered, before they are bounded."""
        side = self.allowed_side
        return [*(priced_bets_of(prop, side) if self.about_edges else bets_of(prop, side))]

    def best_bet(self, prop: FeaturedProp) -> Bet | None:
        """The bet that *prop* stands for; None when it has none within the bounds."""
        return max(filter(self._passes, self.bets(prop)), key=_quality, default=None)

    def _passes(self, bet: Bet) -> bool:
        if self.min_prob is not None and bet.probability < self.min_prob:
            return False
        return self.min_edge is None or edge_of(bet) >= self.min_edge


@dataclass(frozen=True, slots=True)
class Opportunities:
    """The best bets, how many passed the filter in all, and the props that were filtered."""

    snapshot: Snapshot
    props: tuple[FeaturedProp, ...]
    bets: tuple[Bet, ...]
    total: int


def edge_of(bet: Bet) -> float:
    """Its edge; without a price it ranks last."""
    return bet.edge if isinstance(bet, PricedBet) else float("-inf")


def _quality(bet: Bet) -> tuple[float, float]:
    return edge_of(bet), bet.probability


RANKS: dict[SortKey, Callable[[Bet], tuple[object, ...]]] = {
    SortKey.PROB: lambda bet: (-bet.probability,),
    SortKey.EDGE: lambda bet: (-edge_of(bet),),
    SortKey.PROJECTION: lambda bet: (-bet.prop.projection,),
    SortKey.CONFIDENCE: lambda bet: (-bet.prop.confidence,),
    SortKey.START: lambda bet: (bet.prop.start_time,),
    SortKey.PLAYER: lambda bet: (bet.prop.player_name,),
}


def find_opportunities(
    context: SnapshotContext, sport: str, day: date, prop_filter: PropFilter
) -> Opportunities:
    """The best bet of each prop of the latest snapshot of *day*, filtered and ranked."""
    snapshot = read_latest(context, sport, day)
    closing = prop_filter.view is View.CLOSING
    props = read_closing_props(context, snapshot) if closing else snapshot.props
    bets = [bet for prop in prop_filter.query.select(props) if (bet := prop_filter.best_bet(prop))]
    bets.sort(key=lambda bet: (*RANKS[prop_filter.sort](bet), bet.prop.prop_id))
    shown = _best_of_each_market(bets, prop_filter.per_market) if prop_filter.per_market else bets
    return Opportunities(snapshot, props, tuple(shown[: prop_filter.limit]), len(bets))


def _best_of_each_market(bets: Iterable[Bet], number: int) -> list[Bet]:
    """The first *number* bets of each market, in their order."""
    seen: Counter[str] = Counter()
    best = []
    for bet in bets:
        seen[bet.prop.market] += 1
        if seen[bet.prop.market] <= number:
            best.append(bet)
    return best


def check_names(
    context: SnapshotContext, found: Opportunities, query: PropQuery, season_names: "SeasonNames"
) -> list[str]:
    """A sentence for each club and player of *query* without props (UsageError for unknown ones)."""
    if not (query.teams or query.players):
        return []
    from propctl.jobs.check_filters import check_filters

    return check_filters(query, found.props, context.namespace, season_names)
