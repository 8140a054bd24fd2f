"""The Pushgateway: one attempt, two seconds, and never an exception but PushError.

prometheus_client decides what is sent and where. The transport is ours, because its own handlers follow
redirects (a log-in page would answer a push with 200), limit each step instead of the whole, and read a
certificate store for http:// as well. No message holds the user or the password.
"""

import base64
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from propctl.certificates import UNTRUSTED_HINT, check_trust
from propctl.errors import ConfigurationError, TemporaryError
from propctl.proxies import Proxy, find_proxy
from propctl.telemetry.exposition import GroupValues, registry_of
from propctl.telemetry.time_limit import call_with_timeout

PATIENCE_SECONDS: Final = 2.0
FORM: Final = (
    "PROPCTL_PUSHGATEWAY_URL takes http://host:9091 or https://user:password@host/path; write / ? # @ and % "
    "in a password as %2F %3F %23 %40 and %25"
)
HINT: Final = "runs go on without it, and the next push carries everything: see docs/metrics.md"

_ANSWERS: Final = {
    400: "refused the metrics (HTTP 400): another program pushes different metrics under the same names",
    401: "refused the user or the password (HTTP 401)",
    403: "refused access (HTTP 403)",
}


class PushError(TemporaryError):
    """A request to the gateway failed; the message says why."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A Pushgateway at ``base_url``, which holds no secret."""

    base_url: str
    authorization: str | None = field(default=None, repr=False)
    proxy: Proxy | None = None
    patience_seconds: float = PATIENCE_SECONDS

    def push(self, group_values: GroupValues) -> None:
        """Push a whole group (PushError when it did not arrive, or not in time)."""
        from prometheus_client import pushadd_to_gateway

        job, grouping_key = _job_and_rest(group_values.labels)
        registry = registry_of([group_values])
        self._call_in_time(
            lambda: pushadd_to_gateway(
                self.base_url, job, registry, grouping_key, self.patience_seconds, self._prepare
            )
        )

    def delete(self, labels: Mapping[str, str]) -> None:
        """Delete a group from the gateway; an absent one is fine (PushError when that fails)."""
        from prometheus_client import delete_from_gateway

        job, grouping_key = _job_and_rest(labels)
        self._call_in_time(
            lambda: delete_from_gateway(
                self.base_url, job, grouping_key, self.patience_seconds, self._prepare
            )
        )

    def check_ready(self) -> None:
        """Ask the gateway whether it is ready (PushError when it is not)."""
        self._call_in_time(self._prepare(f"{self.base_url}/-/ready", "GET", self.patience_seconds, (), None))

    def _call_in_time(self, exchange: Callable[[], None]) -> None:
        try:
            call_with_timeout(self.patience_seconds, exchange)
        except TimeoutError as error:
            raise self._failure(f"no answer within {self.patience_seconds:g} s") from error

    def _prepare(
        self,
        url: str,
        method: str,
        timeout: float | None,
        headers: Sequence[tuple[str, str]],
        data: bytes | None,
    ) -> Callable[[], None]:
        """A handler in the form that prometheus_client takes."""
        sent = dict(headers) | ({"Authorization": self.authorization} if self.authorization else {})
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            url, data=data or None, headers=sent, method=method
        )
        return lambda: self._exchange(request, timeout)

    def _exchange(self, request: urllib.request.Request, timeout: float | None) -> None:
        try:
            with _opener(request.type, self.proxy).open(request, timeout=timeout) as response:
                response.read(1)
        except urllib.error.HTTPError as error:
            error.close()
            raise self._failure(_ANSWERS.get(error.code, f"answered HTTP {error.code}")) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            refused = _refused_certificate(error)
            if refused is not None:
                raise self._failure(refused, UNTRUSTED_HINT) from error
            raise self._failure(_reason(error)) from error

    def _failure(self, reason: str, hint: str = HINT) -> PushError:
        through = "" if self.proxy is None else f", through {self.proxy.address} of {self.proxy.variable}"
        return PushError(f"the Pushgateway at {self.base_url}{through}: {reason}", hint=hint)


def open_gateway(url: str) -> Gateway:
    """The gateway at *url*; sends nothing.

    ConfigurationError for a malformed URL, which the message does not repeat: it may hold a secret; and for a
    proxy or a file of certificates that cannot be used.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        valid = valid and not parts.query and not parts.fragment and url.isascii() and url.isprintable()
    except ValueError:
        valid = False
    if not valid or "@" in parts.path or " " in url:
        raise ConfigurationError("the Pushgateway's URL is malformed; nothing is pushed", hint=FORM)
    user, at, host = parts.netloc.rpartition("@")
    base_url = urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
    if parts.scheme == "https":
        check_trust()
    return Gateway(base_url, _basic(user) if at else None, find_proxy(base_url))


def _basic(user: str) -> str:
    name, _, password = user.partition(":")
    pair = f"{unquote(name)}:{unquote(password)}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def _job_and_rest(labels: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    rest = dict(labels)
    return rest.pop("job"), rest


def _opener(scheme: str, proxy: Proxy | None) -> urllib.request.OpenerDirector:
    """An opener that follows no redirect, and makes a TLS context for https:// alone."""
    https = "https" in (scheme, proxy and urlsplit(proxy.url).scheme)
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({} if proxy is None else {scheme: proxy.url}),
        urllib.request.HTTPHandler(),
        *([urllib.request.HTTPSHandler()] if https else []),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _refused_certificate(error: Exception) -> str | None:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate was refused: {cause.verify_message}"
    return None


def _reason(error: Exception) -> str:
    """The operating system's or the TLS library's reason, without the server's text."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLError):
        return "no TLS connection could be made"
    if isinstance(cause, TimeoutError):
        return f"no answer within {PATIENCE_SECONDS:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return "the server there is not a Pushgateway"
