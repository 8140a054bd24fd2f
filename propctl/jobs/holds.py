"""Keep markets, players or games off the board: one object, changed by compare-and-swap."""

from collections.abc import Callable

from pydantic import ValidationError

from propctl.domain.hold import Hold, Holds, Target
from propctl.errors import DataError, TemporaryError, UsageError
from propctl.jobs.workspace import Shelf
from propctl.storage.contract import Conflict

RACES = 10


def read_holds(shelf: Shelf) -> Holds:
    """The holds in force (DataError when they cannot be read: what is held must not slip onto a board)."""
    return _read(shelf)[0]


def add_hold(shelf: Shelf, target: Target, reason: str) -> Hold:
    """Hold *target* from the next run on; one that stands keeps its date, and takes the new reason."""

    def added(holds: Holds) -> Holds:
        standing = {hold.target: hold for hold in holds.holds}
        since = standing[target.text].added_at if target.text in standing else shelf.now()
        standing[target.text] = Hold(target=target.text, reason=reason, added_at=since)
        return Holds(holds=tuple(standing[text] for text in sorted(standing)))

    changed = _change(shelf, added)
    return next(hold for hold in changed.holds if hold.target == target.text)


def remove_hold(shelf: Shelf, target: Target) -> None:
    """Release *target* from the next run on (UsageError when it is not held)."""

    def removed(holds: Holds) -> Holds:
        if target.text not in holds.targets():
            raise UsageError(
                f"{target.text} is not held; nothing was changed", hint="propctl hold ls shows what is"
            )
        return Holds(holds=tuple(hold for hold in holds.holds if hold.target != target.text))

    _change(shelf, removed)


def _read(shelf: Shelf) -> tuple[Holds, str | None]:
    key = shelf.snapshots.layout.holds_key
    stored = shelf.store.get(key)
    if stored is None:
        return Holds(), None
    try:
        holds = Holds.model_validate_json(stored.data)
        for target in holds.targets():
            Target.parse(target)
    except (ValidationError, ValueError) as error:
        raise DataError(
            f"{key} in {shelf.store.url} is damaged; nothing is published while it is unknown what is held",
            hint=f"restore {key} from a backup, or delete it and add the holds again with `propctl hold add`",
        ) from error
    return holds, stored.etag


def _change(shelf: Shelf, change: Callable[[Holds], Holds]) -> Holds:
    key = shelf.snapshots.layout.holds_key
    for _ in range(RACES):
        standing, etag = _read(shelf)
        changed = change(standing)
        try:
            shelf.store.put(key, changed.model_dump_json().encode(), if_absent=etag is None, if_match=etag)
        except Conflict:
            continue
        return changed
    raise TemporaryError(f"lost {RACES} races for {key}; nothing was changed", hint="run it again")
