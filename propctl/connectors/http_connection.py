"""Connections to one host: proxy, TLS trust, credentials and accepted encodings. Makes no request."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from propctl.certificates import UNTRUSTED_HINT, trusted_context
from propctl.proxies import Proxy

if TYPE_CHECKING:
    import ssl

    import httpx

MAX_CONNECTIONS: Final = 8
ENCODINGS: Final = "gzip, deflate"
"""What Python decodes by itself; httpx would add the encodings of any installed library."""

PROXY_PASSWORD_NEEDED: Final = 407
USER_HINT: Final = "write user and password into it: http://user:password@host:port"


@dataclass(frozen=True, slots=True)
class SettingFault:
    """Why no request can succeed until a setting is changed, and which."""

    reason: str
    hint: str


def make_client(
    base_url: str,
    credentials: tuple[str, str] | None,
    headers: Mapping[str, str],
    proxy: Proxy | None = None,
    transport: "httpx.BaseTransport | None" = None,
) -> "httpx.Client":
    """Httpx's client for the host of *base_url*, through *proxy*; a *transport* replaces the network.

    httpx itself reads no environment, because it fails on values that other programs accept.
    """
    import httpx

    return httpx.Client(
        auth=credentials,
        headers={**headers, "Accept-Encoding": ENCODINGS},
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
        verify=_context_for(base_url),
        proxy=None if proxy is None else _for_httpx(proxy),
        transport=transport,
        trust_env=False,
    )


def without_credentials(base_url: str) -> tuple[str, tuple[str, str] | None]:
    """The URL without its user and password, and these apart: httpx logs the URLs of its requests."""
    parts = urlsplit(base_url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return base_url, None
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=host)), (unquote(name), unquote(password))


def _for_httpx(proxy: Proxy) -> "httpx.Proxy":
    import httpx

    encrypted = proxy.url.startswith("https:")
    return httpx.Proxy(proxy.url, ssl_context=trusted_context() if encrypted else None)


def _context_for(url: str) -> "ssl.SSLContext":
    return trusted_context() if urlsplit(url).scheme == "https" else _empty_context()


@cache
def _empty_context() -> "ssl.SSLContext":
    """For http:// alone: a context without certificates, which costs nothing to create."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def setting_fault(error: Exception, proxy: Proxy | None) -> SettingFault | None:
    """What must be changed before *error* of httpx goes away; None when a later attempt may succeed."""
    import ssl

    import httpx

    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        reason = f"the certificate was refused: {cause.verify_message.rstrip('.')}"
        return SettingFault(reason, UNTRUSTED_HINT)
    wants_password = isinstance(error, httpx.ProxyError) and str(error).startswith(str(PROXY_PASSWORD_NEEDED))
    return password_fault(proxy) if proxy is not None and wants_password else None


def password_fault(proxy: Proxy) -> SettingFault:
    """The fault of a proxy that answers 407."""
    return SettingFault(
        f"the proxy {proxy.address} of {proxy.variable} wants another user or password (HTTP 407)",
        USER_HINT,
    )


def connection_reason(error: Exception, base_url: str, proxy: Proxy | None) -> str:
    """Why there was no answer; *base_url* is without secrets."""
    import httpx

    through = "" if proxy is None else f" through the proxy {proxy.address} of {proxy.variable}"
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return f"cannot connect to {base_url}{through} ({error})"
    return f"the connection broke ({error})"
