"""A process of its own that uses a local store: ``python -m tests.storage.worker ACTION ROOT``.

It says ``ready``, waits for a line, acts, and says what came of it as JSON.
"""

import itertools
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from propctl.errors import PropctlError
from propctl.storage.contract import Conflict
from propctl.storage.local import LocalStore

COUNTER = "v1/state/counter.json"
OBJECT = "v1/blobs/object.zst"
OBJECT_BYTES = 300_000
ROUNDS = 50
NO_BLOBS = 65534


def start(action: str, root: Path) -> subprocess.Popen[str]:
    """A worker that is ready; write a line to its stdin to let it act."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.worker", action, str(root)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def results(action: str, root: Path, processes: int = 1) -> list[object]:
    """What each of some workers that act at the same time says in the end."""
    workers = [start(action, root) for _ in range(processes)]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [json.loads(worker.communicate(timeout=60)[0]) for worker in workers]


def increment(store: LocalStore) -> int:
    """Count up in conditional writes; the number of those that were lost to others and repeated."""
    lost = 0
    for _ in range(ROUNDS):
        while not _incremented(store):
            lost += 1
    return lost


def _incremented(store: LocalStore) -> bool:
    seen = store.get(COUNTER)
    count = int(seen.data) + 1 if seen else 1
    try:
        store.put(COUNTER, b"%d" % count, if_absent=seen is None, if_match=seen.etag if seen else None)
    except Conflict:
        return False
    return True


def create(store: LocalStore) -> list[int]:
    """Try to create some objects; those that were."""
    return [number for number in range(ROUNDS) if _created(store, f"v1/runs/{number}.json")]


def _created(store: LocalStore, key: str) -> bool:
    try:
        store.put(key, str(os.getpid()).encode(), if_absent=True)
    except Conflict:
        return False
    return True


def overwrite(store: LocalStore) -> None:
    """Write one object for ever, each time all of another byte."""
    for number in itertools.count():
        store.put(OBJECT, bytes([number % 256]) * OBJECT_BYTES)


def read_unprivileged(store: LocalStore) -> list[str]:
    """Read everything, as a user who may not write."""
    _drop_privileges()
    keys = list(store.list(""))
    return [key for key in keys if store.get(key)]


def write_unprivileged(store: LocalStore) -> dict[str, object]:
    """Write, as a user who may not."""
    _drop_privileges()
    return _failure(lambda: store.put(OBJECT, b"new"))


def delete_unprivileged(store: LocalStore) -> dict[str, object]:
    """Delete, as a user who may not."""
    _drop_privileges()
    return _failure(lambda: store.delete(OBJECT))


def write_too_much(store: LocalStore) -> dict[str, object]:
    """Write more than fits; a limit on the size of files stands in for a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    return _failure(lambda: store.put(OBJECT, b"x" * OBJECT_BYTES))


def _failure(act: Callable[[], object]) -> dict[str, object]:
    try:
        act()
    except PropctlError as error:
        return {"exit_code": error.exit_code, "message": error.message, "hint": error.hint}
    return {"exit_code": 0}


def _drop_privileges() -> None:
    """Permissions do not bind root, so stop being root; a root that has not the right to is bound by them."""
    if os.geteuid() != 0:
        return
    try:
        os.setgid(NO_BLOBS)
        os.setuid(NO_BLOBS)
    except PermissionError:
        return


ACTIONS: dict[str, Callable[[LocalStore], object]] = {
    "increment": increment,
    "create": create,
    "overwrite": overwrite,
    "read-unprivileged": read_unprivileged,
    "write-unprivileged": write_unprivileged,
    "delete-unprivileged": delete_unprivileged,
    "write-too-much": write_too_much,
}


if __name__ == "__main__":
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    json.dump(ACTIONS[sys.argv[1]](LocalStore(Path(sys.argv[2]))), sys.stdout)
