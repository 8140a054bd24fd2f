"""What response headers say about time: the provider's clock, and how long it asks us to wait. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def retry_after(response: "httpx.Response") -> float | None:
    """Seconds of the Retry-After header, in either of its forms (RFC 9110, 10.2.3)."""
    text = response.headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    moment, clock = _http_date(text), clock_of(response)
    return max(0.0, (moment - clock).total_seconds()) if moment and clock else None


def clock_of(response: "httpx.Response") -> datetime | None:
    """The Date header; None without one, or when it is none."""
    return _http_date(response.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
