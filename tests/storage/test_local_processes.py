"""The local store among real processes: races, kills, missing rights, no room."""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from propctl.errors import ExitCode
from propctl.storage.local import LocalStore
from tests.storage import worker

PROCESSES = 4


def test_processes_lose_no_conditional_write(tmp_path: Path) -> None:
    worker.results("increment", tmp_path, PROCESSES)
    stored = LocalStore(tmp_path).get(worker.COUNTER)
    assert stored is not None
    assert int(stored.data) == PROCESSES * worker.ROUNDS


def test_each_object_is_created_by_exactly_one_process(tmp_path: Path) -> None:
    won = worker.results("create", tmp_path, PROCESSES)
    numbers = [number for each in won if isinstance(each, list) for number in each]
    assert sorted(numbers) == list(range(worker.ROUNDS))


def kill_while_writing(root: Path, reads: int) -> set[bytes]:
    """Kill -9 a writer after some reads; the distinct objects that were read meanwhile and afterwards."""
    store = LocalStore(root)
    writer = worker.start("overwrite", root)
    with writer:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
        try:
            stored = (store.get(worker.OBJECT) for _ in itertools.count())
            seen = set(itertools.islice((one.data for one in stored if one), reads))
        finally:
            writer.kill()
    last = store.get(worker.OBJECT)
    assert last is not None
    return seen | {last.data}


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[bytes]]:
    """A store whose writers were all killed, and what a reader saw of it."""
    root = tmp_path_factory.mktemp("killed") / "store"
    return root, set().union(*(kill_while_writing(root, reads) for reads in range(1, 60, 8)))


def test_a_reader_beside_killed_writers_sees_whole_objects(killed: tuple[Path, set[bytes]]) -> None:
    assert {(len(data), len(set(data))) for data in killed[1]} == {(worker.OBJECT_BYTES, 1)}


def test_what_killed_writers_leave_is_not_listed(killed: tuple[Path, set[bytes]]) -> None:
    assert list(LocalStore(killed[0]).list("")) == [worker.OBJECT]


def test_killed_writers_leave_one_temporary_file_at_most(killed: tuple[Path, set[bytes]]) -> None:
    assert len(list((killed[0] / ".propctl" / "tmp").iterdir())) <= 1


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A store with one object that another user may read and nobody but root may change."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "store"
        LocalStore(root).put(worker.OBJECT, b"old")
        Path(folder).chmod(0o755)
        folders = [path for path in (root, *root.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o555)
        yield root
        for path in folders:
            path.chmod(0o755)


def test_reading_needs_no_write_access(read_only: Path) -> None:
    assert worker.results("read-unprivileged", read_only) == [[worker.OBJECT]]


@pytest.mark.parametrize("action", ["write-unprivileged", "delete-unprivileged"])
def test_a_write_without_the_right_is_refused(read_only: Path, action: str) -> None:
    (failure,) = worker.results(action, read_only)
    assert isinstance(failure, dict)
    assert failure["exit_code"] == ExitCode.REFUSED


def test_a_refusal_names_the_key_and_the_store(read_only: Path) -> None:
    (failure,) = worker.results("write-unprivileged", read_only)
    assert isinstance(failure, dict)
    assert f"{worker.OBJECT} to {read_only.as_uri()}: Permission denied" in failure["message"]


def test_no_room_is_temporary(tmp_path: Path) -> None:
    (failure,) = worker.results("write-too-much", tmp_path)
    assert isinstance(failure, dict)
    assert failure["exit_code"] == ExitCode.TEMPORARY


def test_no_room_leaves_the_old_object(tmp_path: Path) -> None:
    LocalStore(tmp_path).put(worker.OBJECT, b"old")
    worker.results("write-too-much", tmp_path)
    stored = LocalStore(tmp_path).get(worker.OBJECT)
    assert stored is not None
    assert stored.data == b"old"


def test_no_room_leaves_no_temporary_file(tmp_path: Path) -> None:
    worker.results("write-too-much", tmp_path)
    assert list((tmp_path / ".propctl" / "tmp").iterdir()) == []
