"""Two runs at once: whoever loses the pointer reads again and judges again."""

from collections.abc import Callable, Iterator

import pytest

from propctl.errors import TemporaryError
from propctl.jobs.publish import MAX_RACES
from propctl.storage.contract import StoredObject
from propctl.storage.memory import MemoryStore
from tests.jobs.builds import AT_TEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

LATER = AT_TEN + TEN_MINUTES
MORE = props_of(FIRST, SECOND, players=4)


class RivalStore:
    """*inner*, but just before a pointer is written a rival gets in, at most so many times."""

    def __init__(self, inner: MemoryStore, rival: Callable[[], object], times: int = 1) -> None:
        self._inner = inner
        self._rival = rival
        self._left = times

    @property
    def url(self) -> str:
        return self._inner.url

    def get(self, key: str) -> StoredObject | None:
        return self._inner.get(key)

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if "/latest/" in f"/{key}" and self._left:
            self._left -= 1
            self._rival()
        return self._inner.put(key, data, if_absent=if_absent, if_match=if_match)

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        return self._inner.list(prefix, start_after)

    def delete(self, key: str) -> None:
        self._inner.delete(key)


def test_of_two_first_runs_with_the_same_facts_one_snapshot_stands() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    ours = Desk(RivalStore(theirs.store, lambda: theirs.publish(a_build(), "theirs")))
    ours.publish(a_build(), "ours")
    assert len(theirs.manifests()) == 1


def test_a_later_rival_wins() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    ours = Desk(RivalStore(theirs.store, lambda: theirs.publish(a_build(MORE, as_of=LATER), "theirs")))
    lost = ours.publish(a_build(), "ours")
    assert (lost.committed, lost.manifest.run_id, theirs.pointer().as_of) == (False, "theirs", LATER)


def test_an_earlier_rival_is_followed() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    ours = Desk(RivalStore(theirs.store, lambda: theirs.publish(a_build(), "theirs")))
    won = ours.publish(a_build(MORE, as_of=LATER), "ours")
    assert (won.committed, theirs.pointer().snapshot_id) == (True, won.manifest.snapshot_id)


def test_the_pointer_counts_both_runs() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    ours = Desk(RivalStore(theirs.store, lambda: theirs.publish(a_build(), "theirs")))
    ours.publish(a_build(MORE, as_of=LATER), "ours")
    assert theirs.pointer().generation == 2


def test_checks_of_an_unchanged_board_do_not_go_back() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    theirs.publish(a_build())
    rival = a_build(as_of=LATER + TEN_MINUTES)
    ours = Desk(RivalStore(theirs.store, lambda: theirs.publish(rival, "theirs")))
    ours.publish(a_build(as_of=LATER), "ours")
    assert theirs.pointer().checked_at == LATER + TEN_MINUTES


def test_a_race_that_is_always_lost_is_temporary() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    theirs.publish(a_build())
    ours = Desk(RivalStore(theirs.store, theirs.touch_pointer, times=MAX_RACES))
    with pytest.raises(TemporaryError, match=f"lost {MAX_RACES} races"):
        ours.publish(a_build(MORE, as_of=LATER), "ours")


def test_a_run_that_lost_the_pointer_to_a_mere_look_has_committed() -> None:
    theirs = Desk()
    assert isinstance(theirs.store, MemoryStore)
    theirs.publish(a_build())
    ours = Desk(RivalStore(theirs.store, theirs.touch_pointer))
    won = ours.publish(a_build(MORE, as_of=LATER), "ours")
    assert (won.committed, won.manifest.run_id, len(theirs.manifests())) == (True, "ours", 2)
