"""What the local store does on disk, beyond the contract."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from propctl.errors import ConfigurationError, ExitCode, PropctlError, TemporaryError
from propctl.storage.local import STRIPES, LocalStore
from propctl.storage.posix import translated

Use = Callable[[LocalStore], object]

KEY = "v1/latest/sport=mlb/date=2025-06-08/live.json"


def temporaries(root: Path) -> list[Path]:
    return list((root / ".propctl" / "tmp").iterdir())


def test_an_object_is_a_plain_file_at_its_key(tmp_path: Path) -> None:
    LocalStore(tmp_path).put(KEY, b"1")
    assert (tmp_path / KEY).read_bytes() == b"1"


def test_another_store_on_the_same_directory_sees_it(tmp_path: Path) -> None:
    etag = LocalStore(tmp_path).put(KEY, b"1")
    stored = LocalStore(tmp_path).get(KEY)
    assert stored is not None
    assert stored.etag == etag


@pytest.mark.parametrize("read", [lambda s: s.get(KEY), lambda s: list(s.list("")), lambda s: s.delete(KEY)])
def test_a_root_that_does_not_exist_is_empty_and_stays_away(tmp_path: Path, read: Use) -> None:
    read(LocalStore(tmp_path / "store"))
    assert not (tmp_path / "store").exists()


def test_the_first_put_creates_the_root_and_what_is_above(tmp_path: Path) -> None:
    LocalStore(tmp_path / "deep" / "down" / "store").put(KEY, b"1")
    assert (tmp_path / "deep" / "down" / "store" / KEY).exists()


def test_a_store_taken_away_under_a_running_process_comes_back(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    store.put(KEY, b"1")
    shutil.rmtree(tmp_path / "store")
    with pytest.raises(TemporaryError):
        store.put(KEY, b"2")
    store.put(KEY, b"3")
    assert (tmp_path / "store" / KEY).read_bytes() == b"3"


def test_writes_leave_no_temporary_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put(KEY, b"1")
    store.put("a.json", b"1", if_absent=True)
    assert temporaries(tmp_path) == []


def test_lock_files_do_not_grow_with_the_number_of_keys(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for number in range(3 * STRIPES):
        store.put(f"v1/{number}.json", b"")
    assert len(list((tmp_path / ".propctl" / "locks").iterdir())) <= STRIPES


def test_locks_and_temporary_files_are_not_listed(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put("a.json", b"1")
    (tmp_path / ".propctl" / "tmp" / "07").write_bytes(b"half an obj")
    assert list(store.list("")) == ["a.json"]


def test_the_next_write_sweeps_what_a_killed_writer_left(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put(KEY, b"1")
    (lock,) = (tmp_path / ".propctl" / "locks").iterdir()
    (tmp_path / ".propctl" / "tmp" / lock.name).write_bytes(b"half an obj")
    store.put(KEY, b"2")
    assert temporaries(tmp_path) == []


def test_a_writer_killed_between_link_and_unlink_endangers_nothing(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put(KEY, b"first")
    (lock,) = (tmp_path / ".propctl" / "locks").iterdir()
    other_name = tmp_path / "kept.json"
    os.link(tmp_path / KEY, other_name)
    os.link(tmp_path / KEY, tmp_path / ".propctl" / "tmp" / lock.name)
    store.put(KEY, b"second")
    assert other_name.read_bytes() == b"first"


@pytest.mark.parametrize("name", ["lost+found/x", ".DS_Store", "README", "a b.json", "v1.old/a.json"])
def test_foreign_files_are_not_listed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    assert list(LocalStore(tmp_path).list("")) == []


@pytest.mark.parametrize(
    "use",
    [lambda s: s.get(KEY), lambda s: s.put(KEY, b"1"), lambda s: list(s.list("")), lambda s: s.delete(KEY)],
)
def test_a_file_in_place_of_the_root_is_a_matter_of_configuration(tmp_path: Path, use: Use) -> None:
    (tmp_path / "store").touch()
    with pytest.raises(ConfigurationError):
        use(LocalStore(tmp_path / "store"))


def test_a_device_without_room_is_temporary() -> None:
    with (
        pytest.raises(TemporaryError, match="No space left on device"),
        translated("write a", "nothing stored"),
    ):
        Path("/dev/full").write_bytes(b"1")


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        (errno.ENOSPC, ExitCode.TEMPORARY),
        (errno.EDQUOT, ExitCode.TEMPORARY),
        (errno.EIO, ExitCode.TEMPORARY),
        (errno.EMFILE, ExitCode.TEMPORARY),
        (errno.EACCES, ExitCode.REFUSED),
        (errno.EPERM, ExitCode.REFUSED),
        (errno.EROFS, ExitCode.REFUSED),
        (errno.ENOTDIR, ExitCode.CONFIGURATION),
    ],
)
def test_every_error_of_the_system_has_an_exit_code(code: int, exit_code: ExitCode) -> None:
    with pytest.raises(PropctlError) as failure, translated("write a", "nothing was stored"):
        raise OSError(code, os.strerror(code))
    assert failure.value.exit_code == exit_code


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.ENOTDIR])
def test_every_error_of_the_system_has_a_hint(code: int) -> None:
    with pytest.raises(PropctlError) as failure, translated("write a", "nothing was stored"):
        raise OSError(code, os.strerror(code))
    assert failure.value.hint
