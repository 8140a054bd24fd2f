"""Keep markets, players or games off the board: one object, changed by compare-and-swap."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from propctl.domain.hold_rules import Hold, Holds, Target
from propctl.errors import DataError, UsageError
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.documents import Document

MAX_RACES = 10


def read_holds(context: SnapshotContext) -> Holds:
    """The holds in force (DataError when they cannot be read: a held prop must not get onto a board)."""
    with _stopping_publication():
        return _document(context).read()[0] or Holds()


def add_hold(context: SnapshotContext, target: Target, reason: str) -> Hold:
    """Hold *target* from the next run on; an existing hold keeps its date, and gets the new reason."""

    def added(holds: Holds) -> Holds:
        current = {hold.target: hold for hold in holds.holds}
        since = current[target.text].added_at if target.text in current else context.now()
        current[target.text] = Hold(target=target.text, reason=reason, added_at=since)
        return Holds(holds=tuple(current[text] for text in sorted(current)))

    changed = _change(context, added)
    return next(hold for hold in changed.holds if hold.target == target.text)


def remove_hold(context: SnapshotContext, target: Target) -> None:
    """Release *target* from the next run on (UsageError when it is not held)."""

    def removed(holds: Holds) -> Holds:
        if target.text not in holds.targets():
            raise UsageError(
                f"{target.text} is not held; nothing was changed", hint="`propctl hold ls` lists the holds"
            )
        return Holds(holds=tuple(hold for hold in holds.holds if hold.target != target.text))

    _change(context, removed)


def _document(context: SnapshotContext) -> Document[Holds]:
    key = context.snapshots.layout.holds_key
    hint = f"restore {key} from a backup, or delete it and add the holds again with `propctl hold add`"
    return Document(context.store, key, Holds, hint)


def _change(context: SnapshotContext, change: Callable[[Holds], Holds]) -> Holds:
    with _stopping_publication():
        return _document(context).update(lambda holds: change(holds or Holds()), races=MAX_RACES)


@contextmanager
def _stopping_publication() -> Iterator[None]:
    """Add the consequence to the error of a damaged document: a held prop must not get onto a board."""
    try:
        yield
    except DataError as error:
        consequence = "nothing is published while the holds are unknown"
        raise DataError(f"{error.message}; {consequence}", hint=error.hint) from error
