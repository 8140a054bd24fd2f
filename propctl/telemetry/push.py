"""The Pushgateway: one attempt, two seconds, and never an exception but PushError.

POST replaces the metrics that it carries and leaves others alone. No redirect is followed: a log-in page
would answer a push with 200. No message holds the user or the password.
"""

import base64
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from propctl.errors import ConfigurationError, TemporaryError
from propctl.telemetry.exposition import GroupValues, exposition
from propctl.telemetry.time_limit import call_with_timeout

PATIENCE_SECONDS: Final = 2.0
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
FORM: Final = (
    "PROPCTL_PUSHGATEWAY_URL takes http://host:9091 or https://user:password@host/path; write / ? # @ and % "
    "in a password as %2F %3F %23 %40 and %25"
)
HINT: Final = "runs go on without it, and the next push carries everything: see docs/metrics.md"

_ANSWERS: Final = {
    400: "refused the metrics (HTTP 400): somebody pushes other ones of the same names there",
    401: "refused the user or the password (HTTP 401)",
    403: "refused access (HTTP 403)",
}


class PushError(TemporaryError):
    """The gateway did not do what was asked; the message says why."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None makes the redirect an error."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A Pushgateway at ``base_url``, which holds no secret."""

    base_url: str
    authorization: str | None = field(default=None, repr=False)
    patience_seconds: float = PATIENCE_SECONDS

    def push(self, told: GroupValues) -> None:
        """Hand a whole group over (PushError when it did not arrive, or not in time)."""
        self._ask("POST", _path(told.labels), exposition([told]).encode())

    def delete(self, labels: Mapping[str, str]) -> None:
        """Forget a group; an absent one is fine (PushError)."""
        self._ask("DELETE", _path(labels))

    def check_ready(self) -> None:
        """PushError unless the gateway says that it is ready."""
        self._ask("GET", "/-/ready")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> None:
        try:
            call_with_timeout(self.patience_seconds, lambda: self._exchange(method, path, body))
        except TimeoutError as error:
            raise self._failure(f"no answer within {self.patience_seconds:g} s") from error

    def _exchange(self, method: str, path: str, body: bytes | None) -> None:
        headers = {"Content-Type": CONTENT_TYPE} if body else {}
        if self.authorization:
            headers["Authorization"] = self.authorization
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            self.base_url + path, data=body, headers=headers, method=method
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=self.patience_seconds) as response:
                response.read(1)
        except urllib.error.HTTPError as error:
            error.close()
            raise self._failure(_ANSWERS.get(error.code, f"answered HTTP {error.code}")) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failure(_reason(error)) from error

    def _failure(self, reason: str) -> PushError:
        return PushError(f"the Pushgateway at {self.base_url}: {reason}", hint=HINT)


def open_gateway(url: str) -> Gateway:
    """The gateway at *url*; asks nothing. ConfigurationError for a malformed one, which may hold a secret."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        sound = sound and not parts.query and not parts.fragment and url.isascii() and url.isprintable()
    except ValueError:
        sound = False
    if not sound or "@" in parts.path or " " in url:
        raise ConfigurationError("the Pushgateway's URL is malformed; nothing is pushed", hint=FORM)
    user, at, place = parts.netloc.rpartition("@")
    base_url = urlunsplit((parts.scheme, place, parts.path.rstrip("/"), "", ""))
    return Gateway(base_url, _basic(user) if at else None)


def _basic(user: str) -> str:
    name, _, password = user.partition(":")
    pair = f"{unquote(name)}:{unquote(password)}".encode()
    return f"Basic {base64.b64encode(pair).decode()}"


def _path(labels: Mapping[str, str]) -> str:
    """``/metrics/job/propctl_run_once/sport/mlb``."""
    return "/metrics/" + "/".join(f"{quote(name)}/{quote(value)}" for name, value in labels.items())


def _reason(error: Exception) -> str:
    """The operating system's or the TLS library's reason, without what the server said."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate was refused: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return "no TLS connection came about"
    if isinstance(cause, TimeoutError):
        return f"no answer within {PATIENCE_SECONDS:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return "what answers there is no Pushgateway"
