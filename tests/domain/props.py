"""Invented props, one at a time and as a hypothesis strategy."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from propctl.domain.market import Market
from propctl.domain.prop import BookPrice, FeaturedProp, Rung, prop_id
from propctl.domain.slate import LineupStatus

DATE = dt.date(2025, 6, 8)
START = dt.datetime(2025, 6, 8, 17, 35, tzinfo=dt.UTC)


def a_prop(
    player_id: int = 9001, market: Market = Market.BATTER_HITS, game_pk: int = 900001, **changes: Any
) -> FeaturedProp:
    """A sound prop; *changes* replace its fields."""
    fields: dict[str, Any] = {
        "prop_id": prop_id("mlb", game_pk, player_id, market),
        "sport": "mlb",
        "game_id": game_pk,
        "game_date": DATE,
        "game_number": 1,
        "start_time": START,
        "start_time_tbd": False,
        "venue_id": 3313,
        "player_id": player_id,
        "player_name": f"Player {player_id}",
        "team": "NYY",
        "opponent": "BOS",
        "is_home": True,
        "role": market.role,
        "batting_order": 3 if market.role == "batter" else None,
        "lineup_status": LineupStatus.CONFIRMED,
        "market": market,
        "line": 0.5,
        "projection": 0.873,
        "prob_over": 0.6,
        "prob_under": 0.4,
        "ladder": (Rung(line=0.5, prob_over=0.6), Rung(line=1.5, prob_over=0.2)),
        "fair_over_odds": -150,
        "fair_under_odds": 150,
        "confidence": 0.5,
        "sample_size": 200,
        "sources": ("mlb_stats_api",),
    }
    return FeaturedProp(**(fields | changes))


def a_price(edge_over: float, edge_under: float, no_vig_over: float = 0.5) -> BookPrice:
    """A price of even odds at half a hit."""
    return BookPrice(
        bookmaker="A book",
        line=0.5,
        over_odds=-110,
        under_odds=-110,
        no_vig_over=no_vig_over,
        edge_over=edge_over,
        edge_under=edge_under,
        captured_at=dt.datetime(2025, 6, 8, 9, tzinfo=dt.UTC),
    )


_props = st.builds(
    a_prop,
    player_id=st.integers(1, 10**6),
    market=st.sampled_from(Market),
    game_pk=st.integers(1, 30),
    player_name=st.text(max_size=12),
    projection=st.floats(0.0, 40.0).map(lambda mean: round(mean, 3)),
)

boards = st.lists(_props, max_size=12, unique_by=lambda prop: prop.prop_id)
"""Up to a dozen props with different ids."""
