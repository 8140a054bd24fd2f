"""Documents over every store: what is read, what is written, and who wins."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import Field

from propctl.connectors.payload_archive import RequestRecord
from propctl.connectors.pitch_archive import DayRecord
from propctl.domain.backfill_job import TaskState
from propctl.domain.digest import canonical_json
from propctl.domain.snapshot import Pointer, Record
from propctl.errors import DataError, TemporaryError
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.documents import Document
from propctl.storage.memory import MemoryStore

KEY = "v1/count.json"
AT = dt.datetime(2025, 6, 8, 14, 0, 1, 250_000, dt.UTC)


class Count(Record):
    number: int = Field(ge=0)
    note: str | None = None


def count_in(store: ObjectStore) -> Document[Count]:
    return Document(store, KEY, Count, "count again")


def one_more(count: Count | None) -> Count:
    return Count(number=count.number + 1 if count else 1)


class Rival(MemoryStore):
    """Somebody else writes between each of our reads and writes."""

    def __init__(self, data: bytes = b'{"number":7}') -> None:
        super().__init__()
        self.data = data
        self.writes = 0

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if if_absent or if_match is not None:
            self.writes += 1
            super().put(key, self.data + b" " * self.writes)
        return super().put(key, data, if_absent=if_absent, if_match=if_match)


def test_what_is_absent_is_none_and_is_written_once(store: ObjectStore) -> None:
    document = count_in(store)
    assert document.read() == (None, None)
    etag = document.write(Count(number=1), None)
    assert document.read() == (Count(number=1), etag)
    with pytest.raises(Conflict):
        document.write(Count(number=2), None)


def test_a_write_replaces_only_what_was_read(store: ObjectStore) -> None:
    document = count_in(store)
    etag = document.write(Count(number=1), None)
    document.write(Count(number=2), etag)
    with pytest.raises(Conflict):
        document.write(Count(number=3), etag)
    assert document.read()[0] == Count(number=2)


def test_our_own_write_whose_answer_was_lost_is_no_conflict(store: ObjectStore) -> None:
    document = count_in(store)
    etag = document.write(Count(number=1), None)
    assert document.write_or_confirm(Count(number=1), None) == etag
    with pytest.raises(Conflict):
        document.write_or_confirm(Count(number=2), None)


def test_changes_made_at_once_are_all_kept(store: ObjectStore) -> None:
    document = count_in(store)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: document.update(one_more), range(12)))
    assert document.read()[0] == Count(number=12)


def test_an_update_that_changes_nothing_writes_nothing(store: ObjectStore) -> None:
    store.put(KEY, b'{ "number": 3 }')
    assert count_in(store).update(lambda _: Count(number=3)) == Count(number=3)
    stored = store.get(KEY)
    assert stored is not None
    assert stored.data == b'{ "number": 3 }'


def test_an_update_gives_up_after_its_races_with_short_pauses_between_them() -> None:
    store, pauses = Rival(), list[float]()
    with pytest.raises(TemporaryError, match=rf"lost 4 races for {KEY}; nothing was changed"):
        count_in(store).update(one_more, races=4, sleep=pauses.append)
    assert store.writes == len(pauses) == 4
    assert all(0 <= pause <= 0.05 for pause in pauses)


def test_what_a_change_raises_leaves_the_record_alone(store: ObjectStore) -> None:
    document = count_in(store)
    document.write(Count(number=1), None)
    with pytest.raises(ZeroDivisionError):
        document.update(lambda _: Count(number=1 // 0))
    assert document.read()[0] == Count(number=1)


@pytest.mark.parametrize(
    ("data", "defect"),
    [
        (b"{", "Invalid JSON"),
        (b'{"number":-1}', "number: Input should be greater than or equal to 0"),
        (b'{"number":1,"other":2}', "other: Extra inputs are not permitted"),
        (b"", "Invalid JSON"),
    ],
)
def test_damage_names_object_store_field_and_the_way_out(data: bytes, defect: str) -> None:
    store = MemoryStore()
    store.put(KEY, data)
    with pytest.raises(DataError, match=rf"\A{KEY} in memory:// is damaged: {defect}[^\n]*\Z") as caught:
        count_in(store).read()
    assert caught.value.hint == "count again"


def test_a_damaged_disposable_document_counts_as_absent_and_is_replaced() -> None:
    store = MemoryStore()
    etag = store.put(KEY, b"{")
    document = Document(store, KEY, Count, disposable=True)
    assert document.read() == (None, etag)
    assert document.update(one_more) == Count(number=1)
    assert document.read()[0] == Count(number=1)


def test_fields_without_a_value_are_left_out_on_request() -> None:
    store = MemoryStore()
    for key, exclude_none in (("a.json", True), ("b.json", False)):
        Document(store, key, Count, exclude_none=exclude_none).overwrite(Count(number=1))
    stored = [found.data for key in ("a.json", "b.json") if (found := store.get(key))]
    assert stored == [b'{"number":1}', b'{"number":1,"note":null}']


REQUEST = {
    "provider": "p",
    "request": '/a?b="\\é\x01\x7f☃',
    "sha256": "0" * 64,
    "bytes": 2**40,
    "fetched_at": AT,
    "final": True,
}


@pytest.mark.parametrize(
    "record",
    [
        RequestRecord.model_validate(REQUEST),
        DayRecord.model_validate({**REQUEST, "asked_at": AT, "games": (1, 2), "rejected": "x"}),
        TaskState(reason="é\n", snapshots={dt.date(2025, 6, 8): "a"}, updated_at=AT.replace(microsecond=0)),
        Pointer(snapshot_id="a", key="k", as_of=None, generation=3, checked_at=AT),
    ],
    ids=lambda record: type(record).__name__,
)
def test_records_are_stored_in_the_bytes_of_earlier_versions(record: Record) -> None:
    store = MemoryStore()
    Document(store, KEY, type(record)).overwrite(record)
    stored = store.get(KEY)
    assert stored is not None
    assert stored.data == canonical_json(record.model_dump(mode="json"))
