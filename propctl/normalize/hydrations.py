"""The schedule's list of valid hydrations (``hydrate=hydrations``), which tells of additions and removals."""

from propctl.normalize.payload import Shape, read_payload
from propctl.normalize.slate import SLATE_HYDRATIONS


class _HydrationsPayload(Shape, frozen=True, kw_only=True):
    hydrations: tuple[str, ...] | None = None


def read_hydrations(body: bytes) -> tuple[str, ...]:
    """The names, sorted; empty when the answer has no such list."""
    payload = read_payload(_HydrationsPayload, body)
    return tuple(sorted({name.partition("(")[0].strip() for name in payload.hydrations or ()}))


def missing_hydrations(served: tuple[str, ...]) -> list[str]:
    """Those that a slate needs and the provider no longer knows; it would ignore them without a word."""
    known = {name.casefold() for name in served}
    return [name for name in SLATE_HYDRATIONS.split(",") if name.partition("(")[0].casefold() not in known]
