"""From a storage URL to a store. Reads no environment and touches no disk: its first use opens a store."""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from propctl.errors import ConfigurationError
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore

FORMS = "PROPCTL_STORAGE_URL takes file:///absolute/path, or memory:// for a single process"


def open_store(url: str) -> ObjectStore:
    """The store at *url*; ``memory://`` is a fresh one at each call.

    Raises ConfigurationError for any other form. The message names the scheme alone: what was pasted by
    mistake may hold a password.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ConfigurationError("the storage URL is malformed; no store was opened", hint=FORMS) from error
    if parts.scheme == "file":
        return _local(parts)
    if parts.scheme == "memory" and not (parts.netloc or parts.path or parts.query or parts.fragment):
        return MemoryStore()
    if parts.scheme == "s3":
        raise ConfigurationError("S3 is not supported by this version; no store was opened", hint=FORMS)
    if not parts.scheme:
        raise ConfigurationError("the storage URL is a bare path; no store was opened", hint=FORMS)
    raise ConfigurationError(
        f"the storage URL's form {parts.scheme + '://…'!r} is not known; no store was opened", hint=FORMS
    )


def _local(parts: SplitResult) -> ObjectStore:
    from propctl.storage.local import LocalStore  # fcntl exists on POSIX alone

    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_absolute() or path == Path(path.anchor):
        raise ConfigurationError("a file storage URL needs an absolute path; no store was opened", hint=FORMS)
    if parts.query or parts.fragment or "\0" in str(path):
        raise ConfigurationError(
            "write ? and # in a storage path as %3F and %23; no store was opened", hint=FORMS
        )
    return LocalStore(path)
