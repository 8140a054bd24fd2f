"""Reading a JSON payload strictly: what we need must be there, what we do not know is ignored."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

Model = TypeVar("Model", bound=BaseModel)


class PayloadShapeError(ValueError):
    """A well-formed payload does not have the shape we rely on."""


class Shape(BaseModel):
    """Base of payload models: the provider's camelCase keys, unknown ones ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


def read_payload(model: type[Model], body: bytes) -> Model:
    """*body* as *model* (PayloadShapeError names the first key that is wrong, and how many are)."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _shape_error(error) from error


def read_value(model: type[Model], value: object, where: str) -> Model:
    """A part of a payload, already decoded, as *model*; *where* names it in the error."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _shape_error(error, where) from error


def _shape_error(error: ValidationError, where: str = "") -> PayloadShapeError:
    first = error.errors(include_url=False)[0]
    path = ".".join(part for part in (where, *map(str, first["loc"])) if part) or "the document"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return PayloadShapeError(f"{path}: {first['msg'].lower()}{more}")
