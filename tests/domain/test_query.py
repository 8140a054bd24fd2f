import pytest
from pydantic import ValidationError

from propctl.domain.market import Market
from propctl.domain.query import PropQuery
from tests.domain.props import a_prop

PROP = a_prop(player_id=660, market=Market.BATTER_HITS, player_name="José Ramón Peña", team="CLE")


@pytest.mark.parametrize(
    "query",
    [
        PropQuery(),
        PropQuery(markets=(Market.BATTER_WALKS, Market.BATTER_HITS)),
        PropQuery(teams=("NYY", "CLE")),
        PropQuery(teams=("cle",)),
        PropQuery(players=("660",)),
        PropQuery(players=("peña",)),
        PropQuery(players=("RAMÓN",)),
        PropQuery(players=("jose ramon pena",)),
        PropQuery(players=("Pen\u0303a",)),
        PropQuery(markets=(Market.BATTER_HITS,), teams=("CLE",), players=("José",)),
    ],
    ids=[
        "all",
        "market",
        "team",
        "team-case",
        "player-id",
        "player-part",
        "player-case",
        "accents",
        "combining",
        "together",
    ],
)
def test_a_prop_that_is_asked_for_passes(query: PropQuery) -> None:
    assert query.wants(PROP)


@pytest.mark.parametrize(
    "query",
    [
        PropQuery(markets=(Market.BATTER_WALKS,)),
        PropQuery(teams=("BOS",)),
        PropQuery(players=("66",)),
        PropQuery(players=("Pina",)),
        PropQuery(markets=(Market.BATTER_HITS,), teams=("BOS",)),
    ],
    ids=["market", "opponent", "part-of-an-id", "other-name", "one-of-two"],
)
def test_a_prop_that_is_not_asked_for_does_not_pass(query: PropQuery) -> None:
    assert not query.wants(PROP)


def test_the_selection_keeps_its_order() -> None:
    props = [a_prop(3), a_prop(1), a_prop(2)]
    assert PropQuery(players=("1", "3")).select(props) == [props[0], props[1]]


def test_a_misspelt_filter_is_refused() -> None:
    with pytest.raises(ValidationError, match="market"):
        PropQuery.model_validate({"market": ["batter_hits"]})
