"""Payloads in the providers' shapes, as the readers of the real ones read them; and they agree."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pytest

from propctl.connectors.baseball_savant import PROVIDER as SAVANT
from propctl.connectors.baseball_savant import day_request
from propctl.connectors.body_checks import check_csv, check_json
from propctl.connectors.mlb_stats_api import (
    PROVIDER as STATS_API,
)
from propctl.connectors.mlb_stats_api import (
    bare_slate_request,
    boxscore_request,
    lineups_request,
    people_request,
    pitch_counts_request,
    season_request,
    season_schedule_request,
    slate_request,
    totals_request,
)
from propctl.connectors.payloads import PayloadChangedError, Request
from propctl.domain.stats import BattingCounts, PitchingCounts
from propctl.normalize.boxscore import BoxLine, read_boxscore
from propctl.normalize.people import read_people
from propctl.normalize.pitches import (
    incomplete_games,
    pitches_thrown,
    read_pitches,
    unknown_columns,
)
from propctl.normalize.season import read_recent_lineups, read_season_schedule
from propctl.normalize.slate import read_slate
from propctl.normalize.totals import read_pitch_counts, read_totals
from propctl.sample.fixtures import season_fixtures
from tests.sample.lab import Provider

PROVIDER = Provider()
DAY = date(2024, 2, 29)
MORNING = datetime(2024, 2, 29, 15, 0, tzinfo=UTC)
NEXT_DAY = MORNING + timedelta(days=1)
DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(60)]


def boxes(days: list[date]) -> list[BoxLine]:
    games = [game for game in season_fixtures(2024) if game.date in days]
    bodies = [PROVIDER.ask(boxscore_request(game.game_pk), NEXT_DAY) for game in games]
    return [line for body in bodies for line in read_boxscore(body)]


@pytest.fixture(scope="module")
def lines() -> list[BoxLine]:
    """Every line of every box score of the year so far."""
    return boxes(DAYS)


def test_a_slate_has_clubs_starters_and_posted_line_ups() -> None:
    slate = read_slate(PROVIDER.ask(slate_request(DAY), MORNING), DAY)
    sides = [side for game in slate.games for side in (game.away, game.home)]
    assert len(slate.games) >= 4
    assert {side.abbreviation for side in sides} <= {
        *(["ASH", "BRB", "COP", "DUN", "EVA", "FER", "GRI", "HAR", "IVO", "JUN", "KES", "LIN"])
    }
    assert any(side.starter for side in sides)
    after = read_slate(PROVIDER.ask(slate_request(DAY), NEXT_DAY), DAY)
    assert all(side.lineup and side.starter for game in after.games for side in (game.away, game.home))


def test_the_bare_slate_has_neither_line_ups_nor_starters() -> None:
    slate = read_slate(PROVIDER.ask(bare_slate_request(DAY), NEXT_DAY), DAY, reduced=True)
    sides = [side for game in slate.games for side in (game.away, game.home)]
    assert not any(side.lineup or side.starter for side in sides)


def test_the_week_has_a_line_up_of_every_club() -> None:
    lineups = read_recent_lineups(PROVIDER.ask(lineups_request(DAY), MORNING))
    assert len({lineup.team_id for lineup in lineups}) == 12
    assert {lineup.official_date for lineup in lineups} == set(DAYS[-8:-1])


def test_the_seasons_schedule_counts_what_was_played(lines: list[BoxLine]) -> None:
    schedule = read_season_schedule(PROVIDER.ask(season_schedule_request(DAY), NEXT_DAY))
    assert schedule.played == sum(line.pitching.games_started for line in lines if line.pitching) / 2
    assert schedule.unfinished == frozenset()
    assert read_season_schedule(PROVIDER.ask(season_schedule_request(DAY), MORNING)).unfinished == {DAY}


def test_totals_are_the_sum_of_the_box_scores(lines: list[BoxLine]) -> None:
    totals = read_totals(PROVIDER.ask(totals_request(2024, DAY), NEXT_DAY), 2024)
    batting: dict[int, list[BattingCounts]] = {}
    pitching: dict[int, list[PitchingCounts]] = {}
    for line in lines:
        if line.batting is not None:
            batting.setdefault(line.player_id, []).append(line.batting)
        if line.pitching is not None:
            pitching.setdefault(line.player_id, []).append(line.pitching)
    assert {player: row.counts for player, row in totals.batters.items()} == {
        player: reduce(BattingCounts.plus, rows) for player, rows in batting.items()
    }
    assert {player: row.counts for player, row in totals.pitchers.items()} == {
        player: reduce(PitchingCounts.plus, rows) for player, rows in pitching.items()
    }


def test_totals_of_a_day_under_way_hold_the_games_that_are_over() -> None:
    over = [read_totals(PROVIDER.ask(totals_request(2024, DAY), now), 2024) for now in hours(12, 14)]
    faced = [sum(row.counts.batters_faced for row in totals.pitchers.values()) for totals in over]
    assert faced == sorted(faced)
    assert faced[0] < faced[-1]


def test_a_finished_season_is_its_last_days_totals() -> None:
    later = datetime(2024, 3, 1, tzinfo=UTC)
    whole = read_totals(PROVIDER.ask(season_request(2023), later), 2023)
    assert whole == read_totals(PROVIDER.ask(totals_request(2023, date(2023, 12, 31)), later), 2023)


def test_a_traded_batter_has_one_row_of_two_clubs() -> None:
    later = datetime(2024, 3, 1, tzinfo=UTC)
    whole = read_totals(PROVIDER.ask(season_request(2023), later), 2023)
    assert sum(row.team_id is None for row in whole.batters.values()) == 4
    june = read_totals(PROVIDER.ask(totals_request(2023, date(2023, 6, 30)), later), 2023)
    assert all(row.team_id is not None for row in june.batters.values())


def test_everybody_who_played_has_hands(lines: list[BoxLine]) -> None:
    people = read_people(PROVIDER.ask(people_request(2024), MORNING))
    assert {line.player_id for line in lines} <= people.keys()
    assert all(person.bats and person.throws for person in people.values())


def test_the_two_way_player_bats_and_pitches() -> None:
    totals = read_totals(PROVIDER.ask(totals_request(2024, DAY), NEXT_DAY), 2024)
    assert len(totals.batters.keys() & totals.pitchers.keys()) == 1


@pytest.mark.parametrize("day", DAYS[-5:], ids=str)
def test_rows_of_pitches_are_the_official_pitches(day: date) -> None:
    body = PROVIDER.pitches(day_request(day), NEXT_DAY)
    check_csv(body)
    pitches = read_pitches(body, day)
    official = read_pitch_counts(PROVIDER.ask(pitch_counts_request(day), NEXT_DAY), day.year)
    assert pitches_thrown(pitches) == official
    assert incomplete_games(pitches) == []
    assert unknown_columns(body) == []


def test_rows_of_pitches_tell_the_box_scores_events() -> None:
    pitches = read_pitches(PROVIDER.pitches(day_request(DAY), NEXT_DAY), DAY)
    events = Counter(pitches["events"].drop_nulls().to_list())
    batting = [line.batting for line in boxes([DAY]) if line.batting]
    assert events["home_run"] == sum(counts.home_runs for counts in batting)
    assert events["walk"] == sum(counts.walks for counts in batting)
    assert events["strikeout"] == sum(counts.strikeouts for counts in batting)
    assert sum(events.values()) == sum(counts.plate_appearances for counts in batting)


def test_a_day_without_games_has_a_header_and_nothing_else() -> None:
    body = PROVIDER.pitches(day_request(DAY + timedelta(days=1)), MORNING)
    assert read_pitches(body, DAY + timedelta(days=1)).height == 0


def test_before_a_game_is_over_its_box_score_has_no_counts() -> None:
    game = next(game for game in season_fixtures(2024) if game.date == DAY)
    lines = read_boxscore(PROVIDER.ask(boxscore_request(game.game_pk), MORNING))
    assert len(lines) == 52
    assert not any(line.batting or line.pitching for line in lines)


def test_nine_start_on_each_side(lines: list[BoxLine]) -> None:
    slots = Counter(line.batting_order for line in lines if line.batting_order)
    assert len(set(slots.values())) == 1
    assert set(slots) == set(range(1, 10))


@pytest.mark.parametrize(
    "request_",
    [
        slate_request(date(1999, 12, 31)),
        slate_request(date(2101, 1, 1)),
        bare_slate_request(date(1950, 5, 5)),
    ],
    ids=str,
)
def test_outside_its_years_there_are_no_games(request_: Request) -> None:
    body = PROVIDER.ask(request_, MORNING)
    assert body == b'{"totalItems":0,"totalGames":0,"dates":[]}'


def params(request: Request, **changed: str) -> Request:
    merged = dict(request.params) | changed
    return Request(request.provider, request.path, tuple(merged.items()))


UNKNOWN = [
    Request(STATS_API, "/api/v1/teams"),
    Request(STATS_API, "/api/v1/schedule"),
    params(slate_request(DAY), hydrate="team,broadcasts"),
    params(slate_request(DAY), gameType="R"),
    params(slate_request(DAY), sportId="11"),
    params(slate_request(DAY), date="02/29/2024"),
    params(totals_request(2024, DAY), stats="gameLog"),
    params(totals_request(2024, DAY), playerPool="QUALIFIED"),
    params(totals_request(2024, DAY), group="fielding"),
    params(totals_request(2024, DAY), startDate="2023-12-01"),
    params(totals_request(2024, DAY), limit="50"),
    params(people_request(2024), personIds="1"),
    boxscore_request(777_861),
    boxscore_request(9_999_999),
]


@pytest.mark.parametrize("request_", UNKNOWN, ids=str)
def test_an_unknown_form_is_an_error(request_: Request) -> None:
    with pytest.raises(PayloadChangedError, match="the sample league has no such request"):
        PROVIDER.ask(request_, MORNING)


@pytest.mark.parametrize(
    "request_",
    [Request(SAVANT, "/gf"), params(day_request(DAY), game_date_lt="2024-03-05")],
    ids=str,
)
def test_an_unknown_form_of_pitches_is_an_error(request_: Request) -> None:
    with pytest.raises(PayloadChangedError, match="the sample league has no such request"):
        PROVIDER.pitches(request_, MORNING)


def test_answers_are_whole_documents() -> None:
    check_json(PROVIDER.ask(slate_request(DAY), MORNING))


def hours(*since: int) -> list[datetime]:
    return [MORNING + timedelta(hours=number) for number in since]
