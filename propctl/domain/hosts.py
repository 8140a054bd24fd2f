"""Host names and addresses, as every library that connects to one accepts them. Pure."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

MAX_NAME_LENGTH: Final = 253
LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
"""One part of a name (RFC 1123, 2.1). Underscores occur in the names of containers."""

_NAME: Final = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?")


def is_host(text: str) -> bool:
    """Whether *text* is a host name in ASCII, or an IP address without brackets.

    Longer names and labels make Python's resolver raise UnicodeError instead of an OSError.
    """
    return address_of(text) is not None or (len(text) <= MAX_NAME_LENGTH and bool(_NAME.fullmatch(text)))


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that *host* is; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
