"""Bookmakers' prices, as read from an operator's line file."""

import datetime as dt
from dataclasses import dataclass

from propctl.domain.market import Market
from propctl.domain.odds import implied_probability, published
from propctl.domain.prop import BookPrice
from propctl.domain.snapshot import InputRef, Record


@dataclass(frozen=True, slots=True)
class Quote:
    """One valid row of a line file: American odds for over and under a half-line."""

    row: int
    """The line number in the file; the header is line 1."""
    player: str
    market: Market
    line: float
    over_odds: int
    under_odds: int
    book: str
    captured_at: dt.datetime
    player_id: int | None = None
    team: str | None = None
    game_id: int | None = None

    @property
    def no_vig_over(self) -> float:
        """The probability of the over that both prices imply, with the margin removed in proportion."""
        over, under = implied_probability(self.over_odds), implied_probability(self.under_odds)
        return over / (over + under)


class LeftOut(Record):
    """A row that was not used, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class LineFile:
    """The rows of one date; ``ref`` names the archived file, or is None when the date has no rows."""

    quotes: tuple[Quote, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    ref: InputRef | None = None

    @property
    def sha256(self) -> str | None:
        """The digest of the whole file, if it is an input."""
        return self.ref.sha256 if self.ref else None


NO_LINES = LineFile()


def book_price(quote: Quote, prob_over: float) -> BookPrice:
    """The published form of *quote*, beside the model's *prob_over* at its line.

    An edge is the model's probability less that of the price without margin. It is not a return.
    """
    no_vig = round(quote.no_vig_over, 4)
    edge = round(published(prob_over) - no_vig, 4)
    return BookPrice(
        bookmaker=quote.book,
        line=quote.line,
        over_odds=quote.over_odds,
        under_odds=quote.under_odds,
        no_vig_over=no_vig,
        edge_over=edge,
        edge_under=0.0 - edge,
        captured_at=quote.captured_at,
    )
