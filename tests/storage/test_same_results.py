"""Whatever is done to two stores, both answer the same; etags aside, which are each store's own."""

import secrets
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection
from tests.storage.s3_server import BUCKET

KEYS = st.sampled_from(["a.json", "a/b.json", "a/c/d.zst", "a-b/c.json", "a=1/b.json", "B.json"])
DATA = st.sampled_from([b"", b"1", b"2"])
TEXTS = st.sampled_from(["", "a", "a/", "a-", "a/b.json", "a/c", "b", "zz"])

Step = tuple[str, str, bytes | str]

STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["put", "create", "swap"]), KEYS, DATA),
        st.tuples(st.sampled_from(["get", "delete"]), KEYS, st.just(b"")),
        st.tuples(st.just("list"), TEXTS, TEXTS),
    ),
    max_size=25,
)


def answers(store: ObjectStore, steps: list[Step]) -> list[object]:
    seen: dict[str, str] = {}
    return [answer(store, seen, step) for step in steps]


def answer(store: ObjectStore, seen: dict[str, str], step: Step) -> object:
    """What *step* returns; ``seen`` holds the etags that earlier reads showed, some of them stale by now."""
    action, key, rest = step
    if isinstance(rest, str):
        return list(store.list(key, rest))
    if action == "delete":
        store.delete(key)
        return None
    if action == "get":
        stored = store.get(key)
        if stored is None:
            return None
        seen[key] = stored.etag
        return stored.data
    condition = seen.get(key, "never seen") if action == "swap" else None
    try:
        store.put(key, rest, if_absent=action == "create", if_match=condition)
    except Conflict:
        return "conflict"
    return "written"


@given(STEPS)
def test_memory_and_local_answer_alike(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        local = answers(LocalStore(Path(folder) / "store"), steps)
    assert local == answers(MemoryStore(), steps)


@given(steps=STEPS)
def test_memory_and_s3_answer_alike(s3_connection: S3Connection, steps: list[Step]) -> None:
    store = S3Store(BUCKET, f"same-{secrets.token_hex(8)}", s3_connection, page_size=2)
    assert answers(store, steps) == answers(MemoryStore(), steps)
