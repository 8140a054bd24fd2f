"""Several threads that read different shapes for the first time, in a process of their own."""

import json
import subprocess
import sys

import pytest

from tests.normalize.payloads import (
    BATTING,
    PITCHING,
    box_player,
    boxscore,
    game,
    nine,
    row,
    schedule,
    totals,
)

AT_ONCE = """
import sys
import threading
from datetime import date
from propctl.normalize.boxscore import read_boxscore
from propctl.normalize.season import read_recent_lineups, read_season_schedule
from propctl.normalize.slate import read_slate
from propctl.normalize.totals import read_totals

schedule, totals, box = (text.encode() for text in sys.argv[1:])
readings = [
    lambda: read_slate(schedule, date(2025, 6, 8)),
    lambda: read_recent_lineups(schedule),
    lambda: read_season_schedule(schedule),
    lambda: read_totals(totals, 2025),
    lambda: read_boxscore(box),
] * 2
sys.setswitchinterval(1e-6)
ready = threading.Barrier(len(readings))

def read(reading):
    ready.wait()
    reading()

threads = [threading.Thread(target=read, args=(reading,)) for reading in readings]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
BODIES = [
    json.dumps(document)
    for document in (
        schedule(game(lineups={"awayPlayers": nine(100), "homePlayers": nine(200)})),
        totals([row(1, BATTING)], [row(2, PITCHING)]),
        boxscore([box_player(1, order="100", batting=BATTING)], [box_player(2, pitching=PITCHING)]),
    )
]


@pytest.mark.parametrize("block", range(4))
def test_first_readings_at_once_do_not_crash(block: int) -> None:
    ends = [
        subprocess.run([sys.executable, "-c", AT_ONCE, *BODIES], capture_output=True, check=False)
        for _ in range(5)
    ]
    assert [(end.returncode, end.stderr) for end in ends] == [(0, b"")] * 5
