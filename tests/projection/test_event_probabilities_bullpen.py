"""Whose work counts as a club's relief pitching, and how much of it."""

from dataclasses import replace

import pytest

from propctl.domain.plate_appearance import Event
from propctl.domain.stats import History, PitchingCounts
from propctl.projection.event_probabilities import bullpen_events
from propctl.projection.league import league_rates
from tests.projection.season import AWAY, HOME, USUAL_RELIEVER, USUAL_STARTER, history, with_pitcher

PLAIN = history()
HARD = replace(USUAL_RELIEVER, strikeouts=160)
"""A reliever whom batters hardly touch."""


def strikeouts(past: History, club: int = HOME) -> float:
    """Per batter that the club's relievers face; the league's rates are those of the plain season."""
    return float(bullpen_events(past, [club], league_rates(PLAIN))[0, Event.STRIKEOUT])


def test_a_reliever_who_strikes_many_out_moves_his_club_and_no_other() -> None:
    past = with_pitcher(PLAIN, 950, HOME, HARD)
    assert strikeouts(past) > strikeouts(PLAIN) + 0.01
    assert strikeouts(past, AWAY) == pytest.approx(strikeouts(PLAIN, AWAY))


@pytest.mark.parametrize(
    ("games", "starts", "counts"),
    [(80, 0, True), (81, 40, True), (80, 40, False), (16, 16, False)],
    ids=["reliever", "mostly-reliever", "half-and-half", "starter"],
)
def test_who_relieves_in_most_of_his_games_counts(games: int, starts: int, counts: bool) -> None:
    swing = replace(HARD, games=games, games_started=starts)
    assert (strikeouts(with_pitcher(PLAIN, 950, HOME, swing)) != strikeouts(PLAIN)) is counts


def test_a_reliever_who_faced_nobody_changes_nothing() -> None:
    idle = PitchingCounts(games=3)
    assert strikeouts(with_pitcher(PLAIN, 950, HOME, idle)) == strikeouts(PLAIN)


def test_the_one_who_works_more_weighs_more() -> None:
    little = replace(USUAL_RELIEVER, batters_faced=90, strikeouts=40, hits=20, home_runs=3, walks=7)
    assert strikeouts(PLAIN) < strikeouts(with_pitcher(PLAIN, 950, HOME, little))
    assert strikeouts(with_pitcher(PLAIN, 950, HOME, little)) < strikeouts(
        with_pitcher(PLAIN, 950, HOME, HARD)
    )


def test_a_reliever_of_several_clubs_counts_for_none() -> None:
    past = with_pitcher(PLAIN, 950, HOME, HARD)
    traded = replace(past.current.pitchers[950], team_id=None)
    current = replace(past.current, pitchers={**past.current.pitchers, 950: traded})
    assert strikeouts(replace(past, current=current)) == strikeouts(PLAIN)


def test_relievers_strike_out_more_than_starters_of_the_same_counts() -> None:
    """A club of which nothing is known has the league's usual relievers."""
    nobody = replace(PLAIN, current=replace(PLAIN.current, pitchers={}))
    usual = float(league_rates(PLAIN).now[2])
    assert USUAL_STARTER.strikeouts / USUAL_STARTER.batters_faced == pytest.approx(usual, abs=0.05)
    assert strikeouts(nobody) > usual
