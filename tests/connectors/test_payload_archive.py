import pytest

from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import Payload, Request
from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.domain.option_values import Namespace
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore

ASKED = Request("mlb_stats_api", "/api/v1/schedule", (("date", "2025-06-08"),))
BODY = b'{"dates":[]}'
FETCHED_AT = parse_instant("2025-06-08T10:00:00Z")


def an_archive(store: ObjectStore, namespace: Namespace = Namespace.LIVE) -> PayloadArchive:
    return PayloadArchive(store, Layout(namespace))


def filled(store: ObjectStore, body: bytes = BODY, *, final: bool = True) -> PayloadArchive:
    archive = an_archive(store)
    archive.write_index_entry(Payload(ASKED, body, archive.write_body(body), FETCHED_AT), final=final)
    return archive


def loaded(archive: PayloadArchive) -> Payload | None:
    record = archive.read_index_entry(ASKED)
    return None if record is None else archive.read_payload(record, ASKED)


def test_a_payload_is_found_again_by_its_request() -> None:
    assert loaded(filled(MemoryStore())) == Payload(ASKED, BODY, sha256(BODY), FETCHED_AT)


def test_another_archive_over_the_same_store_finds_it_too() -> None:
    store = MemoryStore()
    filled(store)
    assert loaded(an_archive(store)) is not None


@pytest.mark.parametrize("final", [True, False])
def test_an_entry_says_whether_it_is_final(final: bool) -> None:
    record = filled(MemoryStore(), final=final).read_index_entry(ASKED)
    assert record is not None
    assert record.final is final


def test_a_request_that_was_never_made_has_no_entry() -> None:
    assert an_archive(MemoryStore()).read_index_entry(ASKED) is None


def test_a_later_answer_replaces_the_entry() -> None:
    store = MemoryStore()
    filled(store, b'{"old":1}')
    found = loaded(filled(store))
    assert found is not None
    assert found.body == BODY


def test_a_kept_body_without_entry_is_not_found() -> None:
    archive = an_archive(MemoryStore())
    archive.write_body(BODY)
    assert archive.read_index_entry(ASKED) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00"])
def test_an_unreadable_entry_is_as_good_as_none(data: bytes) -> None:
    store = MemoryStore()
    archive = filled(store)
    store.put(Layout().request_key(ASKED.provider, ASKED.digest), data)
    assert archive.read_index_entry(ASKED) is None


def test_a_payload_past_its_retention_is_none() -> None:
    store = MemoryStore()
    archive = filled(store)
    store.delete(Layout().blob_key(sha256(BODY)))
    assert loaded(archive) is None


def test_a_damaged_payload_is_none() -> None:
    store = MemoryStore()
    archive = filled(store)
    store.put(Layout().blob_key(sha256(BODY)), b"damage")
    assert loaded(archive) is None


def test_namespaces_do_not_share_payloads() -> None:
    store = MemoryStore()
    filled(store)
    assert an_archive(store, Namespace.SHADOW).read_index_entry(ASKED) is None
