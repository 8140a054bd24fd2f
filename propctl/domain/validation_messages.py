"""Validation messages of pydantic and Typer, reworded to say what to write. Pure."""

import re
from typing import Final

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
