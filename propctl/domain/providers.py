"""The providers, and what the program knows about each, in one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Provider(StrEnum):
    """The sources of the data, as stored requests, notes and metrics name them."""

    MLB_STATS_API = "mlb_stats_api"
    BASEBALL_SAVANT = "baseball_savant"

    @property
    def spec(self) -> "ProviderSpec":
        """Its entry in the table."""
        return SPECS[self]


class BodyFormat(StrEnum):
    """The media type of a complete answer."""

    JSON = "application/json"
    CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """One provider. Its client, its settings and its page of terms are made from this."""

    title: str
    base_url: str
    body_format: BodyFormat
    patience: float = 1.0
    """Its time-out, in multiples of PROPCTL_HTTP_TIMEOUT."""
    deadline_share: float = 1.0
    """The part of a run's deadline after which the run stops waiting for its answers."""


MAX_PAUSE_SECONDS: Final = 3600.0
"""The longest pause that a provider can ask for, whatever its Retry-After says: beyond an hour it is a slip.

Milliseconds or an instant, taken for seconds, would stop all who share the pace for weeks or years, and one
request an hour harms no provider.
"""

SPECS: Final = {
    Provider.MLB_STATS_API: ProviderSpec("MLB Stats API", "https://statsapi.mlb.com", BodyFormat.JSON),
    # A day of pitches takes seconds to tens of seconds, and publishing must still fit in after the last one.
    Provider.BASEBALL_SAVANT: ProviderSpec(
        "Baseball Savant", "https://baseballsavant.mlb.com", BodyFormat.CSV, patience=4.0, deadline_share=0.75
    ),
}

PITCH_PROVIDER: Final = Provider.BASEBALL_SAVANT
"""Where pitches come from."""


def capped_pause(asked: float) -> float:
    """Seconds for which to send nothing when a provider asks for *asked*: 0 to MAX_PAUSE_SECONDS."""
    return min(asked, MAX_PAUSE_SECONDS) if asked > 0.0 else 0.0  # NaN is not more than 0


def provider_named_by(message: str) -> str | None:
    """The provider that *message* begins with, as messages about a request do."""
    first = message.partition(" ")[0]
    return first if first in tuple(Provider) else None
