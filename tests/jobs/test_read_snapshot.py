import datetime as dt
import json
from dataclasses import replace

import pytest

from propctl.cache.keys import latest_key, snapshot_key
from propctl.cache.memory import MemoryCache
from propctl.domain.digest import sha256
from propctl.domain.prop import merge_rows
from propctl.domain.slate import GameState
from propctl.domain.snapshot import GameRows, Manifest, Pointer, Rows
from propctl.errors import DataError, RefusedError, UsageError
from propctl.jobs.publish import Publication
from propctl.jobs.read_snapshot import (
    MAX_CACHED_BYTES,
    find_snapshot,
    read_closing_props,
    read_latest,
    read_latest_pointer,
    read_snapshot_at,
    write_to_cache,
)
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.compression import compressed, decompressed
from propctl.storage.contract import StoredObject
from propctl.storage.memory import MemoryStore
from tests.domain.props import DATE
from tests.jobs.builds import (
    AT_TEN,
    BOTH_OPEN,
    FIRST,
    SECOND,
    TEN_MINUTES,
    a_build,
    a_snapshot_context,
    props_of,
)
from tests.jobs.desk import Desk

PAST = {FIRST: GameState.FINAL, SECOND: GameState.FINAL}


class SharedCache(MemoryCache):
    """A cache that other processes share, as Redis is."""

    def is_redis_available(self) -> bool:
        return True


@pytest.fixture
def desk() -> Desk:
    return Desk()


def cached(context: SnapshotContext, publication: Publication) -> None:
    rows = merge_rows(context.snapshots.read_rows(blob.sha256) for blob in publication.manifest.rows.blobs)
    write_to_cache(context, publication.manifest, publication.pointer, rows)


def read_again(context: SnapshotContext, publication: Publication) -> tuple[object, ...]:
    pointer = publication.pointer
    return read_snapshot_at(context, pointer.snapshot_id, pointer.key).props


def test_the_latest_snapshot_is_read_with_its_props(desk: Desk) -> None:
    manifest = desk.publish(a_build()).manifest
    snapshot = read_latest(desk.context(), "mlb", DATE)
    assert (snapshot.manifest, snapshot.props) == (manifest, props_of(FIRST, SECOND))


def test_live_comes_before_backfill(desk: Desk) -> None:
    live = desk.publish(a_build())
    desk.publish(a_build(as_of=None, states=PAST))
    assert read_latest(desk.context(), "mlb", DATE).manifest == live.manifest


def test_without_a_live_board_the_backfilled_one_is_read(desk: Desk) -> None:
    past = desk.publish(a_build(as_of=None, states=PAST))
    assert read_latest(desk.context(), "mlb", DATE).manifest == past.manifest


def test_a_date_without_a_board_names_the_most_recent_one(desk: Desk) -> None:
    desk.publish(a_build())
    with pytest.raises(UsageError, match=r"no mlb board for 2025-06-09 .* most recent one is of 2025-06-08"):
        read_latest(desk.context(), "mlb", dt.date(2025, 6, 9))


def test_an_empty_store_says_that_nothing_was_published(desk: Desk) -> None:
    with pytest.raises(UsageError, match="nothing has been published yet"):
        read_latest(desk.context(), "mlb", DATE)


class LiveOnly(MemoryStore):
    """A store whose policy allows the live namespace alone."""

    def get(self, key: str) -> StoredObject | None:
        if not key.startswith("v1/"):
            raise RefusedError(f"{key}: access denied")
        return super().get(key)


def test_a_namespace_that_may_not_be_read_is_not_offered() -> None:
    with pytest.raises(UsageError, match="nothing has been published yet") as error:
        read_latest(Desk(LiveOnly()).context(), "mlb", DATE)
    assert error.value.hint == "propctl run-once mlb --date 2025-06-08"


def test_the_closing_view_has_the_last_rows_of_every_game(desk: Desk) -> None:
    desk.publish(a_build())
    states = BOTH_OPEN | {FIRST: GameState.STARTED}
    desk.publish(a_build(props_of(SECOND, players=2), as_of=AT_TEN + TEN_MINUTES, states=states))
    context = desk.context()
    closing = read_closing_props(context, read_latest(context, "mlb", DATE))
    assert closing == (*props_of(FIRST), *props_of(SECOND, players=2))


def test_missing_rows_are_damage(desk: Desk) -> None:
    blob = desk.publish(a_build()).manifest.rows.blobs[0]
    desk.store.delete(desk.context().snapshots.layout.blob_key(blob.sha256))
    with pytest.raises(DataError, match="cannot be read"):
        read_latest(desk.context(), "mlb", DATE)


def test_damaged_rows_are_damage(desk: Desk) -> None:
    blob = desk.publish(a_build()).manifest.rows.blobs[0]
    desk.store.put(desk.context().snapshots.layout.blob_key(blob.sha256), b"damage")
    with pytest.raises(DataError, match="is damaged"):
        read_latest(desk.context(), "mlb", DATE)


def committed_with(desk: Desk, rows: Rows) -> Manifest:
    """A sound manifest whose rows are what a test says."""
    content = a_build().content.model_copy(update={"rows": rows})
    manifest = Manifest.commit(content, created_at=AT_TEN, run_id="odd", inputs=(), previous=None)
    snapshots = desk.context().snapshots
    snapshots.upload_snapshot(snapshots.layout.manifest_key(manifest), manifest.to_bytes())
    return manifest


def test_rows_that_do_not_add_up_are_damage(desk: Desk) -> None:
    rows = desk.publish(a_build()).manifest.rows
    manifest = committed_with(desk, rows.model_copy(update={"sha256": "0" * 64}))
    context = desk.context()
    with pytest.raises(DataError, match="do not add up"):
        read_snapshot_at(context, manifest.snapshot_id, context.snapshots.layout.manifest_key(manifest))


def test_rows_that_are_no_props_are_damage(desk: Desk) -> None:
    context, row = desk.context(), b'{"prop_id":"of another schema"}\n'
    digest = context.snapshots.write_rows(row)
    blob = GameRows(game_id=1, sha256=digest, bytes=len(row), count=1)
    manifest = committed_with(desk, Rows(sha256=sha256(row), count=1, blobs=(blob,)))
    with pytest.raises(DataError):
        read_snapshot_at(context, manifest.snapshot_id, context.snapshots.layout.manifest_key(manifest))


def test_a_cached_snapshot_is_read_without_the_store(desk: Desk) -> None:
    published, context = desk.publish(a_build()), desk.context()
    cached(context, published)
    empty = a_snapshot_context(MemoryStore(), cache=_cache_of(context))
    assert read_again(empty, published) == props_of(FIRST, SECOND)


def _cache_of(context: SnapshotContext) -> MemoryCache:
    assert isinstance(context.cache, MemoryCache)
    return context.cache


def test_a_cached_snapshot_is_the_documented_document(desk: Desk) -> None:
    published, context = desk.publish(a_build()), desk.context()
    cached(context, published)
    value = context.cache.get(snapshot_key(published.manifest.snapshot_id))
    assert value is not None
    document = json.loads(decompressed(value, MAX_CACHED_BYTES))
    assert (list(document), document["snapshot"]["snapshot_id"], len(document["props"])) == (
        ["snapshot", "props"],
        published.manifest.snapshot_id,
        6,
    )


def tampered(value: bytes, old: bytes, new: bytes) -> bytes:
    document = decompressed(value, MAX_CACHED_BYTES)
    assert old in document
    return compressed(document.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"prob_over":0.6,"prob_under"', b'"prob_over":0.7,"prob_under"'),
        (b'"run_id":"run-1"', b'"run_id":"run-9"'),
        (b'"props"', b'"propz"'),
        (b'"market":"batter_hits"', b'"market":"batter_luck"'),
    ],
    ids=["a-row", "the-manifest", "the-shape", "a-record"],
)
def test_a_cached_snapshot_that_was_changed_is_a_miss(desk: Desk, old: bytes, new: bytes) -> None:
    published, context = desk.publish(a_build()), desk.context()
    cached(context, published)
    key = snapshot_key(published.manifest.snapshot_id)
    value = context.cache.get(key)
    assert value is not None
    context.cache.set(key, tampered(value, old, new), 60)
    assert read_again(context, published) == props_of(FIRST, SECOND)


@pytest.mark.parametrize(
    "value", [b"", b"garbage", compressed(b"[]"), compressed(b"{")],
    ids=["empty", "garbage", "a-list", "cut"],
)  # fmt: skip
def test_a_cached_value_that_is_no_snapshot_is_a_miss(desk: Desk, value: bytes) -> None:
    published, context = desk.publish(a_build()), desk.context()
    context.cache.set(snapshot_key(published.manifest.snapshot_id), value, 60)
    assert read_again(context, published) == props_of(FIRST, SECOND)


def test_another_snapshot_under_the_key_is_a_miss(desk: Desk) -> None:
    first, context = desk.publish(a_build()), desk.context()
    second = desk.publish(a_build(props_of(FIRST), as_of=AT_TEN + TEN_MINUTES))
    cached(context, second)
    other = context.cache.get(snapshot_key(second.manifest.snapshot_id))
    assert other is not None
    context.cache.set(snapshot_key(first.manifest.snapshot_id), other, 60)
    assert read_again(context, first) == props_of(FIRST, SECOND)


def generation_cached(context: SnapshotContext) -> int | None:
    value = context.cache.get(latest_key("mlb", DATE))
    return None if value is None else Pointer.model_validate_json(value).generation


def test_the_cached_pointer_moves_with_a_higher_generation(desk: Desk) -> None:
    context = desk.context()
    cached(context, desk.publish(a_build()))
    cached(context, desk.publish(a_build(as_of=AT_TEN + TEN_MINUTES)))
    assert generation_cached(context) == 2


def test_the_cached_pointer_does_not_go_back(desk: Desk) -> None:
    context, older = desk.context(), desk.publish(a_build())
    cached(context, desk.publish(a_build(as_of=AT_TEN + TEN_MINUTES)))
    cached(context, older)
    assert generation_cached(context) == 2


def test_a_backfilled_snapshot_moves_no_cached_pointer(desk: Desk) -> None:
    context = desk.context()
    cached(context, desk.publish(a_build(as_of=None, states=PAST)))
    assert generation_cached(context) is None


def test_a_shared_cache_is_asked_for_the_pointer_first(desk: Desk) -> None:
    context = a_snapshot_context(desk.store, cache=SharedCache())
    published = desk.publish(a_build())
    cached(context, published)
    desk.lose_pointer()
    assert read_latest_pointer(context, "mlb", DATE) == published.pointer


@pytest.mark.parametrize(("seconds", "followed"), [(3599, True), (3600, False), (86_400, False)])
def test_a_cached_pointer_ages_by_the_clock_of_boards(desk: Desk, seconds: int, followed: bool) -> None:
    """A machine without Redis has published since; PROPCTL_NOW was moved on, and the cache kept its value."""
    first = desk.publish(a_build())
    shared = a_snapshot_context(desk.store, cache=SharedCache())
    cached(shared, first)
    newer = desk.publish(a_build(props_of(FIRST), as_of=AT_TEN + TEN_MINUTES))
    later = replace(shared, clock=lambda: AT_TEN + dt.timedelta(seconds=seconds))
    expected = (first if followed else newer).pointer
    assert read_latest_pointer(later, "mlb", DATE) == expected


def test_a_bad_cached_pointer_is_a_miss(desk: Desk) -> None:
    context = a_snapshot_context(desk.store, cache=SharedCache())
    published = desk.publish(a_build())
    context.cache.set(latest_key("mlb", DATE), b"garbage", 60)
    assert read_latest_pointer(context, "mlb", DATE) == published.pointer


def test_a_snapshot_is_found_by_its_id(desk: Desk) -> None:
    published = desk.publish(a_build())
    assert find_snapshot(desk.context(), published.manifest.snapshot_id).key == published.pointer.key


def test_an_unknown_id_is_wrong_usage(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no snapshot 'nope' in memory://"):
        find_snapshot(desk.context(), "nope")
