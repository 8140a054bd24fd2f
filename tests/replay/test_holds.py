"""Holds over recorded payloads: off the next board, on again afterwards, and rebuilt as they were."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from propctl.domain.hold_rules import Target
from propctl.domain.market import Market
from propctl.jobs.holds import add_hold, remove_hold
from propctl.jobs.rebuild import rebuild
from tests.replay.board import DAY
from tests.replay.lab import Lab

pytestmark = pytest.mark.nightly


def test_a_held_player_is_off_the_next_board_and_comes_back(lab: Lab) -> None:
    lab.run_once()
    before = lab.read(DAY)
    held = Target(player_id=before.props[0].player_id)
    add_hold(lab.context(), held, "")
    report = lab.run_once()
    after = lab.read(DAY)
    covered = [prop for prop in before.props if held.covers(prop)]
    assert [prop for prop in before.props if prop not in covered] == list(after.props)
    assert (report.published, report.held, after.manifest.params.holds) == (True, len(covered), (held.text,))
    remove_hold(lab.context(), held)
    lab.run_once()
    assert lab.read(DAY).props == before.props


def test_fetch_keeps_to_holds(lab: Lab) -> None:
    add_hold(lab.context(), Target(Market.BATTER_HITS), "")
    assert Market.BATTER_HITS not in {prop.market for prop in lab.fetch()}


def test_a_board_with_holds_is_rebuilt_with_them(lab: Lab) -> None:
    add_hold(lab.context(), Target(Market.BATTER_HITS), "")
    lab.run_once()
    remove_hold(lab.context(), Target(Market.BATTER_HITS))
    with ThreadPoolExecutor(4) as pool:
        assert rebuild(lab.context(), pool, lab.manifests()[0]).equal


def test_a_past_day_knows_no_holds(lab: Lab) -> None:
    add_hold(lab.context(), Target(Market.BATTER_HITS), "")
    lab.run_once("2025-06-06")
    assert Market.BATTER_HITS in {prop.market for prop in lab.read("2025-06-06").props}
