"""The certificate authorities that connections trust: SSL_CERT_FILE, SSL_CERT_DIR, or certifi's."""

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from propctl.domain.redaction import hidden
from propctl.errors import ConfigurationError
from propctl.readable_files import UnreadableFileError, check_readable, is_endless

if TYPE_CHECKING:
    import ssl

FILE_VARIABLE: Final = "SSL_CERT_FILE"
FOLDER_VARIABLE: Final = "SSL_CERT_DIR"
KEY_LOG_VARIABLE: Final = "SSLKEYLOGFILE"
"""Where Python's ssl module appends the keys of connections, for programs that inspect them."""
FILE_HINT: Final = (
    "name a readable file of certificates in PEM form, or unset the variable to trust the usual authorities"
)
FOLDER_HINT: Final = (
    "name a directory that `openssl rehash` was run in, or unset it to trust the usual authorities"
)
UNTRUSTED_HINT: Final = (
    "if a proxy or an authority of your own signs it, name the file of that authority's certificates in "
    "SSL_CERT_FILE; else check the URL (`propctl config show`) and this machine's clock"
)
_HASHED: Final = re.compile(r"[0-9a-f]{8}\.\d+")
"""The names by which OpenSSL finds the certificates of a directory."""


def trusted_context(environment: Mapping[str, str] = os.environ) -> "ssl.SSLContext":
    """The context of connections to https hosts (ConfigurationError as of :func:`check_trust`).

    Made once for all hosts, because loading certificates takes longer than a request.
    """
    check_trust(environment)
    try:
        return _context(environment.get(FILE_VARIABLE), environment.get(FOLDER_VARIABLE))
    except OSError as error:  # of the file for keys: the certificates were checked
        raise _unusable_key_log(environment, error.strerror or "it cannot be written") from error


@cache
def _context(file: str | None, folder: str | None) -> "ssl.SSLContext":
    import ssl

    if file:
        return ssl.create_default_context(cafile=file)
    if folder:
        return ssl.create_default_context(capath=folder)
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def check_trust(environment: Mapping[str, str] = os.environ) -> None:
    """ConfigurationError when the variable in force names no certificates; the file wins over the folder."""
    log = environment.get(KEY_LOG_VARIABLE)
    if log and not _is_place_of_a_file(log):
        raise _unusable_key_log(environment, "it cannot be written")
    file, folder = environment.get(FILE_VARIABLE), environment.get(FOLDER_VARIABLE)
    if file:
        check_bundle(FILE_VARIABLE, file)
    elif folder and not any(map(_has_certificates, folder.split(os.pathsep))):
        raise ConfigurationError(
            f"{FOLDER_VARIABLE}={hidden(folder)}: no certificates are there; no certificate can be verified",
            hint=FOLDER_HINT,
        )


def _unusable_key_log(environment: Mapping[str, str], reason: str) -> ConfigurationError:
    shown = hidden(environment.get(KEY_LOG_VARIABLE, ""))
    return ConfigurationError(
        f"{KEY_LOG_VARIABLE}={shown}: {reason}; no TLS connection is possible",
        hint=f"unset {KEY_LOG_VARIABLE}",
    )


def check_bundle(name: str, path: str) -> None:
    """ConfigurationError when *path*, which *name* gives, is no file of certificates."""
    reason = bundle_fault(path)
    if reason is not None:
        raise ConfigurationError(
            f"{name}={hidden(path)}: {reason}; no certificate can be verified", hint=FILE_HINT
        )


def bundle_fault(path: str) -> str | None:
    """Why *path* is no file of certificates; None when it is one."""
    import ssl

    try:
        check_readable(path)
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except UnreadableFileError as error:
        return str(error)
    except ssl.SSLError:
        return "it holds no certificates in PEM form"
    return None


def _is_place_of_a_file(path: str) -> bool:
    """Whether *path* is a file, or could become one."""
    try:
        return not is_endless(path) and not os.path.isdir(path)  # noqa: PTH112 - raises for no path
    except OSError:
        return os.path.isdir(os.path.dirname(path) or ".")  # noqa: PTH112, PTH120


def _has_certificates(folder: str) -> bool:
    try:
        return any(_HASHED.fullmatch(name) for name in os.listdir(folder))  # noqa: PTH208 - names alone
    except OSError:
        return False
