"""Players and their handedness, from the season's list of players."""

from typing import Final

from propctl.domain.stats import Hand, Person
from propctl.normalize.payload import PayloadShapeError, Shape, read_payload

PEOPLE_FIELDS: Final = "people,id,fullName,batSide,pitchHand,code"
"""The value of ``fields=``: every key that :func:`read_people` needs, with the keys above it."""

HANDS: Final = {hand.value: hand for hand in Hand}


class _Code(Shape, frozen=True, kw_only=True):
    code: str


class _Person(Shape, frozen=True, kw_only=True):
    id: int
    full_name: str
    bat_side: _Code | None = None
    pitch_hand: _Code | None = None


class _PeoplePayload(Shape, frozen=True, kw_only=True):
    people: tuple[_Person, ...]


def read_people(body: bytes) -> dict[int, Person]:
    """All listed players by id; an unrecognised hand code counts as unknown."""
    payload = read_payload(_PeoplePayload, body)
    if not any(person.pitch_hand for person in payload.people):
        raise PayloadShapeError("people.pitchHand: nobody has one")
    return {
        person.id: Person(person.id, person.full_name, _hand(person.bat_side), _hand(person.pitch_hand))
        for person in payload.people
    }


def _hand(code: _Code | None) -> Hand | None:
    return HANDS.get(code.code) if code else None
