"""States move with the clock, and never back."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from propctl.connectors.mlb_stats_api import slate_request
from propctl.domain.slate import GameState
from propctl.normalize.schedule_rows import STATES
from propctl.normalize.slate import read_slate
from propctl.sample.fixtures import (
    Fixture,
    ends_at,
    line_up_posted,
    season_fixtures,
    starter_named,
    status_of,
)
from tests.sample.lab import Provider

GAMES = season_fixtures(2025)
PROVIDER = Provider()
STAGES = "SPIF"
games = st.sampled_from(GAMES)
waits = st.timedeltas(timedelta(0), timedelta(days=3))


@given(games, st.timedeltas(timedelta(days=-3), timedelta(hours=6)), waits)
def test_a_game_goes_through_its_states_in_order(game: Fixture, since: timedelta, wait: timedelta) -> None:
    now = game.starts_at + since
    before, after = status_of(game, now), status_of(game, now + wait)
    assert STAGES.index(before.coded) <= STAGES.index(after.coded)
    assert {before.coded, after.coded} <= set(STATES) | {"I"}


@given(games, st.timedeltas(timedelta(days=-3), timedelta(0)), waits, st.booleans())
def test_what_was_announced_stays_announced(
    game: Fixture, since: timedelta, wait: timedelta, home: bool
) -> None:
    now = game.starts_at + since
    for announced in (line_up_posted, starter_named):
        assert announced(game, now, home=home) <= announced(game, now + wait, home=home)


@given(games, st.booleans())
def test_everything_is_announced_before_the_game(game: Fixture, home: bool) -> None:
    eve = game.starts_at - timedelta(minutes=110)
    assert line_up_posted(game, eve, home=home)
    assert starter_named(game, eve, home=home)
    assert not line_up_posted(game, game.starts_at - timedelta(hours=4), home=home)


def test_most_starters_are_named_two_days_before() -> None:
    eve = [starter_named(game, game.starts_at - timedelta(days=1), home=True) for game in GAMES]
    assert 0.8 < sum(eve) / len(eve) < 0.95


def test_a_game_called_off_moves_when_it_is_called_off() -> None:
    game = next(game for game in GAMES if game.date != game.first_date)
    assert game.changed_at is not None
    before = states(game.first_date, game.changed_at - timedelta(minutes=1))
    after = states(game.first_date, game.changed_at)
    assert (before[game.game_pk], after[game.game_pk]) == (GameState.OPEN, GameState.POSTPONED)
    assert game.game_pk not in states(game.date, game.changed_at - timedelta(minutes=1))
    assert states(game.date, game.changed_at)[game.game_pk] is GameState.OPEN
    assert states(game.date, ends_at(game))[game.game_pk] is GameState.FINAL


def test_both_games_of_a_doubleheader_are_numbered() -> None:
    game = next(game for game in GAMES if game.date != game.first_date)
    slate = read_slate(PROVIDER.ask(slate_request(game.date), ends_at(game)), game.date)
    hosts = [other for other in slate.games if other.home.team_id == game.home.team_id]
    assert sorted(other.game_number for other in hosts) == [1, 2]


def states(day: date, now: datetime) -> dict[int, GameState]:
    slate = read_slate(PROVIDER.ask(slate_request(day), now), day)
    return {game.game_pk: game.state for game in slate.games}
