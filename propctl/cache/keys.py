"""Every key of the cache; no other module builds one. Pure.

Live keys are ``propctl:v1:…``; another namespace puts its name before the version, ``propctl:shadow:v1:…``
and ``propctl:sample:v1:…``, so no key of one can be a key of another. All begin
with ``propctl:``, so one access rule of Redis covers them.
"""

import datetime as dt
import re
from typing import Final

from propctl.domain.option_values import Namespace

_PART: Final = r"[A-Za-z0-9_-]+"


def snapshot_key(snapshot_id: str, *, namespace: str = Namespace.LIVE) -> str:
    """``propctl:v1:snapshot:<snapshot_id>``: a whole snapshot, immutable."""
    return f"{_root(namespace)}:snapshot:{_checked(snapshot_id)}"


def latest_key(sport: str, date: dt.date, *, namespace: str = Namespace.LIVE) -> str:
    """``propctl:v1:latest:<sport>:<date>``: the pointer, replaced only by a higher generation."""
    return f"{_root(namespace)}:latest:{_checked(sport)}:{date.isoformat()}"


def http_key(request_sha256: str, *, namespace: str = Namespace.LIVE) -> str:
    """``propctl:v1:http:<sha256>``: a provider's answer, by the sha256 of the request."""
    return f"{_root(namespace)}:http:{_checked(request_sha256)}"


def health_key(run_id: str, *, namespace: str = Namespace.LIVE) -> str:
    """``propctl:v1:health:<run id>``: the value with which a check-up tests the cache."""
    return f"{_root(namespace)}:health:{_checked(run_id)}"


def pace_key(host_sha256: str) -> str:
    """``propctl:v1:pace:<sha256>``: when the next request may be sent; the same for every namespace."""
    return f"propctl:v1:pace:{_checked(host_sha256)}"


def _root(namespace: str) -> str:
    if namespace not in set(Namespace):
        raise ValueError(f"{namespace!r} is not a namespace; those are {', '.join(Namespace)}")
    return "propctl:v1" if namespace == Namespace.LIVE else f"propctl:{namespace}:v1"


def _checked(part: str) -> str:
    if not re.fullmatch(_PART, part):
        raise ValueError(f"{part[:80]!r} cannot be part of a cache key")
    return part
