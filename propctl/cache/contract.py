"""What every cache does. Performs no input or output itself.

A cache holds bytes for a while and may forget any of them at any time. A pointer is the one value that must
not go back, so :meth:`Cache.set_if_newer` writes it; :func:`generation_of` reads what is compared.
"""

import json
import re
from typing import Final, Protocol

MAX_GENERATION: Final = 2**53 - 1
"""Redis compares in Lua, whose numbers are doubles: whole numbers are exact up to here."""

_STRING: Final = rb'"[^"\\\x00-\x1f\x7f-\xff]*"'
_FLAT: Final = rb'\{[ :,"nul0-9]*\}'


class CacheUnavailableError(Exception):
    """A cache outside this process failed; *reason* says why and holds no secret.

    Only such a cache raises it, and :class:`FallbackCache` lets none through.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cache(Protocol):
    """Bytes under keys, each with a time to live. Safe from several threads at once."""

    def get(self, key: str) -> bytes | None:
        """The value, or None when it is absent or has expired."""
        ...

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep *value* for *ttl_seconds* (at least 1, else ValueError), in place of any earlier one."""
        ...

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """Keep *value* unless the cache holds the same or a higher generation; return whether it was kept.

        *value* is a pointer of that *generation*, as :func:`generation_of` reads it (ValueError otherwise).
        A refused value leaves the current one and its time to live as they were.
        """
        ...

    def delete(self, key: str) -> None:
        """Forget the value; an absent one is fine."""
        ...

    def is_redis_available(self) -> bool:
        """Ask whether values are shared with other processes through Redis at this moment."""
        ...


def generation_of(value: bytes) -> int | None:
    """The generation of a pointer: its top-level ``generation``, a whole number from 0 to 2**53 - 1.

    A pointer is a flat JSON object on one line of printable ASCII, whose values are strings without escapes,
    whole numbers and null. None for anything else, which counts as older than every pointer and is replaced.

    The script in ``redis.py`` does the same with ``cjson``. For JSON in general they would differ: ``cjson``
    accepts 0x10, 01, nan, 1.0 for 1 and anything after a NUL, and each has another limit of nesting.
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
    """ValueError for a time to live below one second, which Redis refuses."""
    if ttl_seconds < 1:
        raise ValueError(f"a time to live is at least 1 second, not {ttl_seconds}")


def check_generation(value: bytes, generation: int) -> None:
    """ValueError unless *value* is a pointer of this *generation*."""
    if generation_of(value) != generation:
        raise ValueError(f"the value is not a JSON object with generation {generation}")
