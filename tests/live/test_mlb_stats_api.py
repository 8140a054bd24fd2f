"""What the MLB Stats API answers has the shapes that the connector relies on.

MLB permits individual, non-commercial, non-bulk use of its data; these few requests are meant to be made by
hand, now and then. The days asked for are over, so the figures are known to within a scorer's change.
"""

from datetime import date

from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.domain.clubs import ABBREVIATIONS
from propctl.domain.slate import GameState
from propctl.domain.stats import Hand

DAY = date(2025, 6, 8)
THROUGH = date(2025, 6, 7)


def test_the_hydrated_schedule_has_line_ups_and_starters(api: MlbStatsApi) -> None:
    slate = api.fetch_slate(DAY, settled=True).value
    played = [game for game in slate.games if game.state is GameState.FINAL]
    sides = [side for game in played for side in (game.away, game.home)]
    assert len(played) == 15
    assert all(side.lineup and side.starter for side in sides)


def test_the_bare_schedule_has_the_same_games(api: MlbStatsApi) -> None:
    bare, full = api.fetch_bare_slate(DAY, settled=True).value, api.fetch_slate(DAY, settled=True).value
    assert [game.game_pk for game in bare.games] == [game.game_pk for game in full.games]


def test_a_hydrated_schedule_agrees_with_the_table_of_clubs(api: MlbStatsApi) -> None:
    slate = api.fetch_slate(DAY, settled=True).value
    sides = [side for game in slate.games for side in (game.away, game.home)]
    assert {side.team_id: side.abbreviation for side in sides}.items() <= ABBREVIATIONS.items()


def test_totals_of_a_range_cover_the_league(api: MlbStatsApi) -> None:
    totals = api.fetch_totals(2025, THROUGH, reuse=False).value
    assert len(totals.batters) > 400
    assert len(totals.pitchers) > 500


def test_totals_of_a_season_cover_the_league(api: MlbStatsApi) -> None:
    totals = api.fetch_season_totals(2024).value
    appearances = sum(row.counts.plate_appearances for row in totals.batters.values())
    faced = sum(row.counts.batters_faced for row in totals.pitchers.values())
    assert appearances == faced > 150_000


def test_people_have_both_hands(api: MlbStatsApi) -> None:
    people = api.fetch_people(2025, DAY).value
    assert {person.throws for person in people.values()} >= {Hand.LEFT, Hand.RIGHT}
    assert {person.bats for person in people.values()} >= set(Hand)


def test_the_season_schedule_knows_its_suspended_games(api: MlbStatsApi) -> None:
    schedule = api.fetch_season_schedule(THROUGH, reuse=False).value
    assert (777861, date(2025, 5, 19)) in {(game.game_pk, game.official_date) for game in schedule.resumed}
