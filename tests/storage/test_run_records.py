"""Markers and totals over every store."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Totals, Values
from propctl.domain.run_marker import RunMarker, RunState
from propctl.errors import DataError, TemporaryError
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.local import LocalStore
from propctl.storage.run_records import RunRecordStore, day_of
from tests.storage.faults import FaultyStore

AT = dt.datetime(2025, 6, 8, 14, tzinfo=dt.UTC)
GROUP = Group(JobName.HEALTH, "mlb")
ONE = Values(counters={"propctl_runs_total": {"success": 1.0}})
MARKER = RunMarker(
    run_id="20250608T140000Z-0a0b0c0d",
    job=JobName.HEALTH,
    sport="mlb",
    started_at=AT,
    deadline_at=AT + dt.timedelta(minutes=5),
)


def runs_of(store: ObjectStore) -> RunRecordStore:
    return RunRecordStore(store, Layout(), sleep=lambda _: None)


def plus_one(token: str) -> Callable[[Totals], Totals]:
    return lambda totals: totals.plus(token, ONE, AT)


def test_a_marker_ends_once(store: ObjectStore) -> None:
    runs = runs_of(store)
    etag = runs.write_marker(MARKER, None)
    ended = MARKER.overdue(ONE, AT)
    runs.write_marker(ended, etag)
    with pytest.raises(Conflict):
        runs.write_marker(MARKER.model_copy(update={"state": RunState.ENDED}), etag)
    assert runs.read_marker(MARKER.run_id)[0] == ended


def test_totals_are_changed_and_read_again(store: ObjectStore) -> None:
    runs = runs_of(store)
    for token in ("a", "b", "a"):
        runs.update_totals(GROUP, plus_one(token))
    assert runs.read_totals(GROUP).values.counters["propctl_runs_total"] == {"success": 2.0}
    assert runs.list_groups() == [GROUP]


def test_markers_are_listed_and_pruned_by_day(store: ObjectStore) -> None:
    runs = runs_of(store)
    ids = [f"202506{day:02d}T000000Z-0000000{n}" for day in (1, 2, 3) for n in (1, 2)]
    for run_id in ids:
        runs.write_marker(MARKER.model_copy(update={"run_id": run_id}), None)
    assert list(runs.list_run_ids(dt.date(2025, 6, 2))) == ids[2:]
    assert runs.prune_markers(dt.date(2025, 6, 3), 3) == 3
    assert runs.prune_markers(dt.date(2025, 6, 3), 3) == 1
    assert list(runs.list_run_ids(dt.date(2025, 6, 1))) == ids[4:]


def test_those_who_change_totals_at_once_lose_nothing(tmp_path: Path) -> None:
    runs = RunRecordStore(LocalStore(tmp_path), Layout())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: runs.update_totals(GROUP, plus_one(f"run-{n}")), range(40)))
    assert runs.read_totals(GROUP).values.counters["propctl_runs_total"] == {"success": 40.0}


@pytest.mark.parametrize("fault", [1, 2])
@pytest.mark.parametrize("after", [False, True])
def test_a_change_whose_answer_is_lost_is_made_once(tmp_path: Path, fault: int, *, after: bool) -> None:
    inner = LocalStore(tmp_path)
    runs = runs_of(FaultyStore(inner, fault, TemporaryError("lost"), after=after))
    runs.update_totals(GROUP, plus_one("a"))
    assert runs_of(inner).read_totals(GROUP).values.counters["propctl_runs_total"] == {"success": 1.0}


def test_damage_names_the_object_and_the_way_out(tmp_path: Path) -> None:
    inner = LocalStore(tmp_path)
    runs = runs_of(inner)
    inner.put(runs.layout.totals_key(GROUP), b'{"version":"x"}')
    with pytest.raises(DataError, match=r"propctl_health-mlb\.json in .* is damaged: version") as caught:
        runs.read_totals(GROUP)
    assert "begin at 0" in caught.value.hint


def test_the_day_of_a_run_is_in_its_id() -> None:
    assert day_of(MARKER.run_id) == dt.date(2025, 6, 8)
