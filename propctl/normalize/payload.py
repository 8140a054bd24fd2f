"""Strict reading of JSON payloads: required keys must be present, unknown keys are ignored.

A key whose value is null, or an object with nothing in it, is absent. Of a list of rows, a few that cannot be
read are left out and reported.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, Generic, TypeVar, cast

import msgspec

from propctl.domain.calendar import FIRST_YEAR, LAST_YEAR

Value = TypeVar("Value")

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with an offset; a time without one is refused."""

Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
"""A count of one player; no season and no career exceeds the upper bound."""


Id = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
"""Of a player, club, park or game; those of players and games are 32-bit numbers in days of pitches too."""


def check_years(*instants: datetime | None) -> None:
    """ValueError for an instant that no game can have, and with which no arithmetic is possible."""
    if any(instant and not FIRST_YEAR <= instant.year <= LAST_YEAR for instant in instants):
        raise ValueError(f"a time outside of the years {FIRST_YEAR} to {LAST_YEAR}")


class PayloadShapeError(ValueError):
    """A well-formed payload does not have the shape we rely on."""


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of payload shapes: the provider's camelCase keys, unknown ones ignored."""


def read_payload(shape: type[Value], body: bytes | msgspec.Raw, place: str = "") -> Value:
    """*body* as *shape* (PayloadShapeError names the first invalid key and what is wrong with it).

    *place* is where *body* stands in the whole payload, such as ``dates[0].games[3]``.
    """
    try:
        return _decode(shape, body)
    except msgspec.DecodeError as error:
        raise PayloadShapeError(_reason(error, place)) from error
    except RecursionError as error:
        raise PayloadShapeError("the document is nested too deeply") from error


def read_list(shape: type[Value], part: msgspec.Raw, place: str = "") -> list[Value]:
    """A part of a payload that is a list of *shape*."""
    return read_payload(list[shape], part, place)  # type: ignore[valid-type]


def read_if_valid(shape: type[Value], body: bytes | msgspec.Raw) -> Value | None:
    """*body* as *shape*, or None."""
    try:
        return read_payload(shape, body)
    except PayloadShapeError:
        return None


NOTHING: Final = msgspec.Raw(b"null")
"""A part that is absent."""


def has_content(part: msgspec.Raw) -> bool:
    """Whether a part that is read apart is there, and neither null nor empty."""
    return part is not NOTHING and _without_nothing(read_payload(object, part)) not in (None, {}, [])


def _decode(shape: type[Value], body: bytes | msgspec.Raw) -> Value:
    decoder = _decoder(shape)
    try:
        return decoder.decode(body)
    except (
        msgspec.ValidationError
    ) as error:  # few payloads have empty objects: all are tried as they are first
        try:
            document = _decoder(object).decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise error from None
    return decoder.decode(msgspec.json.encode(_without_nothing(document)))


def _without_nothing(value: object) -> object:
    """A decoded document without keys that have nothing; 3.0 is 3, because JSON has one kind of number."""
    if isinstance(value, dict):
        kept = {key: _without_nothing(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not None and part != {}}
    if isinstance(value, list):
        return [_without_nothing(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


ReportLeftOut = Callable[[str], object]
"""Called with the place of what was left out, and why: ``people[5]: object missing required field `id```."""


def ignore_left_out(fault: str) -> None:
    """Report nothing."""
    del fault


MAX_LEFT_OUT: Final = 5
ROWS_PER_FAULT: Final = 5
"""At most MAX_LEFT_OUT faults, and one for so many rows: where there are more, the format has changed."""


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that could not be read, and why."""

    row: bytes
    fault: str


@dataclass(frozen=True, slots=True)
class Rows(Generic[Value]):
    """The rows of a list, with their places in it, and those that could not be read."""

    placed: list[tuple[int, Value]]
    odd: tuple[OddRow, ...] = ()

    @property
    def values(self) -> list[Value]:
        """The rows without their places."""
        return [value for _, value in self.placed]


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one payload, and leaves out a few that cannot be read."""

    _rows: int = 0
    _lost: int = 0
    _faults: list[tuple[str, str]] = field(default_factory=list)
    _mentioned: list[str] = field(default_factory=list)

    def read(
        self,
        shape: type[Value],
        part: msgspec.Raw,
        place: str = "",
        wanted: Callable[[msgspec.Raw], bool] = lambda _: True,
        label: str = "",
    ) -> Rows[Value]:
        """The rows of the list *part*, in one go if all can be read; else of those *wanted*, one by one.

        A report has *label* before the *place*.
        """
        try:
            rows = Rows(list(enumerate(read_list(shape, part, place))))
        except PayloadShapeError:
            rows = self._read_one_by_one(shape, part, place, wanted, label)
        self._rows += len(rows.placed) + len(rows.odd)
        return rows

    def _read_one_by_one(
        self,
        shape: type[Value],
        part: msgspec.Raw,
        place: str,
        wanted: Callable[[msgspec.Raw], bool],
        label: str,
    ) -> Rows[Value]:
        """Odd rows that are repeated byte for byte count once, as others do."""
        placed: list[tuple[int, Value]] = []
        odd: dict[bytes, OddRow] = {}
        for number, row in enumerate(read_list(msgspec.Raw, part, place)):
            try:
                if wanted(row):
                    placed.append((number, read_payload(shape, row, f"{place}[{number}]")))
            except PayloadShapeError as error:
                if bytes(row) not in odd:
                    odd[bytes(row)] = OddRow(bytes(row), str(error))
                    self.leave_out(str(error), label)
        return Rows(placed, tuple(odd.values()))

    def leave_out(self, fault: str, label: str = "", *, rows: int = 1) -> None:
        """Do without what the *fault* is about: so many rows, or with 0 a part of one."""
        self._lost += rows
        self._faults.append((label, fault))

    def mention(self, fault: str) -> None:
        """Report a contradiction that costs no row: any number of them leaves the payload readable."""
        self._mentioned.append(fault)

    def finish(self, report: ReportLeftOut, most: int = MAX_LEFT_OUT) -> None:
        """Report what was left out (PayloadShapeError with the first fault if there are more than *most*).

        The same if no row is left.
        """
        most = min(most, max(1, self._rows // ROWS_PER_FAULT))
        if len(self._faults) > most or 0 < self._rows <= self._lost:
            raise PayloadShapeError(self._faults[0][1])
        for label, fault in self._faults:
            report(f"{label}{fault}")
        for fault in self._mentioned:
            report(fault)


_DECODERS: dict[object, msgspec.json.Decoder[object]] = {}
_BUILDING = threading.Lock()


def _decoder(shape: type[Value]) -> msgspec.json.Decoder[Value]:
    """The decoder of *shape*, built once, and by one thread at a time.

    msgspec reads a shape's annotations at first use; two threads that do so at once crash the interpreter.
    """
    with _BUILDING:
        if shape not in _DECODERS:
            _DECODERS[shape] = msgspec.json.Decoder(shape)
        return cast("msgspec.json.Decoder[Value]", _DECODERS[shape])


def _reason(error: msgspec.DecodeError, place: str) -> str:
    """``dates[0].games[3]: object missing required field `gamePk```, with the place first."""
    what, _, where = str(error).partition(" - at `$")
    within = f"{place}{where.rstrip('`')}".lstrip(".") or "the document"
    return f"{within}: {what[:1].lower()}{what[1:]}"
