"""The operator's line file: read for each build, and archived like every other input."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol

from propctl.connectors.payload_archive import PayloadArchive
from propctl.domain.quote import NO_LINES, LineFile
from propctl.domain.snapshot import InputRef
from propctl.errors import ConfigurationError, DataError, PartialError
from propctl.normalize.lines import read_lines
from propctl.normalize.payload import PayloadShapeError
from propctl.readable_files import UnreadableFileError, read_start
from propctl.storage.blobs import BlobStore

PROVIDER: Final = "lines_file"
REQUEST: Final = "lines.csv"
"""How manifests name the file; they do not contain its path."""

MAX_BYTES: Final = 64 * 1024 * 1024
COLUMNS_HINT: Final = "docs/lines.md describes the file, and how to replace it while runs read it"


class LineSource(Protocol):
    """Where the prices of a date come from."""

    def read_day(self, day: date) -> LineFile:
        """The rows of *day*."""


class NoLines:
    """No line file is configured."""

    def read_day(self, day: date) -> LineFile:
        """No rows."""
        del day
        return NO_LINES


class LinesFile:
    """The file at *path*. It is an input of the builds for whose date it has a row."""

    def __init__(self, path: Path, archive: PayloadArchive, now: Callable[[], datetime]) -> None:
        self._path = path
        self._archive = archive
        self._now = now

    def read_day(self, day: date) -> LineFile:
        """The rows of *day*; ConfigurationError when it is absent, DataError when it is no line file."""
        body = self._read_file()
        try:
            quotes, left_out = read_lines(body, day)
        except PayloadShapeError as error:
            raise DataError(
                f"PROPCTL_LINES_FILE={self._path} is no line file: {error}; nothing was published",
                hint=COLUMNS_HINT,
            ) from error
        if not quotes and not left_out:
            return NO_LINES
        digest = self._archive.write_body(body)
        ref = InputRef(
            provider=PROVIDER, request=REQUEST, fetched_at=self._now(), sha256=digest, bytes=len(body)
        )
        return LineFile(quotes, left_out, ref)

    def _read_file(self) -> bytes:
        """The whole file, in one read."""
        try:
            body = read_start(self._path, MAX_BYTES + 1)
        except UnreadableFileError as error:
            raise self._unreadable(str(error)) from error
        if len(body) > MAX_BYTES:
            raise DataError(
                f"PROPCTL_LINES_FILE={self._path} is larger than {MAX_BYTES // 2**20} MiB; "
                "nothing was published",
                hint="keep the rows of a few weeks; earlier ones have been archived with their snapshots",
            )
        return body

    def _unreadable(self, reason: str) -> ConfigurationError:
        return ConfigurationError(
            f"PROPCTL_LINES_FILE={self._path}: {reason}; nothing was published",
            hint="make the file readable for this user, or unset the variable to go without prices",
        )


class ArchivedLines:
    """The line file that one manifest names."""

    def __init__(self, inputs: tuple[InputRef, ...], blobs: BlobStore) -> None:
        self._ref = next((ref for ref in inputs if ref.provider == PROVIDER), None)
        self._blobs = blobs

    def read_day(self, day: date) -> LineFile:
        """The rows of *day* as the build read them; PartialError when the file is past its retention."""
        if self._ref is None:
            return NO_LINES
        body = self._blobs.find(self._ref.sha256)
        if body is None:
            raise PartialError(
                "the line file that the build read is gone from the archive; the rows cannot be built again",
                hint="`propctl snapshot verify ID` checks whether the stored rows are whole",
            )
        return LineFile(*read_lines(body, day), self._ref)
