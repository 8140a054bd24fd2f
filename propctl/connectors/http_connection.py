"""The connections to one host: whom to trust, as whom to ask, how answers may be packed. Asks nothing."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit, urlunsplit

if TYPE_CHECKING:
    import ssl

    import httpx

MAX_CONNECTIONS: Final = 8
ENCODINGS: Final = "gzip, deflate"
"""What Python reads by itself, whatever libraries httpx finds installed."""


def make_client(
    base_url: str,
    credentials: tuple[str, str] | None,
    headers: Mapping[str, str],
    transport: "httpx.BaseTransport | None" = None,
) -> "httpx.Client":
    """Httpx's client for the host of *base_url*; a *transport* stands in for the network."""
    import httpx

    return httpx.Client(
        auth=credentials,
        headers={**headers, "Accept-Encoding": ENCODINGS},
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
        verify=_trusted() if urlsplit(base_url).scheme == "https" else _untrusting(),
        transport=transport,
    )


def without_credentials(base_url: str) -> tuple[str, tuple[str, str] | None]:
    """The URL, and apart from it its user and password: httpx logs the URLs that it asks."""
    parts = urlsplit(base_url)
    user, at, place = parts.netloc.rpartition("@")
    if not at:
        return base_url, None
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=place)), (unquote(name), unquote(password))


@cache
def _trusted() -> "ssl.SSLContext":
    """Whom to trust: read once for all hosts, for reading it takes longer than a request."""
    import httpx

    return httpx.create_ssl_context()


@cache
def _untrusting() -> "ssl.SSLContext":
    """For http:// alone: it trusts nobody, and so costs nothing to make."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
