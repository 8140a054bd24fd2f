"""``hold …`` as commands."""

import json

import pytest

from propctl.connectors.mlb_stats_api import people_request
from propctl.domain.slate import GameState
from propctl.domain.snapshot import InputRef
from tests.cli.conftest import Propctl
from tests.domain.props import a_prop
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, TEN_MINUTES, a_build
from tests.jobs.desk import Desk


def test_an_empty_list_says_so(propctl: Propctl) -> None:
    assert propctl("hold", "ls").stdout.startswith("nothing is held in file://")


def test_a_hold_is_added_listed_and_removed(propctl: Propctl) -> None:
    added = propctl("hold", "add", "--player", "660271", "--market", "pitcher_strikeouts", "--reason", "sore")
    assert added.stdout == "market=pitcher_strikeouts,player=660271 is off the board from the next run on\n"
    heading, row = propctl("hold", "ls").stdout.splitlines()
    assert heading.split() == ["market", "player", "game", "since", "reason"]
    assert row.split() == ["pitcher_strikeouts", "660271", "-", "2025-06-08T10:00:00Z", "sore"]
    removed = propctl("hold", "rm", "--market", "pitcher_strikeouts", "--player", "660271")
    assert removed.stdout.startswith("market=pitcher_strikeouts,player=660271 is back")
    assert propctl("hold", "ls", "--json").json == {"schema": "propctl.hold.ls/1", "holds": [], "total": 0}


def test_an_added_hold_as_json(propctl: Propctl) -> None:
    hold = {"target": "game=777592", "reason": "", "added_at": "2025-06-08T10:00:00Z"}
    assert propctl("hold", "add", "--game", "777592", "--json").json == {
        "schema": "propctl.hold.add/1",
        "hold": hold,
    }


@pytest.mark.parametrize("command", ["add", "rm"])
def test_a_hold_on_everything_is_refused(propctl: Propctl, command: str) -> None:
    refused = propctl("hold", command)
    assert (refused.code, "at least one of --market, --player and --game" in refused.stderr) == (2, True)


def test_what_is_not_held_cannot_be_removed(propctl: Propctl) -> None:
    refused = propctl("hold", "rm", "--game", "1")
    assert (refused.code, refused.stderr) == (
        2,
        "propctl: game=1 is not held; nothing was changed\nhint: `propctl hold ls` lists the holds\n",
    )


SEASON = {
    1: "Aaron Judge",
    2: "Max Muncy",
    3: "Max Muncy",
    4: "Luis García",
    5: "Luis García Jr.",
    6: "José Ramírez",
}


@pytest.fixture
def season(desk: Desk) -> Desk:
    """A board of Aaron Judge and one Max Muncy, with the season's list of players among its inputs."""
    people = [{"id": player, "fullName": name} for player, name in SEASON.items()]
    body = json.dumps({"people": [people[0] | {"pitchHand": {"code": "R"}}, *people[1:]]}).encode()
    digest = desk.context().snapshots.blobs.put(body)
    ref = InputRef(
        provider="mlb_stats_api",
        request=people_request(2025).text,
        fetched_at=AT_TEN,
        sha256=digest,
        bytes=len(body),
    )
    board = (
        a_prop(1, game_pk=FIRST, player_name="Aaron Judge"),
        a_prop(2, game_pk=FIRST, player_name="Max Muncy", team="LAD"),
        a_prop(7, game_pk=FIRST, player_name="Brand New"),
    )
    desk.publish(a_build(board, inputs=(ref,)))
    return desk


@pytest.fixture
def evening(season: Desk) -> Desk:
    """The same store after the last game of the day has begun."""
    begun = dict.fromkeys(BOTH_OPEN, GameState.STARTED)
    season.publish(a_build((), as_of=AT_TEN + TEN_MINUTES, states=begun))
    return season


@pytest.mark.parametrize(
    ("player", "target"),
    [
        ("judge", "player=1"),
        ("AARON JUDGE", "player=1"),
        ("1", "player=1"),
        ("0001", "player=1"),
        ("jose ramirez", "player=6"),
        ("luis garcia", "player=4"),
        ("garcia jr", "player=5"),
        ("Brand New", "player=7"),
        ("7", "player=7"),
        ("3", "player=3"),
    ],
)
def test_a_player_is_held_by_a_name_that_only_he_has(
    propctl: Propctl, season: Desk, player: str, target: str
) -> None:
    assert propctl("hold", "add", "--player", player, "--json").json["hold"]["target"] == target


def test_a_hold_by_name_says_who_is_held(propctl: Propctl, season: Desk) -> None:
    said = propctl("hold", "add", "--player", "judge").stdout
    assert said == "Aaron Judge (NYY, 1): player=1 is off the board from the next run on\n"


def test_the_seasons_list_is_found_in_the_evening(propctl: Propctl, evening: Desk) -> None:
    assert propctl("hold", "add", "--player", "ramirez").code == 0
    assert propctl("hold", "add", "--player", "ramirezz").code == 2
    assert propctl("opportunities", "--player", "ramirezz").code == 2


@pytest.mark.parametrize(
    ("player", "message", "hint"),
    [
        ("judgge", "no player of the season is called 'judgge'", "did you mean Aaron Judge?"),
        ("Zzyzx", "no player of the season is called 'Zzyzx'", "give an MLBAM id"),
        ("99", "no player of the season has the id 99", "give an MLBAM id"),
        ("0", "no player of the season has the id 0", "give an MLBAM id"),
        ("9" * 5000, "no player of the season has the id 9", "give an MLBAM id"),
        (
            "Max Muncy",
            "2 players are called 'Max Muncy'; nothing was changed",
            "give the id of one: Max Muncy (LAD, 2), Max Muncy (3)",
        ),
        ("a", "7 players are called 'a'; nothing was changed", "give the id of one: "),
    ],
)
def test_a_name_that_means_nobody_or_several_is_refused(
    propctl: Propctl, season: Desk, player: str, message: str, hint: str
) -> None:
    refused = propctl("hold", "add", "--player", player)
    assert refused.code == 2
    assert refused.stderr.startswith(f"propctl: {message}")
    assert f"\nhint: {hint}" in refused.stderr
    assert propctl("hold", "ls", "--json").json["total"] == 0


def test_without_any_list_an_id_is_taken_and_a_name_is_not(propctl: Propctl) -> None:
    added = propctl("hold", "add", "--player", "660271")
    assert (added.code, "no list of this season's players" in added.stderr) == (0, True)
    refused = propctl("hold", "add", "--player", "Shohei Ohtani")
    assert (refused.code, "cannot be looked up" in refused.stderr) == (2, True)
    for impossible in ("0", "9" * 5000, "\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT SIX}"):
        assert propctl("hold", "add", "--player", impossible).code == 2


def test_a_list_of_another_season_refuses_no_id(
    propctl: Propctl, season: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_NOW", "2026-03-25T10:00:00Z")
    assert propctl("hold", "add", "--player", "800000").code == 0


def test_of_two_namesakes_the_held_one_is_released(propctl: Propctl, season: Desk) -> None:
    propctl("hold", "add", "--player", "3")
    assert propctl("hold", "rm", "--player", "max muncy").stdout.startswith("player=3 is back")


def test_a_hold_is_released_by_an_id_that_no_list_has(propctl: Propctl, season: Desk, desk: Desk) -> None:
    data = b'{"holds":[{"target":"player=99","reason":"","added_at":"2024-06-08T10:00:00Z"}]}'
    desk.store.put("v1/holds.json", data)
    assert propctl("hold", "rm", "--player", "99").stdout.startswith("player=99 is back")


@pytest.mark.parametrize("player", ["judge", "1", "12345"])
def test_who_is_not_held_cannot_be_released(propctl: Propctl, season: Desk, player: str) -> None:
    refused = propctl("hold", "rm", "--player", player)
    assert (refused.code, "is not held; nothing was changed" in refused.stderr) == (2, True)


@pytest.mark.parametrize(("game", "known"), [(str(FIRST), True), ("5", False)])
def test_a_game_may_be_held_before_any_board_has_it(
    propctl: Propctl, season: Desk, game: str, known: bool
) -> None:
    added = propctl("hold", "add", "--game", game)
    note = "" if known else f"no board from today on has game {game}: the hold waits for it\n"
    assert (added.code, added.stderr) == (0, note)
