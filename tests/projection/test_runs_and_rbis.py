"""Runs and runs batted in, by hand and by law."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.market import CountModel, Market
from propctl.domain.plate_appearance import Event
from propctl.domain.stats import History
from propctl.projection.distributions import DAYS, OVERDISPERSION, powers
from propctl.projection.events import EVENTS, Floats
from propctl.projection.lineup_arrays import BattingSlots, batting_slots, offense_sides
from propctl.projection.runs_and_rbis import (
    NEIGHBOURS,
    OUTCOMES,
    OWN_RUNS_K,
    RUN_LOG_ODDS,
    SCORING_COUNTS,
    Scoring,
    before,
    behind,
    own_runs,
    scoring_per_appearance,
)
from tests.projection.season import EMPTY, USUAL_BATTER, game, history, with_batter

COUNTS = np.arange(7)

ONE_OF_EACH = Scoring(
    run=np.array([[0.25, 0.4, 0.5, 1.0, 0.25, 0.25, 0.01]]),
    batted_in=np.array(
        [[
            [0.8, 0.2, 0.0, 0.0, 0.0],
            [0.7, 0.2, 0.1, 0.0, 0.0],
            [0.6, 0.3, 0.1, 0.0, 0.0],
            [0.0, 0.6, 0.3, 0.08, 0.02],
            [0.98, 0.02, 0.0, 0.0, 0.0],
            [0.98, 0.02, 0.0, 0.0, 0.0],
            [0.97, 0.03, 0.0, 0.0, 0.0],
        ]]
    ),
)  # fmt: skip

event_probabilities = st.floats(0.001, 0.12)
events = st.lists(event_probabilities, min_size=EVENTS, max_size=EVENTS).map(lambda row: np.array([row]))


def mean(pmf: Floats) -> float:
    return float(pmf[0] @ np.arange(pmf.shape[1]))


def batters() -> BattingSlots:
    return batting_slots(offense_sides((game(),)))


def test_one_home_run_is_a_hit_a_run_and_a_run_batted_in() -> None:
    added = ONE_OF_EACH.added(CountModel.HITS_RUNS_RBIS)[0, Event.HOME_RUN]
    assert added.tolist() == pytest.approx([0.0, 0.0, 0.0, 0.6, 0.3, 0.08, 0.02])


def test_a_single_by_hand() -> None:
    """Home 0.25, one driven in 0.2: neither 0.75 * 0.8, either 0.25 * 0.8 + 0.75 * 0.2, both 0.25 * 0.2."""
    added = ONE_OF_EACH.added(CountModel.HITS_RUNS_RBIS)[0, 0]
    assert added.tolist() == pytest.approx([0.0, 0.6, 0.35, 0.05, 0.0, 0.0, 0.0])


def test_runs_of_a_game_by_hand() -> None:
    """Half singles, half strikeouts, twice up: home with 0.5 * 0.25 each time."""
    row = np.array([[0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5]])
    usual = OVERDISPERSION.value[Market.BATTER_RUNS]
    step = scoring_per_appearance(row, without_rise(ONE_OF_EACH, usual), CountModel.RUNS, 1.0)
    assert step.tolist() == [pytest.approx([0.875, 0.125])]
    assert powers(step, 2)[2][0].tolist() == pytest.approx([0.875**2, 2 * 0.125 * 0.875, 0.125**2])


def without_rise(brought: Scoring, spread: float) -> Scoring:
    """What a usual day leaves as it is: every chance divided by the factor of such a day."""
    factor = brought.on_day(1.0).run[0, 0] / brought.run[0, 0]
    assert 1.0 / (1.0 + 2.0 * spread**2) < factor < 1.0
    return replace(brought, run=brought.run / factor)


@given(events, st.sampled_from(SCORING_COUNTS), st.floats(0.55, 1.45))
def test_what_an_appearance_adds_is_a_distribution(row: Floats, counted: CountModel, day: float) -> None:
    step = scoring_per_appearance(row, ONE_OF_EACH, counted, day)
    assert step.min() >= 0.0
    assert step.sum() == pytest.approx(1.0)


@given(events, st.floats(0.55, 1.45))
def test_everything_is_hits_and_runs_and_runs_batted_in(row: Floats, day: float) -> None:
    runs, batted_in, everything = (
        mean(scoring_per_appearance(row, ONE_OF_EACH, counted, day)) for counted in SCORING_COUNTS
    )
    assert everything == pytest.approx(day * float(row[0, :4].sum()) + runs + batted_in)


@given(events)
def test_good_and_bad_days_leave_the_runs_of_hits_and_walks(row: Floats) -> None:
    """Outs in play are rarer on the good days, so they are left out; a home run always scores."""
    brought = replace(ONE_OF_EACH, run=ONE_OF_EACH.run * (np.arange(OUTCOMES) < OUTCOMES - 1))
    spread = OVERDISPERSION.value[Market.BATTER_RUNS]
    averaged_over_days = sum(
        share * mean(scoring_per_appearance(row, brought, CountModel.RUNS, 1.0 + spread * day))
        for day, share in DAYS
    )
    assert averaged_over_days == pytest.approx(float((row[0, :6] * brought.run[0, :6]).sum()))


def test_a_good_day_brings_more_of_the_runners_home() -> None:
    assert ONE_OF_EACH.on_day(1.4).run[0, 0] > 1.2 * ONE_OF_EACH.on_day(1.0).run[0, 0]
    assert ONE_OF_EACH.on_day(1.4).batted_in[0, 0, 0] < ONE_OF_EACH.on_day(1.0).batted_in[0, 0, 0]


def test_a_home_run_scores_and_drives_in_on_any_day() -> None:
    for day in (0.6, 1.0, 1.4):
        brought = ONE_OF_EACH.on_day(day)
        assert brought.run[0, Event.HOME_RUN] == 1.0
        assert brought.batted_in[0, Event.HOME_RUN, 0] == 0.0


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_certainties_stay_probabilities(certain: float) -> None:
    surely = Scoring(
        np.full((1, OUTCOMES), certain), np.tile([1.0 - certain, 0, 0, 0, certain], (1, OUTCOMES, 1))
    )
    brought = surely.on_day(1.4)
    assert 0.0 <= brought.run.min() <= brought.run.max() <= 1.0
    assert brought.batted_in.min() >= 0.0
    assert np.delete(brought.batted_in, Event.HOME_RUN, axis=1).sum(axis=-1) == pytest.approx(1.0)


def test_neighbours_are_weighted_by_distance_and_wrap_round() -> None:
    order = batters()
    row = np.zeros((18, EVENTS))
    row[0, 4] = 1.0  # the visitors' first batter always walks
    assert before(row, order)[1:5].tolist() == pytest.approx(list(NEIGHBOURS))
    assert behind(row, order)[[8, 7, 6, 5]].tolist() == pytest.approx([0.33 * w for w in NEIGHBOURS])
    assert before(row, order)[9:].tolist() == [0.0] * 9


def test_a_line_up_of_one_is_its_own_neighbour() -> None:
    alone = batting_slots(offense_sides((game(),))[:1])
    single = replace(alone, players=(11,), side=alone.side[:1], slot=alone.slot[:1], size=np.array([1]))
    row = np.zeros((1, EVENTS))
    row[0, 4] = 1.0
    assert before(row, single).tolist() == pytest.approx([1.0])


def test_own_runs_by_hand() -> None:
    """400 appearances with nothing but 100 singles, of which 20 more came home than is usual."""
    singles = 100
    usual = singles / (1.0 + np.exp(-RUN_LOG_ODDS.value[0]))
    runs = round(usual) + 20
    counts = replace(
        USUAL_BATTER, plate_appearances=singles, hits=singles, doubles=0, triples=0, home_runs=0, walks=0,
        hit_by_pitch=0, strikeouts=0, runs=runs,
    )  # fmt: skip
    found = own_runs(with_batter(EMPTY, 11, counts), [11, 777])
    assert found.tolist() == pytest.approx([np.log((runs + OWN_RUNS_K) / (usual + OWN_RUNS_K)), 0.0])


def test_a_season_without_anybodys_runs_says_nothing() -> None:
    silent = {
        player: replace(row, counts=replace(row.counts, runs=0))
        for player, row in history().current.batters.items()
    }
    past = history()
    untold = History(replace(past.current, batters=silent), past.earlier)
    assert own_runs(untold, [11]).tolist() == own_runs(History(EMPTY.current, past.earlier), [11]).tolist()
