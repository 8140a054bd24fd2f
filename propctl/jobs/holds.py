"""Keep markets, players or games off the board: one object, changed by compare-and-swap."""

from collections.abc import Callable

from pydantic import ValidationError

from propctl.domain.hold_rules import Hold, Holds, Target
from propctl.errors import DataError, TemporaryError, UsageError
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.contract import Conflict

RACES = 10


def read_holds(context: SnapshotContext) -> Holds:
    """The holds in force (DataError when they cannot be read: what is held must not slip onto a board)."""
    return _read(context)[0]


def add_hold(context: SnapshotContext, target: Target, reason: str) -> Hold:
    """Hold *target* from the next run on; one that stands keeps its date, and takes the new reason."""

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
                f"{target.text} is not held; nothing was changed", hint="propctl hold ls shows what is"
            )
        return Holds(holds=tuple(hold for hold in holds.holds if hold.target != target.text))

    _change(context, removed)


def _read(context: SnapshotContext) -> tuple[Holds, str | None]:
    key = context.snapshots.layout.holds_key
    stored = context.store.get(key)
    if stored is None:
        return Holds(), None
    try:
        holds = Holds.model_validate_json(stored.data)
        for target in holds.targets():
            Target.parse(target)
    except (ValidationError, ValueError) as error:
        raise DataError(
            f"{key} in {context.store.url} is damaged; nothing is published while it is unknown what is held",
            hint=f"restore {key} from a backup, or delete it and add the holds again with `propctl hold add`",
        ) from error
    return holds, stored.etag


def _change(context: SnapshotContext, change: Callable[[Holds], Holds]) -> Holds:
    key = context.snapshots.layout.holds_key
    for _ in range(RACES):
        current, etag = _read(context)
        changed = change(current)
        try:
            context.store.put(key, changed.model_dump_json().encode(), if_absent=etag is None, if_match=etag)
        except Conflict:
            continue
        return changed
    raise TemporaryError(f"lost {RACES} races for {key}; nothing was changed", hint="run it again")
