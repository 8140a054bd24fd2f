"""From a storage URL to a store. Reads no environment; the first use of the store touches disk or network."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from propctl.errors import ConfigurationError
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from propctl.storage.s3_connection import AWS, S3Connection, S3Options

FORMS: Final = (
    "PROPCTL_STORAGE_URL takes file:///absolute/path, s3://bucket/prefix, or memory:// for a single process"
)
BUCKET: Final = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
DIRECTORY_BUCKET: Final = "--x-s3"
"""The suffix of S3 Express buckets, which list keys in no order, so a store cannot be read there."""
S3_PREFIX: Final = r"(?:[A-Za-z0-9=_-][A-Za-z0-9=_.-]*(?:/[A-Za-z0-9=_-][A-Za-z0-9=_.-]*)*)?"
MAX_S3_PREFIX_LENGTH: Final = 256
"""Leaves room for our longest key within the 1,024 bytes of an S3 key."""


def open_store(url: str, s3: S3Options = AWS) -> ObjectStore:
    """The store at *url*; ``memory://`` is a new one at each call, and *s3* is for ``s3://`` alone.

    Raises ConfigurationError for any other form. The message names the scheme alone, because the URL
    may hold a password.
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
        return _s3(parts, s3)
    if not parts.scheme:
        raise ConfigurationError("the storage URL is a bare path; no store was opened", hint=FORMS)
    raise ConfigurationError(
        f"the storage URL's form {parts.scheme + '://…'!r} is not known; no store was opened", hint=FORMS
    )


def _local(parts: SplitResult) -> ObjectStore:
    from propctl.storage.local import LocalStore  # fcntl exists on POSIX alone

    path = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not path.is_absolute() or path == Path(path.anchor):
        raise ConfigurationError(
            "a file storage URL has three slashes and an absolute path below the root; no store was opened",
            hint=FORMS,
        )
    if parts.query or parts.fragment or "\0" in str(path):
        raise ConfigurationError(
            "write ? and # in a storage path as %3F and %23; no store was opened", hint=FORMS
        )
    return LocalStore(path)


def _s3(parts: SplitResult, options: S3Options) -> ObjectStore:
    prefix = parts.path.removeprefix("/").removesuffix("/")
    if not re.fullmatch(BUCKET, parts.netloc) or parts.netloc.endswith(DIRECTORY_BUCKET):
        raise ConfigurationError(
            "an S3 storage URL needs a general purpose bucket, without user or port; no store was opened",
            hint=f"{FORMS}; a key goes into AWS_ACCESS_KEY_ID, a host into PROPCTL_S3_ENDPOINT_URL",
        )
    if (
        parts.query
        or parts.fragment
        or len(prefix) > MAX_S3_PREFIX_LENGTH
        or not re.fullmatch(S3_PREFIX, prefix)
    ):
        raise ConfigurationError(
            "the prefix of an S3 storage URL takes folders of letters, digits, = _ - and ., with one slash "
            f"between, and {MAX_S3_PREFIX_LENGTH} characters; no store was opened",
            hint=FORMS,
        )
    _check_options(options)
    from propctl.storage.s3 import S3Store

    return S3Store(parts.netloc, prefix, S3Connection(options))


def _check_options(options: S3Options) -> None:
    """ConfigurationError for an endpoint that is no URL or has a password, or a KMS key without aws:kms."""
    if options.endpoint_url is not None and not _is_endpoint(options.endpoint_url):
        raise ConfigurationError(
            "the S3 endpoint is no http(s)://host without user and password; no store was opened",
            hint="PROPCTL_S3_ENDPOINT_URL takes https://host or http://host:port",
        )
    if options.kms_key_id and options.sse != "aws:kms":
        raise ConfigurationError(
            "an S3 KMS key is set, but KMS encryption is not; no store was opened",
            hint="set PROPCTL_S3_SSE=aws:kms, or unset PROPCTL_S3_SSE_KMS_KEY_ID",
        )


def _is_endpoint(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    extras = "@" in parts.netloc or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not extras
