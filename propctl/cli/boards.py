"""Props as tables, JSON, ndjson and CSV."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final

from propctl.cli.output import Column, columns_of_screen, write_table, write_utf8
from propctl.domain.bet import Bet, PricedBet, bets_of
from propctl.domain.option_values import BetSide
from propctl.domain.prop import FeaturedProp, canonical_rows
from propctl.domain.venues import zone_of

PLAYER: Final = Column("player", min_width=12)
GAME: Final = Column("game", drop_order=4)
START: Final = Column("start", drop_order=3)
MARKET: Final = Column("market", drop_order=8)
FAIR: Final = Column("fair", drop_order=6, right=True)
MEAN: Final = Column("mean", drop_order=5, right=True)
EDGE_COLUMNS: Final = (
    PLAYER, GAME, START, MARKET, Column("bet"), Column("price", right=True),
    Column("book", drop_order=7, min_width=6), Column("model", drop_order=2, right=True),
    Column("no-vig", drop_order=1, right=True), Column("edge", right=True),
)  # fmt: skip


def write_board(bets: Iterable[Bet], side: BetSide) -> None:
    """A table, one bet a row, within the terminal's width or 80 columns; *side* is that of the bets."""
    if side is BetSide.BOTH:
        chance = (Column("bet"), Column("prob", right=True))
    else:
        chance = (Column("line", right=True), Column(side.value, right=True))
    columns = (PLAYER, GAME, START, MARKET, *chance, FAIR, MEAN)
    write_table(columns, (_cells(bet, side) for bet in bets), room=columns_of_screen())


def write_overs(props: Iterable[FeaturedProp]) -> None:
    """The same table of the overs of *props*."""
    write_board((bet for prop in props for bet in bets_of(prop, BetSide.OVER)), BetSide.OVER)


def write_edges(bets: Iterable[PricedBet]) -> None:
    """A table of bets at books' prices, within the terminal's width or 80 columns."""
    write_table(EDGE_COLUMNS, map(_edge_cells, bets), room=columns_of_screen())


def _cells(bet: Bet, side: BetSide) -> tuple[str, ...]:
    line = _bet_text(bet) if side is BetSide.BOTH else f"{bet.line:g}"
    mean = f"{bet.prop.projection:.2f}"
    return (*_whose(bet.prop), line, _percent(bet.probability), f"{bet.fair_odds:+d}", mean)


def _edge_cells(bet: PricedBet) -> tuple[str, ...]:
    return (
        *_whose(bet.prop),
        _bet_text(bet),
        f"{bet.odds:+d}",
        bet.price.bookmaker,
        _percent(bet.probability),
        _percent(bet.no_vig),
        f"{100.0 * bet.edge:+.1f}",
    )


def _whose(prop: FeaturedProp) -> tuple[str, str, str, str]:
    game = f"{prop.team} {'v' if prop.is_home else '@'} {prop.opponent}"
    return prop.player_name, game, _start(prop), prop.market.value


def _bet_text(bet: Bet) -> str:
    """``o 0.5`` or ``u 17.5``."""
    return f"{'o' if bet.is_over else 'u'} {bet.line:g}"


def _start(prop: FeaturedProp) -> str:
    """The start by the clock at the park, with its zone."""
    if prop.start_time_tbd:
        return "TBD"
    return f"{prop.start_time.astimezone(zone_of(prop.venue_id)):%H:%M %Z}"


def _percent(probability: float) -> str:
    """One decimal; nothing is shown as certain."""
    return f"{min(0.999, max(0.001, probability)):.1%}"


def write_ndjson(props: Sequence[FeaturedProp]) -> None:
    """One canonical record a line, the bytes that snapshots store."""
    write_utf8(canonical_rows(props).decode())


def write_csv(props: Sequence[FeaturedProp]) -> None:
    """One prop a row under the records' field names; lists and flags as JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FeaturedProp.model_fields)
    for prop in props:
        values = prop.model_dump(mode="json").values()
        writer.writerow(json.dumps(value) if isinstance(value, list | bool) else value for value in values)
    write_utf8(text.getvalue())


def as_records(props: Sequence[FeaturedProp]) -> list[dict[str, object]]:
    """Plain JSON values."""
    return [prop.model_dump(mode="json") for prop in props]
