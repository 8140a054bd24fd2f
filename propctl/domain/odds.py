"""Probabilities and American odds.

American odds of a probability p without margin: -100 p / (1 - p) for a favourite (p >= 0.5), else
+100 (1 - p) / p; the even price is written +100.
"""

from typing import Final

MIN_PROBABILITY: Final = 0.0001
MAX_PROBABILITY: Final = 0.9999


def published(probability: float) -> float:
    """*probability* as published: 4 decimals, between 0.0001 and 0.9999."""
    rounded = round(probability, 4)
    if MIN_PROBABILITY <= rounded <= MAX_PROBABILITY:
        return rounded
    return MIN_PROBABILITY if rounded < MIN_PROBABILITY else MAX_PROBABILITY


def american_odds(probability: float) -> int:
    """The fair American price of *probability* (0 < p < 1, else ValueError)."""
    if not 0.0 < probability < 1.0:
        raise ValueError(f"a price needs a probability between 0 and 1, not {probability}")
    if probability > 0.5:
        price = -round(100.0 * probability / (1.0 - probability))
    else:
        price = round(100.0 * (1.0 - probability) / probability)
    return 100 if price == -100 else price


def implied_probability(odds: int) -> float:
    """The probability at which American *odds* break even (ValueError within -99 to 99)."""
    if -100 < odds < 100:
        raise ValueError(f"American odds are at most -100 or at least +100, not {odds}")
    return -odds / (100.0 - odds) if odds < 0 else 100.0 / (100.0 + odds)
