"""Where totals are handed over to. What that takes is imported when there is such a place."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from propctl.jobs.recording.publisher import Sink

if TYPE_CHECKING:
    from propctl.telemetry.push import Gateway


def gateway_of(url: str) -> "Gateway":
    """The Pushgateway at *url* (ConfigurationError for a malformed one)."""
    from propctl.telemetry.push import open_gateway

    return open_gateway(url)


def sinks_of(pushgateway_url: str | None, textfile: Path | None = None) -> list[Sink]:
    """The places there are (ConfigurationError for a malformed URL)."""
    from propctl.telemetry.exposition import write_textfile

    sinks: list[Sink] = []
    if pushgateway_url is not None:
        sinks.append(gateway_of(pushgateway_url).push)
    if textfile is not None:
        sinks.append(partial(write_textfile, textfile))
    return sinks
