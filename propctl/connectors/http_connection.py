"""Connections to one host: TLS trust, credentials and accepted encodings. Makes no request."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit, urlunsplit

if TYPE_CHECKING:
    import ssl

    import httpx

MAX_CONNECTIONS: Final = 8
ENCODINGS: Final = "gzip, deflate"
"""What Python decodes by itself; httpx would add the encodings of any installed library."""


def make_client(
    base_url: str,
    credentials: tuple[str, str] | None,
    headers: Mapping[str, str],
    transport: "httpx.BaseTransport | None" = None,
) -> "httpx.Client":
    """Httpx's client for the host of *base_url*; a *transport* replaces the network."""
    import httpx

    return httpx.Client(
        auth=credentials,
        headers={**headers, "Accept-Encoding": ENCODINGS},
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
        verify=_default_context() if urlsplit(base_url).scheme == "https" else _empty_context(),
        transport=transport,
    )


def without_credentials(base_url: str) -> tuple[str, tuple[str, str] | None]:
    """The URL without its user and password, and these apart: httpx logs the URLs of its requests."""
    parts = urlsplit(base_url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return base_url, None
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=host)), (unquote(name), unquote(password))


@cache
def _default_context() -> "ssl.SSLContext":
    """The trusted certificates, loaded once for all hosts: loading takes longer than a request."""
    import httpx

    return httpx.create_ssl_context()


@cache
def _empty_context() -> "ssl.SSLContext":
    """For http:// alone: a context without certificates, which costs nothing to create."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
