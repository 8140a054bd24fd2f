"""Names of players, for comparison without case, accents and punctuation."""

import unicodedata


def folded(name: str) -> str:
    """``Narváez`` and ``narvaez``, ``T.J. O'Neill-Smith`` and ``tj oneill smith`` fold to the same."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    spaced = (" " if unicodedata.category(letter) == "Pd" else letter for letter in letters)
    kept = (letter for letter in spaced if letter.isalnum() or letter.isspace())
    return " ".join("".join(kept).split())
