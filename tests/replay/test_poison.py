"""Point in time, proved: garbage in everything settled on D or later changes nothing about D.

The poisoned server tells the truth about who plays whom, when, with which starters and line-ups, and lies
about every score, record and statistic of a game that was settled on D or later.
"""

from dataclasses import replace

import pytest

from propctl.domain.snapshot import Content
from tests.replay.past import WEEKS_LATER, built, past_lab, rows
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

DAYS = [
    "2025-03-18",  # first day of the season, in Tokyo
    "2025-03-27",  # opening day
    "2025-04-24",  # the day after a postponement; doubleheader in one; a game completed early
    "2025-04-26",  # two split doubleheaders and a postponement
    "2025-05-06",  # doubleheader in one, a postponement
    "2025-05-14",  # both kinds of doubleheader
    "2025-05-20",  # 777861, begun on 05-19, is suspended
    "2025-05-21",  # 777861 is resumed
    "2025-05-22",  # 777861 is history
    "2025-05-24",  # second half of a doubleheader put off by a day
    "2025-06-07",  # 777623, begun on 06-06, is resumed
    "2025-06-19",  # both kinds of doubleheader after three postponements
    "2025-06-30",  # the last day there is
]


def outcome(replay: Replay, day: str) -> tuple[Content, bytes]:
    """All that a snapshot would say about *day*, from an empty store."""
    made = built(replace(past_lab(replay), statcast_window_days=3), day)
    return made.content, rows(made)


@pytest.mark.parametrize("day", DAYS)
def test_a_past_day_comes_out_the_same_when_everything_settled_since_is_garbage(
    replay: Replay, day: str
) -> None:
    with Replay(WEEKS_LATER, poison_from=day) as poisoned:
        assert outcome(poisoned, day) == outcome(replay, day)


def test_garbage_in_the_days_before_does_change_a_past_day(replay: Replay) -> None:
    with Replay(WEEKS_LATER, poison_from="2025-05-13") as poisoned:
        assert outcome(poisoned, "2025-05-14") != outcome(replay, "2025-05-14")
