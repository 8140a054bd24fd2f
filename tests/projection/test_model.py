from dataclasses import replace

import numpy as np
import pytest

from propctl.domain.market import Market, Role
from propctl.domain.matchup import Handedness, Lineup, ProjectionInput, PropDistribution
from propctl.domain.stats import Hand, History, SeasonTotals
from propctl.projection import project
from propctl.projection.ladder import mean, prob_over, survival
from tests.projection.season import (
    AWAY,
    AWAY_BATTERS,
    AWAY_STARTER,
    EMPTY,
    HOME,
    HOME_BATTERS,
    HOME_STARTER,
    USUAL_BATTER,
    USUAL_STARTER,
    by_key,
    game,
    history,
    projection_input,
    with_batter,
    with_pitcher,
)

BATTER_MARKETS = {market for market in Market if market.role is Role.BATTER}
PITCHER_MARKETS = set(Market) - BATTER_MARKETS
COORS, COLORADO = 19, 115


def expected(asked: ProjectionInput, player: int, market: Market) -> float:
    return mean(by_key(project(asked))[1, player, market.value].pmf)


def reversed_season(totals: SeasonTotals) -> SeasonTotals:
    return replace(
        totals,
        batters=dict(sorted(totals.batters.items(), reverse=True)),
        pitchers=dict(sorted(totals.pitchers.items(), reverse=True)),
    )


def identical(one: list[PropDistribution], other: list[PropDistribution]) -> bool:
    return all(
        (a.game_pk, a.player_id, a.market, a.confidence, a.sample_size)
        == (b.game_pk, b.player_id, b.market, b.confidence, b.sample_size)
        and a.pmf.tobytes() == b.pmf.tobytes()
        for a, b in zip(one, other, strict=True)
    )


def test_every_batter_and_every_starter_has_all_his_markets() -> None:
    keys = by_key(project(projection_input())).keys()
    batters = {
        (1, player, market.value) for player in AWAY_BATTERS + HOME_BATTERS for market in BATTER_MARKETS
    }
    pitchers = {
        (1, player, market.value) for player in (AWAY_STARTER, HOME_STARTER) for market in PITCHER_MARKETS
    }
    assert keys == batters | pitchers


@pytest.mark.parametrize("past", [EMPTY, history(), History(SeasonTotals(2025), (SeasonTotals(2024),))])
def test_every_distribution_is_one(past: History) -> None:
    for prop in project(projection_input(past=past)):
        assert prop.pmf.min() >= 0.0
        assert prop.pmf.sum() == pytest.approx(1.0, abs=1e-12)


def test_no_games_no_props() -> None:
    assert project(ProjectionInput((), history(), Handedness({}, {}))) == []


def test_an_empty_history_gives_league_rates() -> None:
    props = by_key(project(projection_input(past=EMPTY)))
    strikeouts = props[1, HOME_STARTER, Market.PITCHER_STRIKEOUTS.value]
    assert 3.0 < mean(strikeouts.pmf) < 6.0
    assert (strikeouts.confidence, strikeouts.sample_size) == (0.0, 0)


def test_an_unknown_batter_is_nobody_s_twin() -> None:
    stranger = Lineup(AWAY, (777, *AWAY_BATTERS[1:]), AWAY_STARTER)
    prop = by_key(project(projection_input(game(away=stranger))))[1, 777, Market.BATTER_HITS.value]
    assert prop.sample_size == 0
    assert 0.45 < prob_over(prop.pmf, 0.5) < 0.70


def test_without_a_line_up_a_club_has_no_batter_props_but_its_opponent_pitches() -> None:
    props = project(projection_input(game(away=Lineup(AWAY, (), AWAY_STARTER))))
    assert not {prop.player_id for prop in props} & set(AWAY_BATTERS)
    assert HOME_STARTER in {prop.player_id for prop in props}


def test_an_unknown_starter_has_no_props_and_pitches_like_a_stranger() -> None:
    nobody = project(projection_input(game(home=Lineup(HOME, HOME_BATTERS, None))))
    stranger = project(projection_input(game(home=Lineup(HOME, HOME_BATTERS, 777))))
    assert HOME_STARTER not in {prop.player_id for prop in nobody}
    key = 1, AWAY_BATTERS[0], Market.BATTER_HITS.value
    assert by_key(nobody)[key].pmf.tobytes() == by_key(stranger)[key].pmf.tobytes()


def test_a_two_way_player_bats_and_pitches() -> None:
    both = Lineup(HOME, (HOME_STARTER, *HOME_BATTERS[1:]), HOME_STARTER)
    markets = {
        prop.market for prop in project(projection_input(game(home=both))) if prop.player_id == HOME_STARTER
    }
    assert markets == set(Market)


def test_doubleheaders_are_projected_apart() -> None:
    props = project(projection_input(game(game_pk=5), game(game_pk=4)))
    assert len(props) == 2 * len(project(projection_input()))
    assert [prop.game_pk for prop in props] == sorted((prop.game_pk for prop in props), reverse=True)


def test_the_order_of_the_history_changes_no_bit() -> None:
    past = history()
    turned = History(reversed_season(past.current), tuple(reversed_season(year) for year in past.earlier))
    assert identical(project(projection_input(past=past)), project(projection_input(past=turned)))


def test_asking_twice_changes_no_bit() -> None:
    assert identical(project(projection_input()), project(projection_input()))


def test_another_game_of_the_day_changes_no_bit() -> None:
    alone = by_key(project(projection_input()))
    together = by_key(project(projection_input(game(), game(game_pk=2))))
    assert all(together[key].pmf.tobytes() == prop.pmf.tobytes() for key, prop in alone.items())


def test_a_better_pitcher_allows_fewer_hits() -> None:
    better = with_pitcher(history(), HOME_STARTER, HOME, replace(USUAL_STARTER, hits=55, strikeouts=110))
    player = AWAY_BATTERS[0]
    usual = expected(projection_input(), player, Market.BATTER_HITS)
    assert expected(projection_input(past=better), player, Market.BATTER_HITS) < usual


def test_a_strikeout_pitcher_strikes_out_more() -> None:
    better = with_pitcher(history(), HOME_STARTER, HOME, replace(USUAL_STARTER, strikeouts=120))
    usual = expected(projection_input(), HOME_STARTER, Market.PITCHER_STRIKEOUTS)
    assert expected(projection_input(past=better), HOME_STARTER, Market.PITCHER_STRIKEOUTS) > usual + 0.5


def test_a_pitcher_taken_out_early_strikes_out_fewer() -> None:
    opener = replace(USUAL_STARTER, games=60, games_started=3)
    used = with_pitcher(history(), HOME_STARTER, HOME, opener)
    usual = expected(projection_input(), HOME_STARTER, Market.PITCHER_STRIKEOUTS)
    assert expected(projection_input(past=used), HOME_STARTER, Market.PITCHER_STRIKEOUTS) < usual - 1.0


def test_the_opposing_line_up_matters_to_the_pitcher() -> None:
    past = history()
    for player in AWAY_BATTERS:
        past = with_batter(past, player, replace(USUAL_BATTER, strikeouts=160))
    usual = expected(projection_input(), HOME_STARTER, Market.PITCHER_STRIKEOUTS)
    assert expected(projection_input(past=past), HOME_STARTER, Market.PITCHER_STRIKEOUTS) > usual


def test_the_first_slot_bats_oftener_than_the_last() -> None:
    twins = with_batter(with_batter(history(), 11, USUAL_BATTER), 19, USUAL_BATTER)
    props = by_key(project(projection_input(past=twins)))
    assert mean(props[1, 11, "batter_hits"].pmf) > mean(props[1, 19, "batter_hits"].pmf)


def test_a_hitters_park_helps_a_visiting_batter() -> None:
    usual = expected(projection_input(), 11, Market.BATTER_HITS)
    assert expected(projection_input(game(venue_id=COORS)), 11, Market.BATTER_HITS) > usual


def test_a_park_helps_those_less_whose_record_was_made_in_it() -> None:
    resident = Lineup(COLORADO, AWAY_BATTERS, AWAY_STARTER)
    visitor = expected(projection_input(game(venue_id=COORS)), 11, Market.BATTER_HITS)
    assert expected(projection_input(game(away=resident, venue_id=COORS)), 11, Market.BATTER_HITS) < visitor


def test_a_left_hander_strikes_out_oftener_against_a_left_hander() -> None:
    left = Handedness({11: Hand.LEFT}, {HOME_STARTER: Hand.LEFT})
    right = Handedness({11: Hand.LEFT}, {HOME_STARTER: Hand.RIGHT})
    against_left = expected(projection_input(handedness=left), 11, Market.BATTER_STRIKEOUTS)
    assert against_left > expected(projection_input(handedness=right), 11, Market.BATTER_STRIKEOUTS)


@pytest.mark.parametrize("player", AWAY_BATTERS)
def test_markets_of_a_batter_agree(player: int) -> None:
    props = by_key(project(projection_input()))
    over = {market: np.array(survival(props[1, player, market.value].pmf)) for market in BATTER_MARKETS}
    hits, bases = over[Market.BATTER_HITS], over[Market.BATTER_TOTAL_BASES]
    assert np.all(bases[: len(hits)] >= hits - 1e-12)
    assert hits[0] == pytest.approx(bases[0])
    assert hits[0] > max(over[Market.BATTER_SINGLES][0], over[Market.BATTER_HOME_RUNS][0])


@pytest.mark.parametrize("player", AWAY_BATTERS)
def test_everything_together_agrees_with_its_parts(player: int) -> None:
    props = by_key(project(projection_input()))
    parts = [
        props[1, player, market.value].pmf
        for market in (Market.BATTER_HITS, Market.BATTER_RUNS, Market.BATTER_RBIS)
    ]
    together = props[1, player, Market.BATTER_HITS_RUNS_RBIS.value].pmf
    assert mean(together) == pytest.approx(sum(mean(part) for part in parts))
    for part in parts:
        over = np.array(survival(part))
        assert np.all(np.array(survival(together))[: len(over)] >= over - 1e-12)


@pytest.mark.parametrize("player", AWAY_BATTERS)
def test_a_home_run_is_a_run_and_a_run_batted_in(player: int) -> None:
    props = by_key(project(projection_input()))
    home_runs = np.array(survival(props[1, player, Market.BATTER_HOME_RUNS.value].pmf))
    for market in (Market.BATTER_RUNS, Market.BATTER_RBIS):
        over = np.array(survival(props[1, player, market.value].pmf))
        assert np.all(over[: len(home_runs)] >= home_runs)


@pytest.mark.parametrize("market", [Market.BATTER_RUNS, Market.BATTER_RBIS, Market.BATTER_HITS_RUNS_RBIS])
def test_a_home_run_hitter_brings_more_runs(market: Market) -> None:
    power = with_batter(history(), 15, replace(USUAL_BATTER, home_runs=40))
    assert expected(projection_input(past=power), 15, market) > expected(projection_input(), 15, market)


def test_better_batters_behind_him_bring_a_batter_home() -> None:
    past = history()
    for player in (15, 16, 17):
        past = with_batter(past, player, replace(USUAL_BATTER, hits=130))
    assert expected(projection_input(past=past), 14, Market.BATTER_RUNS) > 1.03 * expected(
        projection_input(), 14, Market.BATTER_RUNS
    )


def test_better_batters_before_him_give_a_batter_runs_to_drive_in() -> None:
    past = history()
    for player in (11, 12, 13):
        past = with_batter(past, player, replace(USUAL_BATTER, walks=80))
    assert expected(projection_input(past=past), 14, Market.BATTER_RBIS) > 1.03 * expected(
        projection_input(), 14, Market.BATTER_RBIS
    )


def test_a_thief_steals() -> None:
    thief = with_batter(history(), 15, replace(USUAL_BATTER, stolen_bases=40))
    usual = expected(projection_input(), 15, Market.BATTER_STOLEN_BASES)
    assert expected(projection_input(past=thief), 15, Market.BATTER_STOLEN_BASES) > 2.0 * usual


@pytest.mark.parametrize(
    "market", [Market.PITCHER_HITS_ALLOWED, Market.PITCHER_WALKS, Market.PITCHER_EARNED_RUNS]
)
def test_a_line_up_that_reaches_base_costs_the_pitcher(market: Market) -> None:
    past = history()
    for player in AWAY_BATTERS:
        past = with_batter(past, player, replace(USUAL_BATTER, hits=115, walks=60))
    assert expected(projection_input(past=past), HOME_STARTER, market) > expected(
        projection_input(), HOME_STARTER, market
    )
    outs = expected(projection_input(), HOME_STARTER, Market.PITCHER_OUTS)
    assert expected(projection_input(past=past), HOME_STARTER, Market.PITCHER_OUTS) < outs


@pytest.mark.parametrize("market", sorted(PITCHER_MARKETS))
def test_a_short_start_counts_less_of_everything(market: Market) -> None:
    opener = with_pitcher(history(), HOME_STARTER, HOME, replace(USUAL_STARTER, games=60, games_started=3))
    assert expected(projection_input(past=opener), HOME_STARTER, market) < expected(
        projection_input(), HOME_STARTER, market
    )


def test_nobody_gets_more_outs_than_a_game_has() -> None:
    assert len(by_key(project(projection_input()))[1, HOME_STARTER, Market.PITCHER_OUTS.value].pmf) == 28


def test_confidence_grows_with_the_sample() -> None:
    few = with_batter(History(SeasonTotals(2025)), 11, replace(USUAL_BATTER, plate_appearances=380))
    prop = by_key(project(projection_input(past=few)))[1, 11, "batter_strikeouts"]
    more = by_key(project(projection_input()))[1, 11, "batter_strikeouts"]
    assert (prop.sample_size, more.sample_size) == (380, 1200)
    assert 0.0 < prop.confidence < more.confidence < 1.0


def test_counts_below_zero_are_taken_as_none() -> None:
    odd = with_batter(EMPTY, 11, replace(USUAL_BATTER, plate_appearances=0, hits=-1, strikeouts=-2))
    assert all(prop.pmf.min() >= 0.0 for prop in project(projection_input(past=odd)))
