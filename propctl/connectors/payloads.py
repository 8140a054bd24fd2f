"""Requests, their payloads, and the ways in which a request can fail.

A request is written without its host, so that a payload archived from one host is found again under any base
URL.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlencode

from propctl.domain.digest import sha256
from propctl.domain.snapshot import InputRef, Note
from propctl.errors import ConfigurationError, DataError, PropctlError, RefusedError, TemporaryError

SHOWN_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Request:
    """One GET to a provider."""

    provider: str
    path: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """``/api/v1/schedule?sportId=1&date=2025-06-08``."""
        query = urlencode(self.params, safe=",()=[]")
        return f"{self.path}?{query}" if query else self.path

    @property
    def digest(self) -> str:
        """The sha256 under which the request index has it."""
        return sha256(f"{self.provider} {self.text}".encode())

    def __str__(self) -> str:
        """How messages name it."""
        shown = self.text if len(self.text) <= SHOWN_LENGTH else self.text[: SHOWN_LENGTH - 1] + "…"
        return f"{self.provider} {shown}"


@dataclass(frozen=True, slots=True)
class Payload:
    """A whole answer byte for byte, and when it was received."""

    request: Request
    body: bytes
    sha256: str
    fetched_at: datetime
    fresh: bool = False
    """Whether the provider has just answered, so that the request index has no entry for it yet."""
    provider_clock: datetime | None = None
    """The Date header of a fresh answer."""

    def ref(self) -> InputRef:
        """How a manifest names it."""
        return InputRef(
            provider=self.request.provider,
            request=self.request.text,
            fetched_at=self.fetched_at,
            sha256=self.sha256,
            bytes=len(self.body),
        )


class RequestError(PropctlError):
    """Base of the ways in which a request fails; each has a code for notes."""

    code = "provider_failed"

    def __init__(self, request: Request, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{request}: {reason}", hint=hint, provider=request.provider)
        self.request = request
        self.reason = reason

    def note(self) -> Note:
        """The note about a build that continues without the answer."""
        return Note(code=self.code, message=f"{self.request}: {self.reason}")


class RequestRefusedError(RequestError, RefusedError):
    """401, 403 or 406: never retried and never circumvented."""

    code = "provider_refused"


class RequestUnavailableError(RequestError, TemporaryError):
    """No whole answer after all retries: unreachable, slow, overloaded, cut or not JSON."""

    code = "provider_failed"

    def __init__(self, request: Request, reason: str, *, hint: str = "", wait_seconds: float = 0.0) -> None:
        super().__init__(request, reason, hint=hint)
        self.wait_seconds = wait_seconds
        """How long the provider asked us to wait, if that is longer than a run waits; else 0."""


class RequestConfigurationError(RequestError, ConfigurationError):
    """A setting must be changed first: an untrusted certificate, a proxy that wants a password."""

    code = "provider_failed"


class PayloadChangedError(RequestError, DataError):
    """A whole answer that no longer means what we expect."""

    code = "provider_changed"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole body (decoded) and the provider's own clock."""

    body: bytes
    provider_clock: datetime | None


class Client(Protocol):
    """A client of one provider, safe from several threads."""

    def get(self, request: Request) -> Answer:
        """The answer to *request* (a RequestError when there is none)."""

    def close(self) -> None:
        """Make no more requests."""


class PayloadSource(Protocol):
    """Where a build's payloads come from: the providers (through the archive), or a manifest's inputs."""

    def fetch_payload(
        self, request: Request, *, settled_on: date | None = None, ttl_seconds: int = 0
    ) -> Payload:
        """The answer to *request* (RequestError when there is none).

        An archived answer is used when the days it covers end with *settled_on* and it is fresh enough (see
        ``freshness``); a cached one for *ttl_seconds*.
        """

    def is_archived(self, request: Request, settled_on: date) -> bool:
        """Whether :meth:`fetch_payload` would use the archive."""

    def read_archived(self, request: Request) -> Payload | None:
        """The latest archived answer, however old; makes no request to a provider."""

    def write_index_entry(self, payload: Payload, *, final: bool) -> None:
        """Enter *payload* in the request index; only a *final* one is reused."""
