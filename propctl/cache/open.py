"""From a Redis URL to a cache. Reads no environment and does not connect: the first use of the cache does."""

import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from propctl.cache.contract import Cache
from propctl.cache.layers import FallbackCache, ObservedCache
from propctl.cache.memory import MemoryCache
from propctl.domain.metric_labels import CacheObserver, CacheOutcome
from propctl.errors import ConfigurationError
from propctl.readable_files import is_endless

if TYPE_CHECKING:
    from propctl.cache.redis import RedisCache

FORMS: Final = (
    "PROPCTL_REDIS_URL takes redis://user:password@host:6379/0, rediss:// for TLS (options: docs/cache.md), "
    "or unix:///path/to/socket?db=0; write / ? # and % in a password as %2F %3F %23 and %25"
)

_ANY: Final = re.compile(r".+")
_DATABASE: Final = re.compile(r"[0-9]+")
_TLS_OPTIONS: Final = {
    "ssl_ca_certs": _ANY,
    "ssl_ca_path": _ANY,
    "ssl_certfile": _ANY,
    "ssl_keyfile": _ANY,
    "ssl_password": _ANY,
    "ssl_cert_reqs": re.compile("none|required"),
    "ssl_check_hostname": re.compile("true|false", re.IGNORECASE),
}
_FILES: Final = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_OPTIONS: Final = {"redis": {}, "rediss": _TLS_OPTIONS, "unix": {"db": _DATABASE}}
"""Other options that redis-py accepts undo our time-outs, or break the first command."""

logger = logging.getLogger(__name__)


def open_cache(redis_url: str | None, observe: CacheObserver | None = None) -> Cache:
    """Redis at *redis_url* with memory behind it, or memory alone. Needs no closing.

    *observe* is called after each read, and when Redis fails. Raises ConfigurationError for a malformed URL;
    the message names the scheme alone, because the URL may hold a password.
    """
    cache: Cache = MemoryCache()
    if redis_url is not None:
        cache = FallbackCache(open_redis(redis_url), cache, lambda message: _report_failure(message, observe))
    return cache if observe is None else ObservedCache(cache, observe)


def _report_failure(message: str, observe: CacheObserver | None) -> None:
    logger.warning("%s", message)
    if observe is not None:
        observe(CacheOutcome.ERROR)


def open_redis(redis_url: str) -> "RedisCache":
    """Redis at *redis_url* alone, which raises every failure (ConfigurationError for a malformed URL)."""
    _check(redis_url)
    _check_files_end(redis_url)
    from propctl.cache.redis import RedisCache

    return RedisCache(redis_url)


def _check(url: str) -> None:
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme not in _OPTIONS:
        form = f"form {scheme + '://…'!r} is not known" if scheme else "form is not that of a URL"
        raise ConfigurationError(f"the Redis URL's {form}; no cache was opened", hint=FORMS)
    try:
        parts = urlsplit(url)
        valid = _has_address(parts) and not parts.fragment and _has_known_options(parts)
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(
            f"the Redis URL after {scheme}:// is malformed; no cache was opened", hint=FORMS
        )


def _check_files_end(url: str) -> None:
    """ConfigurationError for a pipe or a device, which would be read for ever; an absent file is no cache."""
    for option, path in parse_qsl(urlsplit(url).query):
        with suppress(OSError, ValueError):
            if option in _FILES and is_endless(path):
                raise ConfigurationError(
                    f"the Redis URL's {option}={path}: it is no regular file; no cache was opened", hint=FORMS
                )


def _has_address(parts: SplitResult) -> bool:
    """Whether there is a host, and no path but a database number; for a socket a path, and no host."""
    if parts.scheme == "unix":
        return len(parts.path) > 1 and not parts.hostname
    return bool(parts.hostname) and parts.port != 0 and bool(re.fullmatch(r"(/[0-9]*)?", parts.path))


def _has_known_options(parts: SplitResult) -> bool:
    """Whether each option is known, appears once, and has a value that it takes."""
    options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    known = _OPTIONS[parts.scheme]
    once = len(dict(options)) == len(options)
    return once and all(name in known and known[name].fullmatch(value) for name, value in options)
