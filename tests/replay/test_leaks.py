"""The poison test catches what it is for: with a leak planted, knowledge of D changes what is built for D."""

from dataclasses import replace
from urllib.request import urlopen

import pytest

from propctl.storage.parquet import from_parquet
from tests.replay.lab import Lab
from tests.replay.leaks import (
    PitchesOfSuspendedGames,
    PitchesOfTheDayItself,
    PitchWire,
    ResumptionsUnknown,
    SeasonStatsOfBoxScores,
    TotalsIncludeTheDay,
    TotalsOfTheWholeSeason,
    Wire,
)
from tests.replay.past import WEEKS_LATER, PitchPlant, Plant, built, past_lab, rows
from tests.replay.server import Replay

LEAKS = [
    pytest.param(TotalsIncludeTheDay, "2025-05-14", id="totals-include-the-day"),
    pytest.param(SeasonStatsOfBoxScores, "2025-05-14", id="season-stats-of-box-scores"),
    pytest.param(TotalsOfTheWholeSeason, "2025-05-14", id="totals-of-the-whole-season"),
    pytest.param(ResumptionsUnknown, "2025-05-20", id="suspended-game-rule-ignored"),
]


@pytest.mark.nightly
@pytest.mark.parametrize(("leak", "day"), LEAKS)
def test_a_planted_leak_makes_the_poisoned_day_differ(replay: Replay, leak: Plant, day: str) -> None:
    with Replay(WEEKS_LATER, poison_from=day) as poisoned:
        assert rows(built(past_lab(poisoned), day, leak)) != rows(built(past_lab(replay), day, leak))


@pytest.mark.nightly
@pytest.mark.parametrize("day", ["2025-05-14", "2025-05-20"])
def test_the_same_wire_without_a_leak_leaves_the_poisoned_day_as_it_was(replay: Replay, day: str) -> None:
    with Replay(WEEKS_LATER, poison_from=day) as poisoned:
        assert rows(built(past_lab(poisoned), day, Wire)) == rows(built(past_lab(replay), day))


PITCH_LEAKS = [
    pytest.param(PitchesOfTheDayItself, "2025-05-14", id="pitches-of-the-day-itself"),
    pytest.param(PitchesOfSuspendedGames, "2025-05-20", id="pitches-of-a-suspended-game"),
]


def with_pitches(replay: Replay) -> Lab:
    return replace(past_lab(replay), statcast_window_days=2)


@pytest.mark.nightly
@pytest.mark.parametrize(("leak", "day"), PITCH_LEAKS)
def test_pitches_that_leak_make_the_poisoned_day_differ(replay: Replay, leak: PitchPlant, day: str) -> None:
    honest = rows(built(with_pitches(replay), day))
    leaky = rows(built(with_pitches(replay), day, pitch_plant=leak))
    with Replay(WEEKS_LATER, poison_from=day) as poisoned:
        assert rows(built(with_pitches(poisoned), day, pitch_plant=leak)) != leaky
        assert rows(built(with_pitches(poisoned), day, pitch_plant=PitchWire)) == honest
    assert leaky != honest


def test_what_is_stored_of_a_day_does_not_tell_when_somebody_plays_next(replay: Replay) -> None:
    lab = with_pitches(replay)
    built(lab, "2025-05-14")
    asked = next(path for path in replay.paths() if path.startswith("/savant/"))
    with urlopen(replay.urls["savant"] + asked.removeprefix("/savant")) as answer:
        told = answer.read().partition(b"\n")[0]
    keys = lab.store.list("v1/statcast/")
    stored = [from_parquet(found.data) for key in keys if (found := lab.store.get(key))]
    assert b"pitcher_days_until_next_game" in told
    assert len(stored) == 2
    assert [name for table in stored for name in table.columns if "until" in name or "next" in name] == []
