"""Pointers that cannot be believed: the next run writes a new one, and readers are not led astray."""

from datetime import timedelta

from propctl.cache.keys import latest_key
from propctl.cache.memory import MemoryCache
from propctl.domain.option_values import Provenance
from propctl.jobs.read_snapshot import read_latest
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, FIRST, TEN_MINUTES, a_build, a_snapshot_context, props_of
from tests.jobs.desk import Desk

LATER = a_build(props_of(FIRST), as_of=AT_TEN + TEN_MINUTES)


def changed(desk: Desk, **changes: object) -> None:
    """The standing pointer with other fields."""
    key = desk.context().snapshots.layout.pointer_key("mlb", DATE, Provenance.LIVE)
    desk.store.put(key, desk.pointer().model_copy(update=changes).to_bytes())


def a_desk() -> Desk:
    desk = Desk()
    desk.publish(a_build())
    return desk


def test_a_pointer_that_names_no_manifest_is_written_anew() -> None:
    desk = a_desk()
    pointer = desk.pointer()
    changed(desk, key=pointer.key.replace("-6-", "-7-"))
    publication = desk.publish(LATER)
    assert (publication.committed, desk.pointer().key) == (True, publication.pointer.key)


def test_a_check_that_is_still_to_come_does_not_keep_the_board() -> None:
    desk = a_desk()
    changed(desk, checked_at=AT_TEN + timedelta(days=365))
    publication = desk.publish(LATER)
    assert (publication.committed, desk.pointer().checked_at) == (True, AT_TEN + TEN_MINUTES)


class SharedMemory(MemoryCache):
    """Stands for a cache that other processes write to."""

    def is_redis_available(self) -> bool:
        return True


def test_a_cached_pointer_that_leads_nowhere_is_a_miss() -> None:
    desk = a_desk()
    true = desk.pointer()
    for changes in (
        {"key": "../../../etc/passwd", "snapshot_id": "../../x"},
        {"key": true.key.replace("-6-", "-7-")},
        {"key": true.key.replace(true.snapshot_id, "0" * 16), "snapshot_id": "0" * 16},
    ):
        cache = SharedMemory()
        wrong = true.model_copy(update={"generation": 9, **changes})
        cache.set(latest_key("mlb", DATE), wrong.to_bytes(), 3600)
        found = read_latest(a_snapshot_context(desk.store, cache=cache), "mlb", DATE)
        assert found.manifest.snapshot_id == true.snapshot_id
