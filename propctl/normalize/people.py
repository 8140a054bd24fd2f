"""Players and their handedness, from the season's list of players."""

from typing import Final

import msgspec

from propctl.domain.stats import Hand, Person
from propctl.normalize.payload import (
    Id,
    PayloadShapeError,
    ReportLeftOut,
    RowReader,
    Shape,
    ignore_left_out,
    read_payload,
)

PEOPLE_FIELDS: Final = "people,id,fullName,batSide,pitchHand,code"
"""The value of ``fields=``: every key that :func:`read_people` needs, with the keys above it."""

HANDS: Final = {hand.value: hand for hand in Hand}


class _Code(Shape, frozen=True, kw_only=True):
    code: str


class _Person(Shape, frozen=True, kw_only=True):
    id: Id
    full_name: str
    bat_side: _Code | None = None
    pitch_hand: _Code | None = None


class _PeoplePayload(Shape, frozen=True, kw_only=True):
    people: msgspec.Raw


def read_people(body: bytes, report: ReportLeftOut = ignore_left_out) -> dict[int, Person]:
    """All listed players by id; an unrecognised hand code counts as unknown."""
    payload = read_payload(_PeoplePayload, body)
    rows = RowReader()
    people = rows.read(_Person, payload.people, "people").values
    rows.finish(report)
    if not any(person.pitch_hand for person in people):
        raise PayloadShapeError("people.pitchHand: nobody has one")
    return {
        person.id: Person(person.id, person.full_name, _hand(person.bat_side), _hand(person.pitch_hand))
        for person in people
    }


def _hand(code: _Code | None) -> Hand | None:
    return HANDS.get(code.code) if code else None
