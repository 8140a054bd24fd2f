from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.contact import NO_CONTACT, BatterContact, Contact, PitcherContact
from propctl.domain.market import Market
from propctl.domain.matchup import ProjectionInput
from propctl.domain.plate_appearance import Stage
from propctl.projection import project
from propctl.projection.contact import (
    BATTER_INDICATORS,
    PITCHER_INDICATORS,
    expected_batter_rates,
    expected_pitcher_rates,
)
from propctl.projection.events import MAX_RATE, STAGES
from propctl.projection.ladder import mean
from propctl.projection.league import league_rates
from propctl.projection.rates import Rates, batter_rates
from tests.projection.season import (
    AWAY_BATTERS,
    AWAY_STARTER,
    HOME_BATTERS,
    HOME_STARTER,
    by_key,
    game,
    history,
    projection_input,
)

USUAL = BatterContact(pitches=400, balls=140, swings=190, whiffs=48, batted_balls=70, barrels=6, hard_hit=28)
USUAL_PITCHES = PitcherContact(pitches=450, balls=160)
LEAGUE = np.array([0.08, 0.01, 0.22, 0.04, 0.29, 0.22, 0.02])


def contact(**own: int) -> Contact:
    """Everybody's pitches were the usual ones, but for what batter 11 did differently."""
    batters: Mapping[int, BatterContact] = dict.fromkeys(range(12, 42), USUAL)
    pitchers = dict.fromkeys((AWAY_STARTER, HOME_STARTER), USUAL_PITCHES)
    return Contact({**batters, 11: replace(USUAL, **own)}, pitchers, days=30)


def expected(asked: ProjectionInput, market: Market, player: int = 11) -> float:
    return mean(by_key(project(asked))[1, player, market.value].pmf)


def seen(told: Contact, asked: ProjectionInput | None = None) -> ProjectionInput:
    return replace(asked or projection_input(), contact=told)


def rates(told: Contact, player: int = 11) -> Rates:
    past = history()
    return batter_rates(past, [player], league_rates(past), told)


def test_the_form_is_that_of_the_docstring() -> None:
    few = Contact(
        {11: BatterContact(batted_balls=20, barrels=3), 12: BatterContact(batted_balls=80, barrels=5)}
    )
    indicator = BATTER_INDICATORS.value[Stage.HOME_RUN]
    found = expected_batter_rates(few, [11], LEAGUE)
    everybody = 8 / 100
    expected = 0.04 * (1.0 + indicator.slope * (3 / 20 - everybody) / everybody)
    assert found.stages[0, Stage.HOME_RUN] == pytest.approx(expected)
    assert found.weight[0, Stage.HOME_RUN] == pytest.approx(20 * indicator.weight)


def test_a_sign_counts_for_its_own_stage_only() -> None:
    weighed = np.flatnonzero(expected_batter_rates(contact(), [11], LEAGUE).weight[0])
    assert set(weighed.tolist()) == set(BATTER_INDICATORS.value)
    assert set(PITCHER_INDICATORS.value) == {Stage.WALK}


def test_more_days_than_a_month_weigh_no_more_than_a_month() -> None:
    indicator = BATTER_INDICATORS.value[Stage.STRIKEOUT]
    season = Contact({11: replace(USUAL, swings=1_200, whiffs=300)})
    assert (
        expected_batter_rates(season, [11], LEAGUE).weight[0, Stage.STRIKEOUT]
        == indicator.max_trials * indicator.weight
    )


def test_nobody_s_pitches_change_no_bit() -> None:
    plain = project(projection_input())
    told = project(seen(Contact({}, {}, days=30)))
    assert all(a.pmf.tobytes() == b.pmf.tobytes() for a, b in zip(plain, told, strict=True))


def test_others_pitches_change_nothing_for_a_player_without_any() -> None:
    others = Contact({12: USUAL}, {}, days=30)
    assert rates(others).stages.tobytes() == rates(NO_CONTACT).stages.tobytes()


def test_a_league_without_a_single_barrel_says_nothing_of_home_runs() -> None:
    bare = Contact({11: replace(USUAL, barrels=0), 12: replace(USUAL, barrels=0)})
    assert expected_batter_rates(bare, [11], LEAGUE).weight[0, Stage.HOME_RUN] == 0.0


@given(st.integers(0, 69))
def test_more_barrels_are_never_fewer_home_runs(barrels: int) -> None:
    fewer, more = rates(contact(barrels=barrels)), rates(contact(barrels=barrels + 1))
    assert more.stages[0, Stage.HOME_RUN] >= fewer.stages[0, Stage.HOME_RUN]


@pytest.mark.parametrize(
    ("market", "more"),
    [
        (Market.BATTER_HOME_RUNS, {"barrels": 16}),
        (Market.BATTER_TOTAL_BASES, {"barrels": 16}),
        (Market.BATTER_DOUBLES, {"hard_hit": 50}),
        (Market.BATTER_STRIKEOUTS, {"whiffs": 90}),
        (Market.BATTER_WALKS, {"balls": 190}),
    ],
)
def test_what_is_deserved_is_expected(market: Market, more: dict[str, int]) -> None:
    assert expected(seen(contact(**more)), market) > 1.01 * expected(seen(contact()), market)


def test_whiffs_of_the_line_up_count_for_the_starter_it_meets() -> None:
    whiffs = expected(seen(contact(whiffs=120)), Market.PITCHER_STRIKEOUTS, HOME_STARTER)
    assert whiffs > expected(seen(contact()), Market.PITCHER_STRIKEOUTS, HOME_STARTER)


def test_a_wild_starter_walks_more() -> None:
    told = contact()
    wild = replace(told, pitchers={**told.pitchers, HOME_STARTER: replace(USUAL_PITCHES, balls=200)})
    assert expected(seen(wild), Market.BATTER_WALKS) > expected(seen(told), Market.BATTER_WALKS)
    assert expected_pitcher_rates(wild, [HOME_STARTER], LEAGUE).stages[0, Stage.WALK] > LEAGUE[Stage.WALK]


def test_few_pitches_say_less_than_many() -> None:
    few = replace(USUAL, swings=10, whiffs=6)
    many = replace(USUAL, swings=200, whiffs=120)
    usual = rates(NO_CONTACT).stages[0, Stage.STRIKEOUT]
    moved = [
        rates(Contact({**contact().batters, 11: own})).stages[0, Stage.STRIKEOUT] - usual
        for own in (few, many)
    ]
    assert 0.0 < moved[0] < moved[1]


counts = st.integers(0, 300)


@given(st.builds(BatterContact, counts, counts, counts, counts, counts, counts, counts))
def test_every_rate_stays_a_rate(own: BatterContact) -> None:
    found = rates(Contact({**contact().batters, 11: own})).stages
    assert found.shape == (1, STAGES)
    assert np.all((found > 0.0) & (found <= MAX_RATE))


def test_another_game_of_the_day_changes_no_bit_of_what_pitches_tell() -> None:
    told = contact(barrels=14, whiffs=80)
    alone = by_key(project(seen(told)))
    together = by_key(project(seen(told, projection_input(game(), game(game_pk=2)))))
    assert all(together[key].pmf.tobytes() == prop.pmf.tobytes() for key, prop in alone.items())


def test_the_order_of_the_players_changes_no_bit() -> None:
    told = contact(barrels=14)
    turned = replace(told, batters=dict(sorted(told.batters.items(), reverse=True)))
    pairs = zip(project(seen(told)), project(seen(turned)), strict=True)
    assert all(one.pmf.tobytes() == other.pmf.tobytes() for one, other in pairs)


def test_the_sample_is_still_that_of_the_totals() -> None:
    plain, told = rates(NO_CONTACT, HOME_BATTERS[0]), rates(contact(), HOME_BATTERS[0])
    assert plain.trials.tobytes() == told.trials.tobytes()
    assert plain.appearances.tobytes() == told.appearances.tobytes()


NOBODY = 7
EVERYBODY = (*AWAY_BATTERS, *HOME_BATTERS, AWAY_STARTER, HOME_STARTER)


def only(player: int) -> Contact:
    """Pitches of this player alone, whatever he is."""
    return Contact({player: USUAL}, {player: USUAL_PITCHES}, days=30)


@pytest.mark.parametrize("player", [NOBODY, *EVERYBODY])
def test_what_names_the_pitches_is_what_would_differ_without_them(player: int) -> None:
    plain, told = by_key(project(projection_input())), by_key(project(seen(only(player))))
    moved = {key for key, prop in told.items() if prop.pmf.tobytes() != plain[key].pmf.tobytes()}
    assert {key for key, prop in told.items() if prop.uses_pitches} == moved
    sides = ({*AWAY_BATTERS, HOME_STARTER}, {*HOME_BATTERS, AWAY_STARTER})
    assert {known for _, known, _ in moved} == next((side for side in sides if player in side), set())


def test_players_without_a_pitch_move_nothing() -> None:
    nothing = Contact({11: BatterContact()}, {AWAY_STARTER: PitcherContact()}, days=30)
    assert not any(prop.uses_pitches for prop in project(seen(nothing)))


def test_the_pitches_of_one_game_are_not_named_by_another() -> None:
    others = game(
        game_pk=2,
        away=replace(game().away, batters=(31, 32, 33), starter=None),
        home=replace(game().home, batters=(34, 35, 36), starter=None),
    )
    told = Contact({11: USUAL}, days=30)
    props = project(seen(told, projection_input(game(), others)))
    assert {prop.game_pk for prop in props if prop.uses_pitches} == {1}
