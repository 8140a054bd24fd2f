"""The providers: what the program knows of each before it asks, in one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Provider(StrEnum):
    """Whose data boards are made of, as stored requests, notes and metrics name them."""

    MLB_STATS_API = "mlb_stats_api"
    BASEBALL_SAVANT = "baseball_savant"

    @property
    def spec(self) -> "ProviderSpec":
        """What is known of it."""
        return SPECS[self]


class BodyFormat(StrEnum):
    """What a whole answer is."""

    JSON = "application/json"
    CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """One provider. Its client, its settings and its terms are made from this."""

    title: str
    base_url: str
    body_format: BodyFormat
    patience: float = 1.0
    """Its time-out, in multiples of PROPCTL_HTTP_TIMEOUT."""
    deadline_share: float = 1.0
    """The part of a run's deadline after which nothing more of it is waited for."""


SPECS: Final = {
    Provider.MLB_STATS_API: ProviderSpec("MLB Stats API", "https://statsapi.mlb.com", BodyFormat.JSON),
    # A day of pitches takes seconds to tens of seconds, and publishing must still fit in after the last one.
    Provider.BASEBALL_SAVANT: ProviderSpec(
        "Baseball Savant", "https://baseballsavant.mlb.com", BodyFormat.CSV, patience=4.0, deadline_share=0.75
    ),
}

PITCH_PROVIDER: Final = Provider.BASEBALL_SAVANT
"""Where pitches come from."""
