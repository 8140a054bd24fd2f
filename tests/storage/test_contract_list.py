"""How every object store lists its keys."""

import pytest

from propctl.storage.contract import ObjectStore


def test_list_is_in_byte_order_across_folders(store: ObjectStore) -> None:
    keys = ["a-b/x.json", "a.json", "a/x.json", "a/y/z.json", "a0.json", "a=b.json", "b.json"]
    for key in reversed(keys):
        store.put(key, b"")
    assert list(store.list("")) == sorted(keys, key=str.encode)


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("v1/", ["v1/a.json", "v1/ab/c.json", "v1/b.json"]),
        ("v1/a", ["v1/a.json", "v1/ab/c.json"]),
        ("v1/ab/", ["v1/ab/c.json"]),
        ("v1/a.json", ["v1/a.json"]),
        ("v1/a.json/", []),
        ("v1/c", []),
        ("v1/../", []),
        ("../", []),
        ("/", []),
        ("v1//", []),
    ],
)
def test_a_prefix_need_not_end_at_a_folder(store: ObjectStore, prefix: str, found: list[str]) -> None:
    for key in ("v1/a.json", "v1/ab/c.json", "v1/b.json", "w/a.json"):
        store.put(key, b"")
    assert list(store.list(prefix)) == found


@pytest.mark.parametrize(
    ("start_after", "found"),
    [
        ("a.json", ["b/c.json", "b/d.json", "e.json"]),
        ("b/", ["b/c.json", "b/d.json", "e.json"]),
        ("b/c.json", ["b/d.json", "e.json"]),
        ("b/zz", ["e.json"]),
        ("e.json", []),
    ],
)
def test_list_goes_on_strictly_after_a_key(store: ObjectStore, start_after: str, found: list[str]) -> None:
    for key in ("a.json", "b/c.json", "b/d.json", "e.json"):
        store.put(key, b"")
    assert list(store.list("", start_after)) == found
