"""What every cache does. Performs no input or output itself.

A cache holds bytes for a while and may forget any of them at any time. A pointer is the one value that must
not go back, so it has a write of its own: see :func:`generation_of` for how generations are compared.
"""

import json
from typing import Final, Protocol

MAX_GENERATION: Final = 2**53 - 1
"""Lua, where Redis compares, has doubles: whole numbers are exact up to here."""


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

        *value* is a JSON object whose ``generation`` is *generation* (0 to 2**53 - 1); ValueError otherwise.
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

    None for anything else, which counts as older than every pointer and is replaced. In Redis one script does
    the same: ``cjson.decode`` of the standing value under ``pcall``, and SET with EX when it has no such
    number or a lower one.
    """
    try:
        document = json.loads(value)
    except ValueError:
        return None
    generation = document.get("generation") if isinstance(document, dict) else None
    if type(generation) is not int or not 0 <= generation <= MAX_GENERATION:
        return None
    return generation


def check_ttl(ttl_seconds: int) -> None:
    """ValueError for a time to live below one second, as Redis has it."""
    if ttl_seconds < 1:
        raise ValueError(f"a time to live is at least 1 second, not {ttl_seconds}")


def check_generation(value: bytes, generation: int) -> None:
    """ValueError unless *value* is a pointer of this *generation*."""
    if generation_of(value) != generation:
        raise ValueError(f"the value is not a JSON object with generation {generation}")
