"""Filters of a fetch, over a whole synthetic provider."""

import pytest

from propctl.domain.query import PropQuery
from propctl.errors import UsageError
from propctl.jobs.fetch import FetchedProps, fetch_and_check
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import status
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN
from tests.jobs.provider import Routes, a_build_context, answer
from tests.jobs.test_empty_handed import everybody, routes
from tests.normalize import payloads

LINEUPS = {"awayPlayers": payloads.nine(100), "homePlayers": payloads.nine(200)}
POSTED = answer(payloads.schedule(payloads.game(lineups=LINEUPS)))


def fetched(transport: Routes, **filters: tuple[str, ...]) -> FetchedProps:
    query = PropQuery.model_validate({"date": DATE, **filters})
    with a_build_context(MemoryStore(), now=AT_TEN, transport=transport) as build_context:
        return fetch_and_check(build_context, query)


def test_clubs_and_players_choose_props() -> None:
    found = fetched(routes(slate=POSTED), teams=("NYA",), players=("Player 200", "201", "5001"))
    assert ({prop.player_id for prop in found.props}, found.absent) == ({200, 201}, [])


def test_a_player_of_the_season_may_be_on_no_line_up() -> None:
    people = everybody()
    people["people"].append({"id": 777, "fullName": "Mike Trout"})
    found = fetched(routes(slate=POSTED, people=answer(people)), players=("trout",))
    assert (found.props, found.absent) == ([], ["Mike Trout (777) has no props on this board"])


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"players": ("Plaier 200",)}, "no player of the season is called 'Plaier 200'"),
        ({"players": ("4",)}, "no player of the season has the id 4"),
        ({"teams": ("NYX",)}, "unknown club 'NYX'"),
        ({"teams": ("NYY", "ASH")}, "unknown club 'ASH'"),
    ],
)
def test_names_that_nobody_has_are_wrong_usage(filters: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        fetched(routes(slate=POSTED), **filters)


def test_without_the_list_of_players_a_name_is_not_refused() -> None:
    found = fetched(routes(slate=POSTED, people=status(503)), players=("trout",))
    assert found.props == []
    assert found.absent[0].startswith("nobody on this board is called 'trout'; there is no list")
