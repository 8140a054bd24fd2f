"""The line file on disk, and the archived one."""

import os
from datetime import date
from pathlib import Path

import pytest

from propctl.connectors.lines_file import ArchivedLines, LinesFile, NoLines
from propctl.connectors.payload_archive import PayloadArchive
from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.domain.quote import NO_LINES
from propctl.errors import ConfigurationError, DataError, PartialError
from propctl.storage.blobs import BlobStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.normalize.test_lines import DAY, HEAD, ROW

NOON = parse_instant("2025-06-08T12:00:00Z")
BODY = f"{HEAD}\n{ROW}\n".encode()


class Desk:
    """A store, and a file before it."""

    def __init__(self, path: Path) -> None:
        self.store = MemoryStore()
        self.blobs = BlobStore(self.store, Layout())
        self.path = path

    def lines(self) -> LinesFile:
        return LinesFile(self.path, PayloadArchive(self.store, Layout()), lambda: NOON)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "lines.csv")
    desk.path.write_bytes(BODY)
    return desk


def test_without_a_file_there_are_no_prices() -> None:
    assert NoLines().read_day(DAY) == NO_LINES


def test_the_file_is_archived_and_named_without_its_place(desk: Desk) -> None:
    found = desk.lines().read_day(DAY)
    assert found.ref is not None
    assert (found.ref.request, found.sha256, found.ref.fetched_at) == ("lines.csv", sha256(BODY), NOON)
    assert desk.blobs.get(sha256(BODY)) == BODY


def test_a_file_without_a_row_of_the_date_is_no_input(desk: Desk) -> None:
    assert desk.lines().read_day(date(2025, 6, 9)) == NO_LINES
    assert list(desk.store.list("")) == []


def test_the_archived_file_gives_the_same_rows(desk: Desk) -> None:
    found = desk.lines().read_day(DAY)
    assert found.ref is not None
    desk.path.unlink()
    assert ArchivedLines((found.ref,), desk.blobs).read_day(DAY) == found


def test_a_build_without_a_file_is_rebuilt_without() -> None:
    assert ArchivedLines((), BlobStore(MemoryStore(), Layout())).read_day(DAY) == NO_LINES


def test_a_file_past_its_retention_is_said_to_be_gone(desk: Desk) -> None:
    ref = desk.lines().read_day(DAY).ref
    assert ref is not None
    with pytest.raises(PartialError, match="line file that the build read is gone"):
        ArchivedLines((ref,), BlobStore(MemoryStore(), Layout())).read_day(DAY)


def test_no_such_file_is_a_matter_of_configuration(desk: Desk) -> None:
    desk.path.unlink()
    with pytest.raises(ConfigurationError, match="No such file or directory; nothing was published"):
        desk.lines().read_day(DAY)


def test_a_directory_is_no_file(desk: Desk) -> None:
    desk.path = desk.path.parent
    with pytest.raises(ConfigurationError, match="Is a directory"):
        desk.lines().read_day(DAY)


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(desk: Desk) -> None:
    desk.path = desk.path.with_name("pipe")
    os.mkfifo(desk.path)
    with pytest.raises(ConfigurationError, match="it is no regular file"):
        desk.lines().read_day(DAY)


def test_a_file_that_is_none_is_refused_whole(desk: Desk) -> None:
    desk.path.write_bytes(b"date;player\n")
    with pytest.raises(DataError, match="is no line file: its first line does not name date"):
        desk.lines().read_day(DAY)
    assert list(desk.store.list("")) == []


def test_a_file_that_is_too_large_is_refused(desk: Desk) -> None:
    with desk.path.open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    with pytest.raises(DataError, match="larger than 64 MiB"):
        desk.lines().read_day(DAY)
