"""The probe of Baseball Savant over synthetic answers."""

import httpx
import pytest

from propctl.domain.health_report import CheckState, Component
from propctl.jobs.health.savant import check_savant
from tests.connectors.wire import status
from tests.jobs.health.checkups import (
    SEASON,
    a_checkup,
    clients,
    providers,
    refused,
    savant_answers,
    states,
    stats_answers,
)
from tests.jobs.provider import answer
from tests.normalize import savant
from tests.normalize.payloads import EMPTY_SCHEDULE

EMPTY_DAY = "game_date_gt=2025-01-01"
NINTH_OF_JUNE = a_checkup().now.replace(day=9)


def looked_deeply(day: bytes | None = None) -> Component:
    """On the second day after the games of the synthetic day."""
    answers = savant_answers(day=day)
    return check_savant(
        providers(a_checkup(now=NINTH_OF_JUNE, asked=lambda: clients(None, answers), deep=True))
    )


def test_a_light_check_up_asks_about_a_day_without_games() -> None:
    component = check_savant(providers())
    assert (component.up, component.message) == (True, "answers; 118 columns")


@pytest.mark.parametrize("code", [401, 403, 406])
def test_a_refusal_is_told_apart(code: int) -> None:
    answers = savant_answers({EMPTY_DAY: refused(code)})
    component = check_savant(providers(a_checkup(asked=lambda: clients(None, answers))))
    assert states(component)["empty day"] is CheckState.REFUSED


@pytest.mark.parametrize(
    "step",
    [
        status(502),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b'"error"\n"Error: Query Timeout."'),
    ],
)
def test_an_answer_that_is_none_is_down(step: httpx.Response) -> None:
    answers = savant_answers({EMPTY_DAY: step})
    component = check_savant(providers(a_checkup(asked=lambda: clients(None, answers))))
    assert states(component)["empty day"] is CheckState.DOWN


def test_a_deep_check_up_reads_a_finished_day() -> None:
    component = looked_deeply()
    assert component.up
    assert component.message == "9 pitches of 1 games on 2025-06-07"
    assert "118 columns, fingerprint " in next(c for c in component.checks if c.name == "columns").message


def test_a_required_column_that_is_missing_is_a_changed_payload() -> None:
    columns = [name for name in savant.COLUMNS_118 if name != "events"]
    component = looked_deeply(savant.as_csv(savant.a_game(), columns))
    assert states(component)["rows"] is CheckState.CHANGED
    assert "without the column events" in component.message


def test_an_unknown_column_is_a_note() -> None:
    component = looked_deeply(savant.as_csv(savant.a_game(), (*savant.COLUMNS_118, "luck")))
    assert (component.up, states(component)["columns"]) == (True, CheckState.NOTE)
    assert "unknown: luck" in component.message


def test_of_many_columns_some_are_named() -> None:
    extra = tuple(f"luck_{number}" for number in range(7))
    component = looked_deeply(savant.as_csv(savant.a_game(), (*savant.COLUMNS_118, *extra)))
    assert "unknown: luck_0, luck_1, luck_2, luck_3, luck_4 and 2 more" in component.message


def test_a_day_that_is_not_complete_is_a_note() -> None:
    component = looked_deeply(savant.as_csv([]))
    assert (component.up, states(component)["rows"]) == (True, CheckState.NOTE)
    assert "not complete: 0 of 1 games" in component.message


def test_out_of_season_a_day_of_late_september_is_read() -> None:
    stats = stats_answers({SEASON: answer(EMPTY_SCHEDULE)})
    september = savant.as_csv(savant.a_game(game_date="2024-09-20"))
    answers = savant_answers({"game_date_gt=2024-09-20": httpx.Response(200, content=september)})
    component = check_savant(providers(a_checkup(asked=lambda: clients(stats, answers), deep=True)))
    assert (component.up, component.message) == (True, "9 pitches of 1 games on 2024-09-20")


def test_no_row_of_a_day_on_which_every_club_plays_is_down() -> None:
    stats = stats_answers({SEASON: status(503)})
    answers = savant_answers({"game_date_gt=2024-09-20": httpx.Response(200, content=savant.as_csv([]))})
    component = check_savant(providers(a_checkup(asked=lambda: clients(stats, answers), deep=True)))
    assert states(component)["rows"] is CheckState.DOWN
