"""The schedule: every day of every year, nobody twice, and over by midnight."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.calendar import new_york_date
from propctl.domain.clubs import ABBREVIATIONS
from propctl.projection.park_and_platoon import HOME_VENUES, PARK_FACTORS
from propctl.sample.fixtures import ends_at, first_date_of, season_fixtures
from propctl.sample.rosters import CLUBS

SEASONS = st.integers(2000, 2100)
LEAP_YEARS = [2000, 2024, 2096]


@given(SEASONS)
def test_every_day_of_the_year_has_games(season: int) -> None:
    played = Counter(game.date for game in season_fixtures(season))
    assert len(played) == (date(season, 12, 31) - date(season, 1, 1)).days + 1
    assert set(played.values()) <= {4, 5, 6}


@pytest.mark.parametrize("season", LEAP_YEARS)
def test_leap_days_are_game_days(season: int) -> None:
    assert any(game.date == date(season, 2, 29) for game in season_fixtures(season))


@given(SEASONS)
def test_nobody_plays_two_games_at_once(season: int) -> None:
    seen = Counter(
        (game.date, club.index, game.number)
        for game in season_fixtures(season)
        for club in (game.away, game.home)
    )
    assert set(seen.values()) == {1}


@given(SEASONS)
def test_games_are_over_before_midnight_in_new_york(season: int) -> None:
    late = [g for g in season_fixtures(season) if new_york_date(ends_at(g)) != g.date]
    assert late == []


@given(SEASONS)
def test_a_game_called_off_is_made_up_the_day_after(season: int) -> None:
    games = season_fixtures(season)
    for game in (game for game in games if game.date != game.first_date):
        others = [g for g in games if g.date == game.date and g.home is game.home]
        assert game.date == game.first_date + timedelta(days=1)
        assert sorted((g.number, g.double) for g in others) == [(1, True), (2, True)]
        assert len({g.away.index for g in others}) == 1


def test_some_games_are_called_off() -> None:
    assert sum(game.date != game.first_date for game in season_fixtures(2025)) > 5


@given(SEASONS)
def test_a_games_number_tells_its_day(season: int) -> None:
    games = season_fixtures(season)
    assert all(first_date_of(game.game_pk) == game.first_date for game in games)
    assert len({game.game_pk for game in games}) == len(games)


@pytest.mark.parametrize("season", [1999, 2101])
def test_outside_its_years_the_league_rests(season: int) -> None:
    assert season_fixtures(season) == ()


def test_before_it_is_announced_a_change_is_not_seen() -> None:
    moved = next(game for game in season_fixtures(2025) if game.date != game.first_date)
    assert moved.changed_at is not None
    before = moved.as_seen(moved.changed_at - timedelta(seconds=1))
    assert (before.date, before.number, before.double) == (moved.first_date, 1, False)
    assert moved.as_seen(datetime(2101, 1, 1, tzinfo=UTC)) == moved


def test_no_club_and_no_venue_is_a_real_one() -> None:
    assert not {club.abbreviation for club in CLUBS} & set(ABBREVIATIONS.values())
    assert not {club.team_id for club in CLUBS} & set(ABBREVIATIONS)
    assert not {club.venue_id for club in CLUBS} & {*PARK_FACTORS.value, *HOME_VENUES.values()}
