"""From a distribution to lines: mean, chance of going over, customary line and ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from propctl.domain.market import Market
from propctl.domain.matchup import Pmf

MIN_LIKELY: Final = 0.01
MAX_LIKELY: Final = 0.99


class Step(NamedTuple):
    """A half-line and the chance of going over it; a tuple, as a day has a hundred thousand of them."""

    line: float
    prob_over: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """The customary line of a market, the mean, and the steps worth offering (always with ``line``)."""

    line: float
    mean: float
    prob_over: float
    rungs: tuple[Step, ...]


def mean(pmf: Pmf) -> float:
    """The expected count."""
    chances: list[float] = pmf.tolist()
    return sum(count * chance for count, chance in enumerate(chances))


def survival(pmf: Pmf) -> list[float]:
    """P(count > 0.5), P(count > 1.5), ...: entry i belongs to the half-line i + 0.5.

    Plain floats: a day has thousands of short distributions, for which numpy's overhead would dominate.
    """
    return list(accumulate(reversed(pmf.tolist()[1:])))[::-1]


def prob_over(pmf: Pmf, line: float) -> float:
    """P(count > line), for a line that is not a whole number."""
    return survival(pmf)[int(line)] if line < len(pmf) - 1 else 0.0


def customary_line(market: Market, over: Sequence[float]) -> float:
    """The market's own line, else the half-line closest to even odds (the lower of two).

    *over* is the result of :func:`survival`.
    """
    if market.spec.line is not None:
        return market.spec.line
    return min(range(len(over)), key=lambda index: abs(over[index] - 0.5), default=0) + 0.5


def ladder(market: Market, pmf: Pmf) -> Ladder:
    """The ladder of *pmf*: every half-line with 0.01 < P(over) < 0.99, and always the customary line."""
    over = survival(pmf)
    line = customary_line(market, over)
    customary = int(line)
    over += [0.0] * (customary + 1 - len(over))
    rungs = tuple(
        Step(index + 0.5, chance)
        for index, chance in enumerate(over)
        if MIN_LIKELY < chance < MAX_LIKELY or index == customary
    )
    return Ladder(line, mean(pmf), over[customary], rungs)
