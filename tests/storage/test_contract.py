"""What every object store does. A new one joins through the ``store`` fixture."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from propctl.storage.contract import Conflict, ObjectStore

KEY = "v1/state/a.json"

MALFORMED_KEYS = [
    "",
    "/v1/a.json",
    "v1//a.json",
    "v1/a.json/",
    "v1/../a.json",
    "..",
    ".hidden.json",
    "v1/.propctl/a.json",
    "v1/a\0.json",
    "v1/a b.json",
    "v1/ä.json",
    "v1/no-extension",
    "v1/folder.with.dot/a.json",
    "v1/a.json\n",
    "x" * 260 + ".json",
    "/".join(["x" * 100] * 11) + "/a.json",
]


def data_of(store: ObjectStore, key: str) -> bytes | None:
    stored = store.get(key)
    return None if stored is None else stored.data


def conflicts(store: ObjectStore, *, if_absent: bool = False, if_match: str | None = None) -> bool:
    try:
        store.put(KEY, b"mine", if_absent=if_absent, if_match=if_match)
    except Conflict:
        return True
    return False


def test_an_absent_key_is_none(store: ObjectStore) -> None:
    assert store.get(KEY) is None


def test_get_returns_what_was_put(store: ObjectStore) -> None:
    store.put(KEY, b"\x00\xff\r\n")
    assert data_of(store, KEY) == b"\x00\xff\r\n"


def test_an_empty_object_is_not_an_absent_one(store: ObjectStore) -> None:
    store.put(KEY, b"")
    assert data_of(store, KEY) == b""


def test_put_returns_the_etag_that_get_shows(store: ObjectStore) -> None:
    etag = store.put(KEY, b"1")
    stored = store.get(KEY)
    assert stored is not None
    assert stored.etag == etag


def test_other_data_has_another_etag(store: ObjectStore) -> None:
    assert store.put(KEY, b"1") != store.put(KEY, b"2")


def test_an_unconditional_put_replaces(store: ObjectStore) -> None:
    store.put(KEY, b"a longer first object")
    store.put(KEY, b"2")
    assert data_of(store, KEY) == b"2"


def test_if_absent_creates(store: ObjectStore) -> None:
    store.put(KEY, b"1", if_absent=True)
    assert data_of(store, KEY) == b"1"


def test_if_absent_refuses_an_existing_key_even_with_equal_data(store: ObjectStore) -> None:
    store.put(KEY, b"mine")
    assert conflicts(store, if_absent=True)


def test_if_match_replaces_what_was_seen(store: ObjectStore) -> None:
    etag = store.put(KEY, b"1")
    store.put(KEY, b"2", if_match=etag)
    assert data_of(store, KEY) == b"2"


def test_if_match_refuses_what_has_changed(store: ObjectStore) -> None:
    etag = store.put(KEY, b"1")
    store.put(KEY, b"2")
    assert conflicts(store, if_match=etag)


def test_if_match_refuses_what_is_gone(store: ObjectStore) -> None:
    etag = store.put(KEY, b"1")
    store.delete(KEY)
    assert conflicts(store, if_match=etag)


def test_a_refused_put_writes_nothing(store: ObjectStore) -> None:
    store.put(KEY, b"theirs")
    conflicts(store, if_match="other")
    assert data_of(store, KEY) == b"theirs"


def test_both_conditions_at_once_are_a_mistake(store: ObjectStore) -> None:
    with pytest.raises(ValueError, match="contradict"):
        store.put(KEY, b"1", if_absent=True, if_match="e")


def test_a_deleted_key_is_absent(store: ObjectStore) -> None:
    store.put(KEY, b"1")
    store.delete(KEY)
    assert store.get(KEY) is None


def test_a_deleted_key_can_be_created_again(store: ObjectStore) -> None:
    store.put(KEY, b"1")
    store.delete(KEY)
    store.put(KEY, b"2", if_absent=True)
    assert data_of(store, KEY) == b"2"


def test_deleting_an_absent_key_creates_nothing(store: ObjectStore) -> None:
    store.delete(KEY)
    assert list(store.list("")) == []


@pytest.mark.parametrize("key", MALFORMED_KEYS)
def test_put_refuses_a_malformed_key(store: ObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        store.put(key, b"1")


@pytest.mark.parametrize("key", MALFORMED_KEYS)
def test_get_refuses_a_malformed_key(store: ObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        store.get(key)


@pytest.mark.parametrize("key", MALFORMED_KEYS)
def test_delete_refuses_a_malformed_key(store: ObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="is not a key"):
        store.delete(key)


def test_threads_lose_no_conditional_write(store: ObjectStore) -> None:
    store.put(KEY, b"0")

    def increment(_: int) -> None:
        while True:
            seen = store.get(KEY)
            assert seen is not None
            try:
                store.put(KEY, str(int(seen.data) + 1).encode(), if_match=seen.etag)
            except Conflict:
                continue
            return

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(80)))
    assert data_of(store, KEY) == b"80"


def test_of_threads_that_create_one_key_one_wins(store: ObjectStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        lost = list(threads.map(lambda _: conflicts(store, if_absent=True), range(8)))
    assert lost.count(False) == 1


def test_the_url_says_which_kind_of_store_it_is(store: ObjectStore) -> None:
    assert store.url.partition("://")[0] in {"memory", "file", "s3"}
