"""Hides the secret parts of a value before it is shown. Pure.

Everything before the last ``@`` of a URL counts as user and password, even in a malformed URL, and only query
values that are known to be harmless are shown.
"""

import re
from typing import Final

HIDDEN: Final = "…"

HARMLESS: Final = frozenset((
    "db", "ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname", "ssl_cert_reqs",
))  # fmt: skip
"""Names of query parameters whose values are shown; all other values are hidden."""

_SCHEME: Final = r"^\s*[A-Za-z][A-Za-z0-9+.-]*://"
_BARE_USER: Final = r"^\s*\S*:\S*@"
_SOUND: Final = (
    r"unix://(?:…@)?/[^@]*|[a-z]+://(?:…@)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:[/?].*)?"
)
_VALUE: Final = r"([?&;#])([^=&;#]*)(=?)([^&;#]*)"


def hidden(value: str) -> str:
    """*value* as messages may show it: a URL without user, password and query values."""
    scheme = re.match(_SCHEME, value)
    if scheme is None:
        return re.sub(_BARE_USER, f"{HIDDEN}@", value)
    rest = value[scheme.end() :]
    if scheme[0].strip() == "file://" and rest.startswith("/"):
        return value
    user, at, place = rest.rpartition("@")
    place = re.sub(_VALUE, _shown, place)
    return f"{scheme[0]}{HIDDEN if user else ''}{at}{place}"


def hidden_secret(value: str) -> str:
    """The address in a value that is secret as a whole; hidden entirely unless it is a valid URL."""
    shown = hidden(value)
    return shown if re.fullmatch(_SOUND, shown) else HIDDEN


def _shown(match: re.Match[str]) -> str:
    mark, name, equals, value = match.groups()
    if not equals:
        return f"{mark}{HIDDEN}" if name else mark
    return match[0] if name in HARMLESS or not value else f"{mark}{name}{equals}{HIDDEN}"
