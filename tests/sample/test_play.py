"""Games: every count of a game agrees with every other, and the league's totals are ordinary."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from propctl.domain.market import Market
from propctl.sample import season_stats as counts
from propctl.sample.fixtures import Fixture, season_fixtures
from propctl.sample.league import Season
from propctl.sample.play import Appearance
from propctl.sample.season_stats import BATTING, PITCHING, SeasonStats
from propctl.sample.talent import STRIKEOUT
from tests.sample.truth import outcomes, true_shares

Ints = NDArray[np.int64]
SEASON = Season(2025)
GAMES = season_fixtures(2025)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
games = st.sampled_from(GAMES)


@given(games)
def test_what_batters_did_was_done_to_pitchers(game: Fixture) -> None:
    course = played(game)
    batting, pitching = course.batting.sum(axis=0), course.pitching.sum(axis=0)
    assert batting[: STRIKEOUT + 1].tolist() == pitching[: STRIKEOUT + 1].tolist()
    assert batting[counts.APPEARANCES] == pitching[counts.FACED] == len(course.record)
    assert batting[counts.RUNS] == pitching[counts.RUNS_ALLOWED] == course.away + course.home
    assert pitching[counts.EARNED_RUNS] <= pitching[counts.RUNS_ALLOWED]
    assert batting[counts.RUNS_BATTED_IN] <= batting[counts.RUNS]
    assert pitching[counts.GAMES_STARTED] == 2


@given(games)
@example(next(game for game in GAMES if game.game_pk == 9093050))  # a home run, then a triple, in the ninth
def test_a_game_ends_as_games_do(game: Fixture) -> None:
    course = played(game)
    last, outs = course.record[-1], int(course.pitching[:, counts.OUTS].sum())
    assert course.away != course.home
    assert last.inning >= 9
    assert course.home > course.away or not last.top
    whole = 6 * last.inning - 3 * last.top
    walked_off = course.home > course.away and not last.top
    assert outs < whole if walked_off else outs == whole
    if walked_off and last.result != "home_run":
        assert course.home == course.away + 1


@given(games)
def test_the_record_follows_the_score(game: Fixture) -> None:
    course = played(game)
    scores = [(one.away_runs, one.home_runs) for one in course.record]
    assert scores == sorted(scores, key=sum)
    assert sum(one.runs for one in course.record) <= course.away + course.home
    assert all(one.outs < 3 for one in course.record)


def test_a_replay_is_another_course_of_the_same_game() -> None:
    game = GAMES[400]
    courses = {tuple(sorted(outcomes(SEASON, game, replay).items())) for replay in range(5)}
    assert len(courses) == 5
    assert len({frozenset(outcomes(SEASON, game, replay)) for replay in range(5)}) == 1


def test_true_shares_add_up() -> None:
    shares = true_shares(SEASON, GAMES[400], 20)
    assert {market for _, market in shares} == set(Market)
    assert all(abs(sum(share.values()) - 1.0) < 1e-9 for share in shares.values())


@pytest.mark.parametrize(
    ("count", "least", "most"),
    [
        (counts.RUNS, 4.0, 4.8),
        (counts.APPEARANCES, 37.0, 38.6),
        (counts.STEALS, 0.5, 1.0),
        (counts.DOUBLE_PLAYS, 0.55, 0.8),
    ],
)
def test_a_season_is_like_real_ones(count: int, least: float, most: float) -> None:
    season_stats = SEASON.totals(date(2025, 12, 31), LATER)
    total = np.array(season_stats.batting).reshape(-1, BATTING)[:, count].sum()
    assert least < total / (2 * len(GAMES)) < most


def test_totals_do_not_hang_on_what_was_asked_before() -> None:
    other = Season(2025)
    later, earlier = (other.totals(date(2025, month, 10), LATER) for month in (6, 3))
    fresh = Season(2025).totals(date(2025, 3, 10), LATER)
    assert (earlier.batting, earlier.pitching) == (fresh.batting, fresh.pitching)
    assert later.batting == SEASON.totals(date(2025, 6, 10), LATER).batting


@dataclass(frozen=True)
class Course:
    """How a game went."""

    batting: Ints
    pitching: Ints
    record: list[Appearance]
    away: int
    home: int


def played(game: Fixture) -> Course:
    season_stats, record = SeasonStats(), list[Appearance]()
    away, home = SEASON.play(game, season_stats, record)
    return Course(
        np.array(season_stats.batting).reshape(-1, BATTING),
        np.array(season_stats.pitching).reshape(-1, PITCHING),
        record,
        away.runs,
        home.runs,
    )
