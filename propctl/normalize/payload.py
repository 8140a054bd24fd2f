"""Reading a JSON payload strictly: what we need must be there, what we do not know is ignored."""

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

Value = TypeVar("Value")

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its offset; one without is no moment."""


class PayloadShapeError(ValueError):
    """A well-formed payload does not have the shape we rely on."""


class Shape(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of payload shapes: the provider's camelCase keys, unknown ones ignored."""


def read_payload(shape: type[Value], body: bytes | msgspec.Raw) -> Value:
    """*body* as *shape* (PayloadShapeError names the first key that is wrong, and what is wrong with it)."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise PayloadShapeError(_reason(error)) from error


def read_list(shape: type[Value], part: msgspec.Raw) -> list[Value]:
    """A part of a payload that is a list of *shape*."""
    return read_payload(list[shape], part)  # type: ignore[valid-type]


def _reason(error: msgspec.DecodeError) -> str:
    """``dates[0].games[3]: object missing required field `gamePk```, with the place first."""
    what, _, where = str(error).partition(" - at `$")
    place = where.rstrip("`").lstrip(".") or "the document"
    return f"{place}: {what[:1].lower()}{what[1:]}"
