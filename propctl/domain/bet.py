"""Bets: one side of a prop, at its customary line or at a bookmaker's price."""

from collections.abc import Iterator
from dataclasses import dataclass

from propctl.domain.option_values import BetSide
from propctl.domain.prop import BookPrice, FeaturedProp


@dataclass(frozen=True, slots=True)
class Bet:
    """A side of *prop* at the market's customary line."""

    prop: FeaturedProp
    is_over: bool

    @property
    def line(self) -> float:
        """The half-line."""
        return self.prop.line

    @property
    def probability(self) -> float:
        """The model's probability of this side at the line."""
        return self.prop.prob_over if self.is_over else self.prop.prob_under

    @property
    def fair_odds(self) -> int:
        """American odds of this side at the prop's own line, without margin."""
        return self.prop.fair_over_odds if self.is_over else self.prop.fair_under_odds


@dataclass(frozen=True, slots=True)
class PricedBet(Bet):
    """A side of *prop* at a book's line and price."""

    price: BookPrice

    @property
    def line(self) -> float:
        """The book's half-line, which need not be the prop's."""
        return self.price.line

    @property
    def no_vig(self) -> float:
        """The probability that the book's prices imply for this side, with the margin removed."""
        return self.price.no_vig_over if self.is_over else 1.0 - self.price.no_vig_over

    @property
    def edge(self) -> float:
        """The model's probability less :attr:`no_vig`."""
        return self.price.edge_over if self.is_over else self.price.edge_under

    @property
    def odds(self) -> int:
        """The book's American odds of this side."""
        return self.price.over_odds if self.is_over else self.price.under_odds

    @property
    def probability(self) -> float:
        """The model's probability of this side at the book's line."""
        return self.no_vig + self.edge


def bets_of(prop: FeaturedProp, side: BetSide) -> Iterator[Bet]:
    """The sides of *prop* that *side* allows, the over first."""
    return (Bet(prop, is_over) for is_over in _directions(side))


def priced_bets_of(prop: FeaturedProp, side: BetSide) -> Iterator[PricedBet]:
    """Every price of *prop* on the sides that *side* allows."""
    return (PricedBet(prop, is_over, price) for price in prop.books for is_over in _directions(side))


def _directions(side: BetSide) -> tuple[bool, ...]:
    """True for over, False for under."""
    return {BetSide.OVER: (True,), BetSide.UNDER: (False,), BetSide.BOTH: (True, False)}[side]
