"""Days of pitches in a store: landed whole, replaced whole, and never lost while somebody names them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from propctl.connectors.baseball_savant import day_request
from propctl.connectors.pitch_archive import DayRecord, PitchArchive
from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.domain.option_values import Namespace
from propctl.normalize.pitches import read_pitches
from propctl.storage.blobs import BlobStore
from propctl.storage.contract import ObjectStore, StoredObject
from propctl.storage.layout import Layout
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from propctl.storage.parquet import from_parquet, to_parquet
from tests.normalize.savant import DAY, GAME, OTHER, a_day, a_game, as_csv
from tests.storage.faults import FaultyStore, KilledError

REQUEST = day_request(DAY)
KEY = Layout().pitches_key("mlb", DAY)
NIGHT = parse_instant("2025-06-08T10:00:00Z")
NEXT_NIGHT = parse_instant("2025-06-09T10:00:00Z")

OLD = read_pitches(a_day(GAME, OTHER), DAY)
NEW = read_pitches(as_csv([*a_game(GAME, pitch_type="SL"), *a_game(OTHER)]), DAY)
"""A pitch type was revised."""
NEWEST = read_pitches(as_csv([*a_game(GAME, pitch_type="ST"), *a_game(OTHER)]), DAY)


@pytest.fixture(params=["memory", "local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    return MemoryStore() if request.param == "memory" else LocalStore(tmp_path / "store")


@pytest.fixture
def archive(store: ObjectStore) -> PitchArchive:
    return archive_of(store)


def archive_of(store: ObjectStore) -> PitchArchive:
    return PitchArchive(store, Layout(), "mlb")


def land(archive: PitchArchive, pitches: pl.DataFrame = OLD) -> DayRecord:
    landed = archive.write_day(REQUEST, DAY, pitches, NIGHT)
    assert landed is not None
    return landed


def current(store: ObjectStore) -> bytes:
    stored = store.get(KEY)
    assert stored is not None
    return stored.data


def loads(archive: PitchArchive, digest: str, pitches: pl.DataFrame) -> bool:
    """Whether the revision with this sha256 is there and has these rows."""
    loaded = archive.read_pitches(DAY, digest)
    return loaded is not None and loaded.equals(pitches)


# ------------------------------------------------------------------ landing


def test_a_day_lands_where_query_engines_look(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive)
    key = "v1/statcast/sport=mlb/game_date=2025-06-07/pitches.parquet"
    assert list(store.list("v1/statcast/")) == [key]
    assert from_parquet(current(store)).equals(OLD)


def test_a_landed_day_is_found_again(archive: PitchArchive) -> None:
    landed = land(archive)
    assert archive.read_record(REQUEST) == landed


def test_a_record_names_the_file_its_games_and_the_instant(store: ObjectStore, archive: PitchArchive) -> None:
    record = land(archive)
    data = current(store)
    assert (record.sha256, record.bytes, record.games) == (sha256(data), len(data), (GAME, OTHER))
    assert (record.final, record.fetched_at, record.asked_at) == (True, NIGHT, NIGHT)
    assert (record.provider, record.request) == ("baseball_savant", REQUEST.text)


def test_a_day_that_never_landed_is_not_found(archive: PitchArchive) -> None:
    assert archive.read_record(REQUEST) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"garbage", b'{"provider":"baseball_savant"}'])
def test_an_unreadable_record_counts_as_none(store: ObjectStore, archive: PitchArchive, data: bytes) -> None:
    store.put(Layout().request_key(REQUEST.provider, REQUEST.digest), data)
    assert archive.read_record(REQUEST) is None


def test_landing_the_same_rows_again_writes_no_file(store: ObjectStore) -> None:
    land(archive_of(store))
    again = FaultyStore(store)
    archive_of(again).write_day(REQUEST, DAY, OLD, NEXT_NIGHT)
    assert [operation for operation in again.operations if operation.startswith("put v1/statcast")] == []


def test_landing_the_same_rows_again_keeps_no_second_revision(
    store: ObjectStore, archive: PitchArchive
) -> None:
    land(archive)
    land(archive)
    assert list(store.list("v1/blobs/")) == []


def test_landing_the_same_rows_again_refreshes_the_record(archive: PitchArchive) -> None:
    first = land(archive)
    archive.write_day(REQUEST, DAY, OLD, NEXT_NIGHT)
    assert archive.read_record(REQUEST) == first.model_copy(
        update={"fetched_at": NEXT_NIGHT, "asked_at": NEXT_NIGHT}
    )


def test_some_columns_are_loaded_in_the_order_asked_for(archive: PitchArchive) -> None:
    digest = land(archive).sha256
    loaded = archive.read_pitches(DAY, digest, ["pitcher", "game_pk"])
    assert loaded is not None
    assert loaded.equals(OLD.select("pitcher", "game_pk"))


def test_namespaces_have_files_of_their_own(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive)
    assert PitchArchive(store, Layout(Namespace.SHADOW), "mlb").read_record(REQUEST) is None


# ------------------------------------------------------------------ revisions


def test_a_revision_replaces_the_file(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive)
    land(archive, NEW)
    assert from_parquet(current(store)).equals(NEW)


def test_a_replaced_revision_is_among_the_blobs(store: ObjectStore, archive: PitchArchive) -> None:
    digest = land(archive).sha256
    land(archive, NEW)
    assert BlobStore(store, Layout()).get(digest) == to_parquet(OLD)


@pytest.mark.parametrize("pitches", [OLD, NEW, NEWEST], ids=["first", "second", "standing"])
def test_every_revision_is_loaded_by_its_digest(archive: PitchArchive, pitches: pl.DataFrame) -> None:
    digests = [land(archive, revision).sha256 for revision in (OLD, NEW, NEWEST)]
    assert loads(archive, sha256(to_parquet(pitches)), pitches)
    assert sha256(to_parquet(pitches)) in digests


def test_a_revision_that_comes_back_stands_again(store: ObjectStore, archive: PitchArchive) -> None:
    for revision in (OLD, NEW, OLD):
        land(archive, revision)
    assert from_parquet(current(store)).equals(OLD)


def test_a_revision_that_never_was_is_none(archive: PitchArchive) -> None:
    land(archive)
    assert archive.read_pitches(DAY, "0" * 64) is None


# ------------------------------------------------------------------ damage


@pytest.mark.parametrize("damage", [b"", b"garbage", to_parquet(OLD)[:-1], to_parquet(NEW)])
def test_a_damaged_file_is_none(store: ObjectStore, archive: PitchArchive, damage: bytes) -> None:
    digest = land(archive).sha256
    store.put(KEY, damage)
    assert archive.read_pitches(DAY, digest) is None


def test_a_file_that_is_gone_is_none(store: ObjectStore, archive: PitchArchive) -> None:
    digest = land(archive).sha256
    store.delete(KEY)
    assert archive.read_pitches(DAY, digest) is None


def test_a_damaged_earlier_revision_is_none(store: ObjectStore, archive: PitchArchive) -> None:
    digest = land(archive).sha256
    land(archive, NEW)
    store.put(Layout().blob_key(digest), b"damage")
    assert archive.read_pitches(DAY, digest) is None


def test_a_column_that_no_file_has_is_none(archive: PitchArchive) -> None:
    assert archive.read_pitches(DAY, land(archive).sha256, ["brand_new"]) is None


def test_a_damaged_file_is_replaced_by_the_next_landing(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive)
    store.put(KEY, b"damage")
    assert loads(archive, land(archive).sha256, OLD)


# ------------------------------------------------------------------ crashes


def killed_at(store: ObjectStore, number: int, pitches: pl.DataFrame, *, after: bool) -> bool:
    """Land over *store*, killed at an operation; whether it came to that."""
    faulty = FaultyStore(store, number, after=after)
    try:
        land(archive_of(faulty), pitches)
    except KilledError:
        return True
    return False


def operations_of(prepare: Callable[[ObjectStore], object], pitches: pl.DataFrame) -> int:
    store = MemoryStore()
    prepare(store)
    counting = FaultyStore(store)
    land(archive_of(counting), pitches)
    return len(counting.operations)


FIRST_LANDING = range(1, 1 + operations_of(lambda _: None, OLD))
SECOND_LANDING = range(1, 1 + operations_of(lambda store: land(archive_of(store)), NEW))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", FIRST_LANDING)
def test_a_crash_in_a_first_landing_leaves_all_or_nothing_known(
    store: ObjectStore, archive: PitchArchive, number: int, after: bool
) -> None:
    assert killed_at(store, number, OLD, after=after)
    record = archive.read_record(REQUEST)
    assert record is None or loads(archive, record.sha256, OLD)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", SECOND_LANDING)
def test_a_crash_in_a_replacement_leaves_a_whole_revision_known(
    store: ObjectStore, archive: PitchArchive, number: int, after: bool
) -> None:
    old = land(archive)
    assert killed_at(store, number, NEW, after=after)
    record = archive.read_record(REQUEST)
    assert record is not None
    assert loads(archive, record.sha256, OLD if record.sha256 == old.sha256 else NEW)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", SECOND_LANDING)
def test_a_crash_in_a_replacement_loses_no_revision(
    store: ObjectStore, archive: PitchArchive, number: int, after: bool
) -> None:
    old = land(archive)
    killed_at(store, number, NEW, after=after)
    assert loads(archive, old.sha256, OLD)


def test_a_file_without_its_record_is_asked_for_again_and_entered(
    store: ObjectStore, archive: PitchArchive
) -> None:
    assert killed_at(store, FIRST_LANDING[-1], OLD, after=False)
    assert (from_parquet(current(store)).equals(OLD), archive.read_record(REQUEST)) == (True, None)
    assert land(archive) == archive.read_record(REQUEST)


# ------------------------------------------------------------------ two at once


class Overtaken:
    """*inner*, but before the first put to the file of the day somebody else acts."""

    def __init__(self, inner: ObjectStore, act: Callable[[], object]) -> None:
        self._inner = inner
        self._acts = [act]

    @property
    def url(self) -> str:
        return self._inner.url

    def get(self, key: str) -> StoredObject | None:
        return self._inner.get(key)

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if key == KEY and self._acts:
            self._acts.pop()()
        return self._inner.put(key, data, if_absent=if_absent, if_match=if_match)

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        return self._inner.list(prefix, start_after)

    def delete(self, key: str) -> None:
        self._inner.delete(key)


@pytest.mark.parametrize("there", [False, True], ids=["first-landing", "replacement"])
def test_of_two_writers_at_once_neither_drops_the_others_revision(
    store: ObjectStore, archive: PitchArchive, there: bool
) -> None:
    if there:
        land(archive)
    land(archive_of(Overtaken(store, lambda: land(archive, NEW))), NEWEST)
    revisions = [OLD, NEW, NEWEST] if there else [NEW, NEWEST]
    assert all(loads(archive, sha256(to_parquet(revision)), revision) for revision in revisions)


def test_of_two_writers_of_the_same_rows_one_writes(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive_of(Overtaken(store, lambda: land(archive))))
    assert (from_parquet(current(store)).equals(OLD), list(store.list("v1/blobs/"))) == (True, [])


def test_a_file_withdrawn_meanwhile_lands(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive)
    land(archive_of(Overtaken(store, lambda: archive.delete_day(DAY))), NEW)
    assert from_parquet(current(store)).equals(NEW)


# ------------------------------------------------------------------ withdrawing


def test_a_withdrawn_day_is_out_of_readers_sight(store: ObjectStore, archive: PitchArchive) -> None:
    land(archive)
    archive.delete_day(DAY)
    assert list(store.list("v1/statcast/")) == []


def test_a_withdrawn_revision_can_still_be_loaded(archive: PitchArchive) -> None:
    digest = land(archive).sha256
    archive.delete_day(DAY)
    assert loads(archive, digest, OLD)


def test_withdrawing_what_is_not_there_does_nothing(store: ObjectStore, archive: PitchArchive) -> None:
    archive.delete_day(DAY)
    assert list(store.list("")) == []


def reject(archive: PitchArchive) -> DayRecord:
    """Land the day, and find that it does not agree with the official counts."""
    record = land(archive)
    archive.delete_day(DAY)
    rejected = record.model_copy(update={"final": False, "rejected": record.sha256, "games": ()})
    archive.write_record(REQUEST, rejected)
    return rejected


def test_a_rejected_revision_does_not_land_again(store: ObjectStore, archive: PitchArchive) -> None:
    reject(archive)
    assert archive.write_day(REQUEST, DAY, OLD, NEXT_NIGHT) is None
    assert list(store.list("v1/statcast/")) == []


def test_another_revision_lands_after_a_rejected_one(store: ObjectStore, archive: PitchArchive) -> None:
    reject(archive)
    assert land(archive, NEW).final
    assert from_parquet(current(store)).equals(NEW)


@pytest.mark.parametrize(("pitches", "reconciled"), [(OLD, True), (NEW, False)], ids=["same", "revised"])
def test_only_the_same_rows_stay_reconciled(
    archive: PitchArchive, pitches: pl.DataFrame, reconciled: bool
) -> None:
    archive.write_record(REQUEST, land(archive).model_copy(update={"reconciled": True}))
    assert land(archive, pitches).reconciled is reconciled
