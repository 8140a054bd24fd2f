"""The probe of the MLB Stats API over synthetic answers."""

import datetime as dt
from dataclasses import replace

import httpx
import pytest

from propctl.connectors.payloads import Client
from propctl.domain.health_report import CheckState
from propctl.errors import ConfigurationError
from propctl.jobs.health.stats_api import check_stats_api
from tests.connectors.wire import Script, status
from tests.jobs.health.checkups import (
    BARE,
    HYDRATED,
    NOON,
    RANGE,
    SEASON,
    Answers,
    a_checkup,
    clients,
    providers,
    refused,
    states,
    stats_answers,
)
from tests.jobs.provider import Routes, answer
from tests.normalize.payloads import EMPTY_SCHEDULE, game, schedule

FORMS = ["schedule", "bare schedule", "date range", "season schedule", "totals", "earlier season", "people",
         "hydrations"]  # fmt: skip


class Counting(Routes):
    """Routes that remember what was asked."""

    def __init__(self, changed: Answers | None = None) -> None:
        super().__init__(stats_answers(changed))
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        return super().handle_request(request)


def test_a_light_check_up_costs_one_request() -> None:
    transport = Counting()
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(transport))))
    assert (component.up, component.message, len(transport.asked)) == (True, "1 game today", 1)


def test_a_deep_one_asks_for_each_form_once() -> None:
    transport = Counting()
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(transport), deep=True)))
    assert component.up
    assert [name for name in states(component) if name in FORMS] == FORMS
    assert len(transport.asked) == len(set(transport.asked)) == len(FORMS)


def test_an_off_day_is_up() -> None:
    answers = stats_answers(slate=EMPTY_SCHEDULE)
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(answers))))
    assert (component.up, component.message) == (True, "no game today")


@pytest.mark.parametrize("code", [401, 403, 406])
def test_a_refusal_is_told_apart_and_the_bare_form_is_tried(code: int) -> None:
    transport = Counting({HYDRATED: refused(code)})
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(transport))))
    assert states(component)["schedule"] is CheckState.REFUSED
    assert states(component)["bare schedule"] is CheckState.OK
    assert component.message.startswith(f"schedule: refused with HTTP {code}")
    assert component.message.endswith("; refused: schedule; answered: bare schedule")
    assert len(transport.asked) == 2


def test_a_refused_network_says_so() -> None:
    everything = dict.fromkeys(stats_answers(), refused())
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(everything), deep=True)))
    assert {state for name, state in states(component).items() if name in FORMS} == {CheckState.REFUSED}
    assert "some cloud addresses are refused" in component.hint


@pytest.mark.parametrize("step", [status(503), httpx.ConnectError("nobody"), httpx.ReadTimeout("slow")])
def test_an_outage_is_down(step: httpx.Response | Exception) -> None:
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(Script(step)))))
    assert states(component)["schedule"] is CheckState.DOWN
    assert component.hint.startswith("see whether the provider is up")


@pytest.mark.parametrize(
    ("part", "check"),
    [
        (HYDRATED, "schedule"),
        (BARE, "bare schedule"),
        (RANGE, "date range"),
        (SEASON, "season schedule"),
        ("stats=byDateRange", "totals"),
        ("stats=season", "earlier season"),
        ("/players", "people"),
    ],
)
def test_a_form_whose_answer_changed_is_found(part: str, check: str) -> None:
    changed = stats_answers({part: answer({"unexpected": []})})
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(changed), deep=True)))
    wrong = [found for found in component.checks if not found.sound]
    assert [(found.name, found.state) for found in wrong] == [(check, CheckState.CHANGED)]
    assert wrong[0].request.startswith("mlb_stats_api /api/v1/")


@pytest.mark.parametrize("reply", [answer(schedule()), status(400), status(404)])
def test_a_list_of_hydrations_that_is_not_served_is_a_note(reply: httpx.Response) -> None:
    answers = stats_answers({"hydrate=hydrations": reply})
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(answers), deep=True)))
    assert (component.up, states(component)["hydrations"]) == (True, CheckState.NOTE)


def test_a_hydration_that_is_gone_is_a_changed_schedule() -> None:
    served = answer({"hydrations": ["team", "venue", "statusFlags"]})
    answers = stats_answers({"hydrate=hydrations": served})
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(answers), deep=True)))
    assert states(component)["hydrations"] is CheckState.CHANGED
    assert "probablePitcher, lineups" in component.message


def test_before_the_first_game_of_a_year_the_last_one_is_asked_about() -> None:
    transport = Counting({SEASON: answer(EMPTY_SCHEDULE), "startDate=2024-01-01": answer({"stats": []})})
    check_stats_api(providers(a_checkup(asked=lambda: clients(transport), deep=True)))
    assert any("season=2024&startDate=2024-01-01&endDate=2024-12-31" in url for url in transport.asked)


def test_terms_that_are_not_accepted_keep_it_from_asking() -> None:
    def fail() -> dict[str, Client]:
        raise ConfigurationError("not allowed", hint="accept")

    component = check_stats_api(providers(a_checkup(asked=fail)))
    assert states(component) == {"terms": CheckState.MISCONFIGURED}
    assert (component.message, component.hint) == ("terms: not allowed", "accept")


@pytest.mark.parametrize(("minutes", "up"), [(0, True), (2, True), (3, False), (-60, True)])
def test_a_clock_ahead_of_the_provider_is_found(minutes: int, up: bool) -> None:
    """The answers of these tests carry ten o'clock."""
    now = NOON.replace(hour=10) + dt.timedelta(minutes=minutes)
    component = check_stats_api(providers(replace(a_checkup(now=now), real_clock=True)))
    assert component.up is up
    assert ("ahead of the provider's" in component.message) is not up


def test_a_row_that_a_run_would_leave_out_is_a_remark() -> None:
    answers = stats_answers(slate=schedule(game(), {"gamePk": 900002, "gameType": "R"}))
    component = check_stats_api(providers(a_checkup(asked=lambda: clients(answers))))
    assert (component.up, states(component)["rows"]) == (True, CheckState.NOTE)
    assert "1 entry left out: dates[0].games[1]: object missing required field" in component.message
