"""Which providers a row names: those without whose data it would have other figures."""

from dataclasses import replace

import pytest

from propctl.domain.contact import BatterContact, Contact
from propctl.domain.market import Role
from propctl.domain.slate import GameState, Player, Side, Slate
from propctl.jobs.fetch_inputs import BuildInputs
from propctl.jobs.fetch_pitches import Statcast
from propctl.jobs.prop_records import batting_orders, featured_props
from tests.jobs.builds import FIRST, SECOND, a_build, a_game

STATS_API, BOTH = ("mlb_stats_api",), ("mlb_stats_api", "baseball_savant")
SEEN = BatterContact(pitches=90, balls=30, swings=45, whiffs=10, batted_balls=20, barrels=2, hard_hit=8)


def side(team_id: int, club: str) -> Side:
    """A club whose players' ids begin with its own."""
    batters = tuple(Player(team_id * 100 + slot, f"Batter {slot}") for slot in range(1, 10))
    return Side(team_id, club, batters, Player(team_id * 100, "Starter"))


def build_inputs(contact: Contact, namespace: str = "live") -> BuildInputs:
    """Two games with line-ups, and these pitches."""
    clubs = ((side(111, "BOS"), side(147, "NYY")), (side(112, "CHC"), side(138, "STL")))
    games = tuple(
        replace(a_game(game_pk, GameState.OPEN), away=away, home=home)
        for game_pk, (away, home) in zip((FIRST, SECOND), clubs, strict=True)
    )
    found = a_build().build_inputs
    return replace(
        found,
        slate=Slate(found.slate.official_date, games),
        statcast=Statcast(contact, 5, 5),
        namespace=namespace,
    )


def sources(contact: Contact, namespace: str = "live") -> dict[tuple[int, Role], set[tuple[str, ...]]]:
    """What the rows of each player name, by his id's first digits."""
    found = build_inputs(contact, namespace)
    named: dict[tuple[int, Role], set[tuple[str, ...]]] = {}
    for prop in featured_props(found, batting_orders(found)).props:
        named.setdefault((prop.player_id // 100, prop.role), set()).add(prop.sources)
    return named


def test_rows_of_a_line_up_and_of_the_starter_it_faces_name_its_pitches() -> None:
    named = sources(Contact({11103: SEEN}, days=5))
    moved = {(111, Role.BATTER), (147, Role.PITCHER)}
    assert len(named) == 8
    assert named == {key: {BOTH if key in moved else STATS_API} for key in named}


def test_pitches_of_players_who_do_not_play_are_not_named() -> None:
    assert set().union(*sources(Contact({7: SEEN}, days=5)).values()) == {STATS_API}


@pytest.mark.parametrize("contact", [Contact(), Contact({11103: SEEN}, days=5)], ids=["without", "with"])
def test_the_sample_league_is_its_own_source(contact: Contact) -> None:
    assert set().union(*sources(contact, "sample").values()) == {("sample_league",)}
