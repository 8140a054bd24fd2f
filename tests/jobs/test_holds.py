"""Holds: kept by compare-and-swap, and what they do to a board."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from propctl.domain.hold_rules import Target
from propctl.domain.market import Market
from propctl.errors import DataError, UsageError
from propctl.jobs.build import Build
from propctl.jobs.holds import add_hold, read_holds, remove_hold
from tests.jobs.builds import AT_TEN, FIRST, OUTAGE, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

HITS = Target(Market.BATTER_HITS)
PLAYER = Target(player_id=9001)
LATER = AT_TEN + TEN_MINUTES


def test_nothing_is_held_at_first() -> None:
    assert read_holds(Desk().context()).targets() == ()


def test_holds_are_listed_in_one_order() -> None:
    context = Desk().context()
    add_hold(context, PLAYER, "")
    add_hold(context, HITS, "line moved")
    assert [(hold.target, hold.reason) for hold in read_holds(context).holds] == [
        ("market=batter_hits", "line moved"),
        ("player=9001", ""),
    ]


def test_a_hold_added_again_keeps_its_date_and_takes_the_new_reason() -> None:
    desk = Desk()
    add_hold(desk.context(), HITS, "first")
    again = add_hold(desk.context(AT_TEN + timedelta(days=1)), HITS, "second")
    assert (again.added_at, again.reason) == (AT_TEN, "second")


def test_a_hold_is_removed() -> None:
    context = Desk().context()
    add_hold(context, HITS, "")
    add_hold(context, PLAYER, "")
    remove_hold(context, HITS)
    assert read_holds(context).targets() == ("player=9001",)


def test_what_is_not_held_cannot_be_removed() -> None:
    with pytest.raises(UsageError, match="market=batter_hits is not held"):
        remove_hold(Desk().context(), HITS)


def test_twenty_at_once_are_all_kept() -> None:
    context = Desk().context()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda player: add_hold(context, Target(player_id=player), ""), range(1, 21)))
    assert len(read_holds(context).holds) == 20


@pytest.mark.parametrize(
    "data", [b"{", b'{"holds":[{"target":"x","reason":"","added_at":"2025-06-08T10:00:00Z"}]}']
)
def test_holds_that_cannot_be_read_stop_everything(data: bytes) -> None:
    desk = Desk()
    desk.store.put("v1/holds.json", data)
    with pytest.raises(DataError, match="nothing is published"):
        read_holds(desk.context())


def without_second(*, held: bool) -> Build:
    """A degraded build that has lost the second game, or holds it."""
    build = a_build(props_of(FIRST), as_of=LATER, degraded=(OUTAGE.note(),), costly=(OUTAGE,))
    if not held:
        return build
    params = build.content.params.model_copy(update={"holds": (f"game={SECOND}",)})
    return replace(build, content=build.content.model_copy(update={"params": params}), held={SECOND: 3})


def test_what_is_held_does_not_count_as_lost() -> None:
    """Otherwise a board with the held props would stand as long as the provider is in trouble."""
    desk = Desk()
    desk.publish(a_build())
    assert desk.publish(without_second(held=True)).committed


def test_a_board_whose_every_prop_is_held_is_no_failure() -> None:
    build = replace(a_build(()), held={FIRST: 3, SECOND: 3})
    assert not build.lacks_props
