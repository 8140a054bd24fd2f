"""What an expression asks for. No parser: promtool is, and nothing it refuses comes here."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_AGGREGATIONS: Final = frozenset({"sum", "max", "min", "count"})
_OPERATORS: Final = frozenset({"and", "or", "unless", "bool"})
_TOKEN: Final = re.compile(
    r"""
    \b(?:by|on|without|ignoring|group_left)\s*\((?P<labels>[^)]*)\)
    | \[[^\]]*\]
    | [a-z]\w*(?=\s*\()
    | (?P<name>[a-zA-Z_:][\w:]*)\s*(?:\{(?P<matchers>[^}]*)\})?
    """,
    re.VERBOSE,
)
_MATCHER: Final = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')


class Selector(NamedTuple):
    """A metric, and what its labels have to be: label, operator, value."""

    metric: str
    matchers: tuple[tuple[str, str, str], ...]


def selectors(expression: str) -> Iterator[Selector]:
    """Every metric that the expression selects."""
    for token in _TOKEN.finditer(expression):
        name = token["name"]
        if name is not None and name not in _AGGREGATIONS | _OPERATORS:
            found = _MATCHER.findall(token["matchers"] or "")
            yield Selector(name, tuple((label, operator, value) for label, operator, value in found))


def grouping_labels(expression: str) -> set[str]:
    """The labels that the expression sums or joins by."""
    found = (token["labels"] for token in _TOKEN.finditer(expression) if token["labels"])
    return {label.strip() for labels in found for label in labels.split(",")}
