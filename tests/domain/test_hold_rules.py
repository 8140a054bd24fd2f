import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.hold_rules import Target, held_prop_ids
from propctl.domain.market import Market
from tests.domain.props import a_prop

HITS, WALKS = Market.BATTER_HITS, Market.BATTER_WALKS
targets = st.builds(
    lambda market, player, game: (market, player, game),
    st.none() | st.sampled_from(Market),
    st.none() | st.integers(1, 10**7),
    st.none() | st.integers(1, 10**7),
).filter(any)


@given(targets)
def test_a_target_is_read_back_from_its_text(
    fields: tuple[Market | None, int | None, int | None],
) -> None:
    target = Target(*fields)
    assert Target.parse(target.text) == target


def test_a_target_is_written_as_manifests_list_it() -> None:
    assert Target(HITS, 660271, 777592).text == "market=batter_hits,player=660271,game=777592"


def test_a_target_that_names_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="names a market, a player or a game"):
        Target()


@pytest.mark.parametrize(
    "text",
    ["", "batter_hits", "market=hits", "player=x", "player=٣", "club=NYY", "player=1,player=2", "game="],
)
def test_a_text_that_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"hold|valid Market|whole number"):
        Target.parse(text)


@pytest.mark.parametrize(
    ("target", "held"),
    [
        (Target(market=HITS), {(1, HITS, 10), (2, HITS, 10), (1, HITS, 20)}),
        (Target(player_id=1), {(1, HITS, 10), (1, WALKS, 10), (1, HITS, 20)}),
        (Target(game_id=20), {(1, HITS, 20)}),
        (Target(HITS, 1), {(1, HITS, 10), (1, HITS, 20)}),
        (Target(HITS, 1, 10), {(1, HITS, 10)}),
        (Target(WALKS, 2), set()),
    ],
)
def test_a_hold_covers_what_matches_all_it_names(target: Target, held: set[tuple[int, Market, int]]) -> None:
    props = {key: a_prop(*key) for key in [(1, HITS, 10), (1, WALKS, 10), (2, HITS, 10), (1, HITS, 20)]}
    assert held_prop_ids(props.values(), [target.text]) == {props[key].prop_id for key in held}


def test_of_two_holds_each_keeps_off_what_it_covers() -> None:
    props = {key: a_prop(*key) for key in [(1, HITS, 10), (1, WALKS, 10), (2, HITS, 10), (2, WALKS, 20)]}
    targets = [Target(player_id=1).text, Target(game_id=20).text]
    held = [(1, HITS, 10), (1, WALKS, 10), (2, WALKS, 20)]
    assert held_prop_ids(props.values(), targets) == {props[key].prop_id for key in held}
