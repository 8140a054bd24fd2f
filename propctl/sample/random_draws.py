"""Seeded chance: a stream of its own for everything that is decided, whatever else was decided before.

Only ``random()`` of a stream is used: Python promises its sequence for a seed, and of nothing else.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import add
from random import Random
from typing import Final, TypeVar

LEAGUE: Final = "propctl sample league 1"
"""Changing this changes everything that ever happened in the league."""

Item = TypeVar("Item")


def source(*about: object) -> Random:
    """The stream that decides what *about* names."""
    text = "|".join((LEAGUE, *map(str, about)))
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))  # noqa: S311


def added(values: Iterable[float]) -> float:
    """The sum from left to right: the built-in one rounds differently from Python 3.12 on."""
    return reduce(add, values, 0.0)


def normal(chance: Random) -> float:
    """Nearly standard normal, at most 6 either way: twelve uniforms, which no mathematics library rounds."""
    return added(chance.random() for _ in range(12)) - 6.0


def bell(draw: Callable[[], float]) -> float:
    """Mean 0, standard deviation 1, at most 3 either way: a cheaper bell of three uniforms."""
    return 2.0 * (draw() + draw() + draw() - 1.5)


def pick(chance: Random, items: Sequence[Item]) -> Item:
    """One of *items*, each as likely."""
    return items[int(chance.random() * len(items))]


def shuffled(chance: Random, items: Sequence[Item]) -> list[Item]:
    """*items* in any order (Fisher and Yates)."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        other = int(chance.random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def weighted(chance: Random, shares: Sequence[float]) -> int:
    """An index, as likely as its share (which add up to 1)."""
    drawn = chance.random()
    for index, share in enumerate(shares):
        drawn -= share
        if drawn < 0.0:
            return index
    return len(shares) - 1
