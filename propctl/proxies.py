"""Which proxy a connection goes through: read from the environment once, for every library.

HTTP_PROXY, HTTPS_PROXY and ALL_PROXY count in either case, lower case first. NO_PROXY exempts hosts as curl
does: names with all names below them, addresses, ranges (10.0.0.0/8, fe80::/10) and ``*``; and as httpx does,
a port after any of them. The libraries disagree on all of this, and fail on values that others accept.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from propctl.domain.hosts import address_of, is_host
from propctl.errors import ConfigurationError

SCHEMES: Final = ("http", "https")
PORTS: Final = {"http": 80, "https": 443}
KINDS: Final = ("http_proxy", "https_proxy", "all_proxy")
EXEMPTION: Final = "no_proxy"

FORM: Final = (
    "it takes http://host:port or https://user:password@host:port, with / ? # and @ in a password written as "
    "%2F %3F %23 and %40; NO_PROXY exempts hosts"
)
_PORT_AFTER: Final = re.compile(r"(\[[^\]]*\]|[^:]*):(\d{1,5})")


class UnsupportedProxyError(ConfigurationError):
    """A proxy that other programs can use: SOCKS."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """The proxy that *variable* names: ``url`` with user and password, ``address`` without."""

    variable: str
    url: str = field(repr=False)
    address: str


def find_proxy(url: str, environment: Mapping[str, str] = os.environ) -> Proxy | None:
    """The proxy for requests to *url*, an http or https one; None when they go straight to its host.

    ConfigurationError, which names the variable alone, for a proxy that cannot be used.
    """
    parts = urlsplit(url)
    for kind in (f"{parts.scheme}_proxy", "all_proxy"):
        variable, value = _find(kind, environment)
        if value:
            return None if _is_exempt(parts, environment) else _parse(variable, value)
    return None


def proxy_faults(environment: Mapping[str, str] = os.environ) -> list[ConfigurationError]:
    """What is wrong with each proxy variable, whether or not it concerns a host."""
    faults = []
    for variable, value in (_find(kind, environment) for kind in KINDS):
        try:
            if value:
                _parse(variable, value)
        except ConfigurationError as error:
            faults.append(error)
    return faults


def strange_exemptions(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The entries of NO_PROXY that can match no host."""
    return [entry for entry in _entries(environment) if not _may_match(entry)]


def _find(kind: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The variable of this kind, and its value; an empty one in lower case counts as set, as in urllib."""
    for variable in (kind, kind.upper()):
        if variable in environment:
            return variable, environment[variable].strip()
    return kind.upper(), ""


def _parse(variable: str, value: str) -> Proxy:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname or "", parts.port
        valid = is_host(host) and port != 0 and parts.path in ("", "/") and value.isprintable()
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment:
        raise ConfigurationError(f"{variable} is not the URL of a proxy; no request was made", hint=FORM)
    if parts.scheme not in SCHEMES:
        socks = parts.scheme.startswith("socks")
        kind = UnsupportedProxyError if socks else ConfigurationError
        form = "is a SOCKS proxy, which is not supported" if socks else f"has the form {parts.scheme!r}://…"
        raise kind(f"{variable} {form}; no request was made", hint=FORM)
    place = f"[{host}]" if ":" in host else host
    place += "" if port is None else f":{port}"
    return Proxy(variable, f"{parts.scheme}://{_user(parts)}{place}", f"{parts.scheme}://{place}")


def _user(parts: SplitResult) -> str:
    """``user:password@``, percent-encoded whether it was or not."""
    user, at, _ = parts.netloc.rpartition("@")
    return ":".join(quote(unquote(part), safe="") for part in user.split(":", 1)) + at


def _entries(environment: Mapping[str, str]) -> list[str]:
    return re.split(r"[,\s]+", _find(EXEMPTION, environment)[1].strip(","))


def _is_exempt(parts: SplitResult, environment: Mapping[str, str]) -> bool:
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or PORTS.get(parts.scheme)
    return any(_matches(entry, host, port) for entry in _entries(environment) if entry)


def _matches(entry: str, host: str, port: int | None) -> bool:
    place, wanted_port = _split(entry)
    if wanted_port not in (None, port):
        return False
    if place == "*":
        return True
    address = address_of(host)
    if address is not None:
        return _is_range(place) and address in ip_network(place, strict=False)
    name = _name(place)
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _may_match(entry: str) -> bool:
    place, _ = _split(entry)
    return place in ("*", "") or _is_range(place) or is_host(_name(place))


def _split(entry: str) -> tuple[str, int | None]:
    """An entry without its port and brackets, and the port."""
    match = _PORT_AFTER.fullmatch(entry)
    place, port = match.groups() if match else (entry, None)
    bare = place[1:-1] if place.startswith("[") and place.endswith("]") else place
    return bare, None if port is None else int(port)


def _name(place: str) -> str:
    """A name of NO_PROXY; ``.example.com`` and ``*.example.com`` are written for ``example.com``."""
    return place.lower().removeprefix("*").strip(".")


def _is_range(place: str) -> bool:
    """Whether *place* is an address or a range of addresses."""
    try:
        ip_network(place, strict=False)
    except ValueError:
        return False
    return True
