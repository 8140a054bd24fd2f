"""Names of players, compared without case, accents and punctuation."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from propctl.domain.validation_messages import near_names

SIMILARITY: Final = 0.75


def folded(name: str) -> str:
    """``Narváez`` and ``narvaez``, ``T.J. O'Neill-Smith`` and ``tj oneill smith`` fold to the same."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    spaced = (" " if unicodedata.category(letter) == "Pd" else letter for letter in letters)
    kept = (letter for letter in spaced if letter.isalnum() or letter.isspace())
    return " ".join("".join(kept).split())


def check_name(text: str) -> str:
    """*text*, without spaces around it (ValueError when it is neither an id nor part of a name)."""
    if not folded(text):
        raise ValueError(f"{text!r} is no name: it has neither letters nor digits")
    return text.strip()


def id_in(text: str) -> str | None:
    """The digits of the id that *text* is, without zeros before it; None when it is a name."""
    written = text.strip()
    return (written.lstrip("0") or "0") if written.isascii() and written.isdigit() else None


def is_player(wanted: str, player_id: int, name: str) -> bool:
    """Whether *wanted*, an id or part of a name, means this player."""
    digits = id_in(wanted)
    if digits is not None:
        return str(player_id) == digits
    part = folded(wanted)
    return bool(part) and part in folded(name)


def players_called(wanted: str, names: Mapping[int, str]) -> list[int]:
    """The players that *wanted* means; those with exactly this name, if there are any."""
    called = [player for player, name in names.items() if is_player(wanted, player, name)]
    return [player for player in called if folded(names[player]) == folded(wanted)] or called


def near_players(wanted: str, names: Iterable[str]) -> list[str]:
    """The names that *wanted* probably meant, by the whole name or one word of it."""
    whole = {name: folded(name) for name in names}
    spellings = ((text, name) for name, words in whole.items() for text in (words, *words.split()))
    return near_names(folded(wanted), spellings, SIMILARITY)
