"""``hold …`` as commands."""

import pytest

from tests.cli.conftest import Propctl


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
