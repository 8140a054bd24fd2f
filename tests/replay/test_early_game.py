"""Opening day in Tokyo: the first pitch is at 06:10 in New York; a scheduler starts runs around the clock."""

import datetime as dt
from typing import Final

import pytest

from propctl.domain.calendar import NEW_YORK
from propctl.domain.option_values import ComponentName
from propctl.jobs.due_runs import fetch_next_due, read_next_run
from propctl.jobs.read_snapshot import read_closing_props
from tests.nightly import by_day
from tests.replay.lab import Lab
from tests.replay.test_health import looked

DAY: Final = "2025-03-18"
TIMES: Final = {
    "few": ("01:00", "03:00", "03:10", "06:00", "06:20", "06:30", "08:50"),
    "all": tuple(f"{hour:02}:{minute:02}" for hour in range(1, 9) for minute in range(0, 60, 10)),
}


def instant(time: str, day: str = DAY) -> str:
    """This time in New York."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=NEW_YORK).astimezone(dt.UTC).isoformat()


def run_if_due(lab: Lab) -> bool:
    """As ``run-once --if-due`` does."""
    with lab.build_context() as build_context:
        due = fetch_next_due(build_context, "mlb") <= build_context.now()
    if due:
        lab.run_once()
    return due


@pytest.mark.parametrize("times", by_day(TIMES, "few"))
def test_the_closing_view_of_an_early_game_has_its_line_ups(lab: Lab, times: str) -> None:
    lab.at(instant("00:50")).run_once()
    ran = [time for time in TIMES[times] if run_if_due(lab.at(instant(time)))]
    before = [time for time in TIMES[times] if "03:10" <= time < "06:10"]
    assert (ran[:-1], ran[-1]) == (before, next(time for time in TIMES[times] if time >= "06:10"))
    board = lab.read(DAY)
    closing = read_closing_props(lab.context(), board)
    assert (board.props, {prop.lineup_status for prop in closing}) == ((), {"confirmed"})
    assert len({prop.player_id for prop in closing if prop.role == "batter"}) == 18


def test_health_and_the_next_run_due_follow_it(lab: Lab) -> None:
    night = lab.at(instant("00:50"))
    night.run_once()
    assert read_next_run(night.context(), "mlb", games_open=True) == dt.datetime.fromisoformat(
        instant("03:10")
    )
    healthy = [looked(lab.at(instant(time)), ComponentName.FRESHNESS).healthy for time in (
        "02:00", "03:30", "03:40", "05:50", "06:40")]  # fmt: skip
    assert healthy == [True, True, False, False, True]
