"""Seeded random draws: a separate stream for each decision, independent of all others.

Only ``random()`` of a stream is used: Python guarantees its sequence for a seed, but no other method's.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import add
from random import Random
from typing import Final, TypeVar

LEAGUE: Final = "propctl sample league 1"
"""Changing this changes everything that ever happens in the league."""

Item = TypeVar("Item")


def source(*about: object) -> Random:
    """The random stream for the decision that *about* names."""
    text = "|".join((LEAGUE, *map(str, about)))
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))  # noqa: S311


def added(values: Iterable[float]) -> float:
    """The sum from left to right: the built-in one rounds differently from Python 3.12 on."""
    return reduce(add, values, 0.0)


def normal(chance: Random) -> float:
    """Nearly standard normal, from -6 to 6: twelve uniforms, without a mathematics library's rounding."""
    return added(chance.random() for _ in range(12)) - 6.0


def bell(draw: Callable[[], float]) -> float:
    """Mean 0, standard deviation 1, from -3 to 3: a cheaper bell curve, of three uniforms."""
    return 2.0 * (draw() + draw() + draw() - 1.5)


def pick(chance: Random, items: Sequence[Item]) -> Item:
    """One of *items*, all equally likely."""
    return items[int(chance.random() * len(items))]


def shuffled(chance: Random, items: Sequence[Item]) -> list[Item]:
    """*items* in random order (Fisher and Yates)."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        other = int(chance.random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def weighted(chance: Random, shares: Sequence[float]) -> int:
    """An index, with the probability of its share; the shares add up to 1."""
    drawn = chance.random()
    for index, share in enumerate(shares):
        drawn -= share
        if drawn < 0.0:
            return index
    return len(shares) - 1
