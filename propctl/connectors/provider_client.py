"""What asks one provider: over HTTP, or by asking the sample league."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from propctl.connectors.payloads import Request


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole body (decoded) and the provider's own clock."""

    body: bytes
    provider_clock: datetime | None


class Client(Protocol):
    """One provider, asked from several threads."""

    def get(self, request: Request) -> Answer:
        """The answer to *request* (one of the RequestErrors)."""

    def close(self) -> None:
        """Ask nothing more."""
