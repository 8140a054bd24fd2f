"""Strict reading of JSON payloads: required keys must be present, unknown keys are ignored."""

import threading
from datetime import datetime
from typing import Annotated, TypeVar, cast

import msgspec

Value = TypeVar("Value")

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with an offset; a time without one is refused."""

Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
"""A count of one player; no season and no career exceeds the upper bound."""


class PayloadShapeError(ValueError):
    """A well-formed payload does not have the shape we rely on."""


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of payload shapes: the provider's camelCase keys, unknown ones ignored."""


def read_payload(shape: type[Value], body: bytes | msgspec.Raw) -> Value:
    """*body* as *shape* (PayloadShapeError names the first invalid key and what is wrong with it)."""
    try:
        return _decoder(shape).decode(body)
    except msgspec.DecodeError as error:
        raise PayloadShapeError(_reason(error)) from error
    except RecursionError as error:
        raise PayloadShapeError("the document is nested too deeply") from error


def read_list(shape: type[Value], part: msgspec.Raw) -> list[Value]:
    """A part of a payload that is a list of *shape*."""
    return read_payload(list[shape], part)  # type: ignore[valid-type]


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


def _reason(error: msgspec.DecodeError) -> str:
    """``dates[0].games[3]: object missing required field `gamePk```, with the place first."""
    what, _, where = str(error).partition(" - at `$")
    place = where.rstrip("`").lstrip(".") or "the document"
    return f"{place}: {what[:1].lower()}{what[1:]}"
