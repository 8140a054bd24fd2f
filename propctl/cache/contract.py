"""What every cache does. Performs no input or output itself.

A cache holds bytes for a while and may forget any of them at any time. A pointer is the one value that must
not go back, so it has a write of its own: see :func:`generation_of` for how generations are compared.
"""

import json
import re
from typing import Final, Protocol

MAX_GENERATION: Final = 2**53 - 1
"""Lua, where Redis compares, has doubles: whole numbers are exact up to here."""

_STRING: Final = rb'"[^"\\\x00-\x1f\x7f-\xff]*"'
_FLAT: Final = rb'\{[ :,"nul0-9]*\}'


class CacheUnavailableError(Exception):
    """A cache outside of this process did not do what was asked; *reason* says why and holds no secret.

    Raised by such a cache alone; the fallback before it lets none through.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cache(Protocol):
    """Bytes under keys, each with a time to live. Safe from several threads at once."""

    def get(self, key: str) -> bytes | None:
        """The value, or None when it is absent or its time is over."""
        ...

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep *value* for *ttl_seconds* (at least 1, else ValueError), whatever was there."""
        ...

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """Keep *value* unless the cache holds the same or a higher generation; says whether it was kept.

        *value* is a pointer of that *generation*, as :func:`generation_of` reads it (ValueError otherwise).
        A value that is refused leaves the standing one and its time to live as they were.
        """
        ...

    def delete(self, key: str) -> None:
        """Forget the value; an absent one is fine."""
        ...

    def is_redis_available(self) -> bool:
        """Whether values are shared with other processes through Redis at this moment."""
        ...


def generation_of(value: bytes) -> int | None:
    """The generation of a pointer: its top-level ``generation``, a whole number from 0 to 2**53 - 1.

    A pointer is a flat JSON object on one line of printable ASCII, whose values are strings without escapes,
    whole numbers and null. None for anything else, which counts as older than every pointer and is replaced.

    The script in ``redis.py`` does the same with ``cjson``. Over JSON at large they would differ: ``cjson``
    takes 0x10, 01, nan, 1.0 for 1 and whatever follows a NUL, and each has its own limit of nesting.
    """
    if not re.fullmatch(_FLAT, re.sub(_STRING, b'""', value)):
        return None
    try:
        generation = json.loads(value, parse_int=float).get("generation")
    except ValueError:
        return None
    if not isinstance(generation, float) or generation > MAX_GENERATION:
        return None
    return int(generation)


def check_ttl(ttl_seconds: int) -> None:
    """ValueError for a time to live below one second, as Redis has it."""
    if ttl_seconds < 1:
        raise ValueError(f"a time to live is at least 1 second, not {ttl_seconds}")


def check_generation(value: bytes, generation: int) -> None:
    """ValueError unless *value* is a pointer of this *generation*."""
    if generation_of(value) != generation:
        raise ValueError(f"the value is not a JSON object with generation {generation}")
