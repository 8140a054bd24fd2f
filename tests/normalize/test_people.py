import pytest

from propctl.domain.stats import Hand, Person
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.people import PEOPLE_FIELDS, read_people
from tests.normalize.payloads import Document, as_body, person


def someone(player_id: int, bats: str | None = "L", throws: str | None = "R") -> Document:
    found = person(player_id)
    if bats is not None:
        found["batSide"] = {"code": bats, "description": "-"}
    if throws is not None:
        found["pitchHand"] = {"code": throws, "description": "-"}
    return found


def read(*people: Document) -> dict[int, Person]:
    return read_people(as_body({"people": list(people)}))


def test_everybody_is_listed_with_both_hands() -> None:
    assert read(someone(1, "S", "L")) == {1: Person(1, "Player 1", Hand.SWITCH, Hand.LEFT)}


def test_a_missing_hand_is_unknown() -> None:
    assert read(someone(1, bats=None), someone(2))[1].bats is None


def test_a_code_we_do_not_know_is_unknown() -> None:
    assert read(someone(1, bats="X"))[1] == Person(1, "Player 1", None, Hand.RIGHT)


def test_a_list_of_nobody_is_a_changed_format() -> None:
    with pytest.raises(PayloadShapeError, match="people"):
        read()


def test_people_without_any_throwing_hand_are_a_changed_format() -> None:
    with pytest.raises(PayloadShapeError, match="nobody has one"):
        read(someone(1, throws=None), someone(2, throws=None))


def test_a_person_without_a_name_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match=r"people.*fullName"):
        read({"id": 1})


def test_the_pruned_form_names_every_key_that_is_read() -> None:
    assert {"people", "id", "fullName", "batSide", "pitchHand", "code"} == set(PEOPLE_FIELDS.split(","))


@pytest.mark.parametrize("nothing", [{}, {"code": None}, {"code": {}}])
def test_a_hand_of_nothing_is_unknown(nothing: Document) -> None:
    assert read(someone(1) | {"batSide": nothing}, someone(2))[1] == Person(1, "Player 1", None, Hand.RIGHT)


@pytest.mark.parametrize(
    "odd",
    [{}, None, 7, "x", [],
     {"id": 9}, {"id": "9", "fullName": "A"}, {"id": 9, "fullName": 9}, {"fullName": "A"},
     someone(-9), someone(10**30), someone(9) | {"batSide": "L"}, someone(9) | {"pitchHand": {"code": 1}}],
    ids=str,
)  # fmt: skip
def test_one_odd_person_is_left_out_and_named(odd: object) -> None:
    faults: list[str] = []
    found = read_people(as_body({"people": [someone(1), odd, someone(2)]}), faults.append)
    assert sorted(found) == [1, 2]
    assert [fault[:9] for fault in faults] == ["people[1]"]
