"""Validation messages of pydantic and Typer, reworded to say what to write, and what was meant. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

MAX_SUGGESTIONS: Final = 3

MISSPELT: Final = 0.85
"""The similarity of a word with one wrong letter."""

CHOICE_SIMILARITY: Final = 0.7

_PLAIN: Final = (
    (r"Input should be a valid (?:number|decimal).*", "must be a number"),
    (r"Input should be a valid integer.*", "must be a whole number"),
    (r"Input should be a valid boolean.*", "must be true or false"),
    (r"Input should be a finite number", "must be a finite number"),
    (r"Input should be greater than or equal to (.+)", r"must be at least \1"),
    (r"Input should be greater than (.+)", r"must be more than \1"),
    (r"Input should be less than or equal to (.+)", r"must be at most \1"),
    (r"Input should be less than (.+)", r"must be less than \1"),
    (r"Input should be (.+)", r"must be \1"),
    (r"Port out of range .*", "its port must be a number from 1 to 65535"),
    (r"Port could not be cast .*", "its port must be a number from 1 to 65535"),
    (r"Invalid value: (.+)", r"\1"),
    (r"Got unexpected extra arguments? ?(?:\(s\))? ?\((.+)\)", r"unexpected argument: \1"),
)


def plain_message(message: str) -> str:
    """*message* reworded; unchanged if it is not one of those in the table."""
    bare = message.removeprefix("Value error, ")
    for pattern, words in _PLAIN:
        if re.fullmatch(pattern, bare, re.DOTALL):
            return re.sub(pattern, words, bare, flags=re.DOTALL)
    return bare


def near_names(wanted: str, spellings: Iterable[tuple[str, str]], similarity: float) -> list[str]:
    """The names that *wanted* probably meant, the nearest first, at most three.

    *spellings* are pairs of a spelling and the name behind it, *similarity* (of 1, as difflib measures it) is
    what one of them needs. Where one is equal, or all but equal, only such ones count.
    """
    from difflib import get_close_matches

    names: dict[str, list[str]] = {}
    for spelling, name in spellings:
        names.setdefault(spelling, []).append(name)
    close = [wanted] if wanted in names else []
    for least in (MISSPELT, similarity):
        close = close or get_close_matches(wanted, names, MAX_SUGGESTIONS, least)
    return list(dict.fromkeys(name for spelling in close for name in names[spelling]))[:MAX_SUGGESTIONS]


def near_choices(wanted: str, choices: Iterable[str]) -> list[str]:
    """The choices that *wanted* probably meant, with or without their first word: ``hits`` is batter_hits."""
    spellings = ((text, choice) for choice in choices for text in (choice, choice.partition("_")[2]) if text)
    return near_names(re.sub(r"[^a-z0-9]+", "_", wanted.casefold()), spellings, CHOICE_SIMILARITY)


def did_you_mean(names: Sequence[str]) -> str:
    """``did you mean LAA or LAD?``; empty without names."""
    *others, last = names or ("",)
    meant = f"{', '.join(others)} or {last}" if others else last
    return f"did you mean {meant}?" if meant else ""
