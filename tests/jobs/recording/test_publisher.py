"""An older state of the totals never follows a newer one."""

import contextlib

from propctl.telemetry.exposition import GroupValues
from propctl.telemetry.metrics import RUNS
from tests.jobs.recording.room import GOOD, Room


class Seen:
    """A place that totals are handed over to, and what happens meanwhile."""

    def __init__(self, *meanwhile: object) -> None:
        self.successes: list[float] = []
        self._meanwhile = list(meanwhile)

    def __call__(self, told: GroupValues) -> None:
        if self._meanwhile:
            act = self._meanwhile.pop(0)
            assert callable(act)
            act()
        self.successes.append(told.values.counters[RUNS]["success"])


def test_a_run_that_ends_while_another_hands_over_leaves_it_to_that_one() -> None:
    room = Room()
    other = Seen()
    mine = Seen(lambda: room.run(sinks=[other]))
    room.run(sinks=[mine])
    assert (other.successes, mine.successes) == ([], [1, 2])


def test_many_that_end_meanwhile_are_told_in_order() -> None:
    room = Room()
    busy = [lambda: room.run(sinks=[Seen()])] * 3
    mine = Seen(*busy)
    room.run(sinks=[mine])
    assert mine.successes == [1, 2, 3, 4]


def test_a_holder_that_died_is_waited_for_no_longer_than_ten_seconds() -> None:
    room = Room()

    class DiedError(BaseException):
        pass

    def die() -> None:
        raise DiedError

    with contextlib.suppress(DiedError):
        room.run(sinks=[Seen(die)])
    at_once, later = Seen(), Seen()
    room.run(sinks=[at_once])
    room.later()
    room.run(sinks=[later])
    assert (at_once.successes, later.successes) == ([], [3])


def test_where_there_is_no_place_nobody_holds_anything() -> None:
    room = Room()
    room.run(GOOD)
    assert room.totals().pusher is None
