"""Success out of markers, counted as the totals count."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from propctl.jobs.recording.success_ratio import SuccessReport, read_success_report
from tests.jobs.recording.room import FAILED, GOOD, GROUP, Room


def report(room: Room) -> SuccessReport:
    with ThreadPoolExecutor(2) as pool:
        return read_success_report(room.runs(), GROUP, pool, room.now)


def test_a_killed_run_counts_when_it_is_swept_and_is_overdue_before() -> None:
    room = Room()
    room.writer().write_start()
    room.run()
    assert (report(room).running, report(room).overdue) == (1, 0)
    room.later()
    assert (report(room).running, report(room).overdue) == (0, 1)
    assert report(room).windows[0].ratio == 1.0
    room.run()
    told = report(room)
    assert (told.running, told.overdue, told.windows[0].swept) == (0, 0, 1)
    assert told.windows[0].ratio == 2 / 3


def test_six_runs_of_an_hour_with_one_failure_are_83_percent() -> None:
    room = Room()
    for ending in (FAILED, *5 * (GOOD,)):
        room.later()
        room.run(ending)
    hour, day = report(room).windows
    assert (hour.good, hour.counted, day.counted) == (5, 6, 6)
    room.now += dt.timedelta(minutes=10)
    assert report(room).windows[0].ratio == 1.0


def test_the_markers_and_the_totals_agree() -> None:
    room = Room()
    for number in range(12):
        room.later()
        if number % 5 == 0:
            room.writer().write_start()
        else:
            room.run(GOOD if number % 3 else FAILED)
    day = report(room).windows[1]
    assert (day.good, day.counted - day.good) == (room.count("success"), room.count("failed"))
