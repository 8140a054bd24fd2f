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


@pytest.mark.parametrize("row", ["ATH", "OAK"])
@pytest.mark.parametrize("wanted", ["ATH", "oak", "Athletics"])
def test_a_code_finds_the_club_in_boards_of_any_season(row: str, wanted: str) -> None:
    assert PropQuery(teams=(wanted,)).wants(a_prop(team=row))


@pytest.mark.parametrize("wanted", ["0660", " 660 "])
def test_an_id_is_a_number(wanted: str) -> None:
    assert PropQuery(players=(wanted,)).wants(PROP)


@pytest.mark.parametrize("wanted", ["6" * 5000, "\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT SIX}" * 2])
def test_digits_that_are_no_id_are_nobodys(wanted: str) -> None:
    assert not PropQuery(players=(wanted,)).wants(PROP)


@pytest.mark.parametrize("blank", ["", " ", "%", "...", "-", "\u0301"])
@pytest.mark.parametrize("field", ["players", "teams"])
def test_a_name_without_letters_or_digits_is_refused(field: str, blank: str) -> None:
    with pytest.raises(ValidationError, match="is no name: it has neither letters nor digits"):
        PropQuery.model_validate({field: [blank]})


@pytest.mark.parametrize(
    ("market", "meant"),
    [
        ("hits", "did you mean batter_hits?"),
        ("batter_hit", "did you mean batter_hits"),
        ("TOTAL_BASES", "did you mean batter_total_bases?"),
        ("strikeouts", "did you mean batter_strikeouts or pitcher_strikeouts?"),
        ("outs", "did you mean pitcher_outs?"),
        ("earned runs", "did you mean pitcher_earned_runs?"),
        ("batter-walks", "did you mean batter_walks?"),
        ("stolen_base", "did you mean batter_stolen_bases?"),
        ("luck", "unknown market 'luck'; known: batter_hits"),
        ("", "unknown market ''; known: batter_hits"),
    ],
)
def test_a_misspelt_market_is_refused_with_what_was_meant(market: str, meant: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PropQuery.model_validate({"markets": [market]})
    assert meant in str(refused.value)


def test_the_selection_keeps_its_order() -> None:
    props = [a_prop(3), a_prop(1), a_prop(2)]
    assert PropQuery(players=("1", "3")).select(props) == [props[0], props[1]]


def test_a_misspelt_filter_is_refused() -> None:
    with pytest.raises(ValidationError, match="market"):
        PropQuery.model_validate({"market": ["batter_hits"]})
