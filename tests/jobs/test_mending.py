"""Rows of the standing board that storage has lost or spoilt come back with the next run."""

import pytest

from propctl.jobs.verify import verify
from propctl.storage.memory import MemoryStore
from tests.jobs.builds import AT_TEN, TEN_MINUTES, a_build
from tests.jobs.desk import Desk
from tests.storage.faults import FaultyStore


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.publish(a_build())
    return desk


def _first_blob(desk: Desk) -> str:
    context = desk.context()
    return context.snapshots.layout.blob_key(desk.manifests()[0].rows.blobs[0].sha256)


def _damage(desk: Desk) -> list[tuple[str, ...]]:
    context = desk.context()
    return [found.damage for found in verify(context, context.snapshots.list_snapshots()) if found.damage]


def test_lost_rows_come_back_with_an_unchanged_run(desk: Desk) -> None:
    desk.store.delete(_first_blob(desk))
    assert not desk.publish(a_build(as_of=AT_TEN + TEN_MINUTES)).committed
    assert _damage(desk) == []


def test_spoilt_rows_come_back_with_an_unchanged_run(desk: Desk) -> None:
    desk.store.put(_first_blob(desk), b"no rows")
    desk.publish(a_build(as_of=AT_TEN + TEN_MINUTES))
    assert _damage(desk) == []


def test_sound_rows_are_not_written_again() -> None:
    desk = Desk(FaultyStore(MemoryStore()))
    desk.publish(a_build())
    before = len(_writes_of_blobs(desk))
    desk.publish(a_build(as_of=AT_TEN + TEN_MINUTES))
    assert len(_writes_of_blobs(desk)) == before


def _writes_of_blobs(desk: Desk) -> list[str]:
    assert isinstance(desk.store, FaultyStore)
    return [operation for operation in desk.store.operations if "put" in operation and "/blobs/" in operation]
