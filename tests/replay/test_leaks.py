"""The poison test catches what it is for: with a leak planted, knowledge of D changes what is built for D."""

import pytest

from tests.replay.leaks import (
    ResumptionsUnknown,
    SeasonStatsOfBoxScores,
    TotalsIncludeTheDay,
    TotalsOfTheWholeSeason,
    Wire,
)
from tests.replay.past import WEEKS_LATER, Plant, built, past_lab, rows
from tests.replay.server import Replay

LEAKS = [
    pytest.param(TotalsIncludeTheDay, "2025-05-14", id="totals-include-the-day"),
    pytest.param(SeasonStatsOfBoxScores, "2025-05-14", id="season-stats-of-box-scores"),
    pytest.param(TotalsOfTheWholeSeason, "2025-05-14", id="totals-of-the-whole-season"),
    pytest.param(ResumptionsUnknown, "2025-05-20", id="suspended-game-rule-ignored"),
]


@pytest.mark.parametrize(("leak", "day"), LEAKS)
def test_a_planted_leak_makes_the_poisoned_day_differ(replay: Replay, leak: Plant, day: str) -> None:
    with Replay(WEEKS_LATER, poison_from=day) as poisoned:
        assert rows(built(past_lab(poisoned), day, leak)) != rows(built(past_lab(replay), day, leak))


@pytest.mark.parametrize("day", ["2025-05-14", "2025-05-20"])
def test_the_same_wire_without_a_leak_leaves_the_poisoned_day_as_it_was(replay: Replay, day: str) -> None:
    with Replay(WEEKS_LATER, poison_from=day) as poisoned:
        assert rows(built(past_lab(poisoned), day, Wire)) == rows(built(past_lab(replay), day))
