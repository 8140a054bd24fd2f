"""Check whether the store keeps its contract, on an object that the check-up creates and deletes."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from propctl.domain.calendar import compact_text, utc_text
from propctl.domain.health_report import Component
from propctl.domain.option_values import ComponentName
from propctl.jobs.health.checks import Checklist, UnsoundError
from propctl.jobs.health.health_context import HealthContext
from propctl.storage.contract import Conflict, ObjectStore

LEFT_BEHIND: Final = timedelta(hours=1)
"""Older probes belong to check-ups that were killed."""

UNSAFE: Final = "use a storage that honours conditional writes: see docs/storage.md"


def check_storage(health_context: HealthContext) -> Component:
    """Create, refuse, replace, refuse, read, list and delete one object."""
    checklist = Checklist(ComponentName.STORAGE)
    opened: list[ObjectStore] = []

    def open_it() -> str:
        opened.append(health_context.open_store())
        return opened[0].url

    if not checklist.check("open", open_it).sound:
        return checklist.result()
    probe = _Probe(health_context, opened[0])
    steps = (
        ("create", probe.create),
        ("refuse a second", probe.refuse_to_create),
        ("replace", probe.replace),
        ("refuse a stale etag", probe.refuse_to_replace),
        ("read back", probe.read),
        ("list", probe.list),
    )
    for name, attempt in steps:
        if not checklist.check(name, attempt).sound:
            break
    checklist.check("delete", probe.delete)
    return checklist.result(f"{probe.store.url} create, refuse, replace, read, list, delete")


@dataclass
class _Probe:
    health_context: HealthContext
    store: ObjectStore
    first: str = ""
    second: str = ""

    @property
    def key(self) -> str:
        return self.health_context.layout.health_key(self.health_context.run_id)

    def body(self, step: int) -> bytes:
        document = {
            "run_id": self.health_context.run_id,
            "at": utc_text(self.health_context.now),
            "step": step,
        }
        return json.dumps(document).encode()

    def create(self) -> str:
        self.first = self.store.put(self.key, self.body(1), if_absent=True)
        return self.key

    def refuse_to_create(self) -> str:
        try:
            self.store.put(self.key, self.body(0), if_absent=True)
        except Conflict:
            return "a second one was refused"
        raise UnsoundError("an object was created twice: two runs would overwrite each other", hint=UNSAFE)

    def replace(self) -> str:
        try:
            self.second = self.store.put(self.key, self.body(2), if_match=self.first)
        except Conflict as error:
            raise UnsoundError("the etag of what was just written does not match", hint=UNSAFE) from error
        return "by the etag that was read"

    def refuse_to_replace(self) -> str:
        try:
            self.store.put(self.key, self.body(0), if_match=self.first)
        except Conflict:
            return "by an etag that is no longer current"
        raise UnsoundError("a stale etag was accepted: two runs would overwrite each other", hint=UNSAFE)

    def read(self) -> str:
        stored = self.store.get(self.key)
        if stored is None or (stored.data, stored.etag) != (self.body(2), self.second):
            raise UnsoundError("what was read is not what was written last", hint=UNSAFE)
        return "as it was written last"

    def list(self) -> str:
        """Find the probe; also removes those of earlier check-ups that were killed."""
        keys = list(self.store.list(self.health_context.layout.health_prefix))
        if self.key not in keys:
            raise UnsoundError(f"{self.key} was written and is not listed", hint=UNSAFE)
        oldest = self.health_context.layout.health_key(compact_text(self.health_context.now - LEFT_BEHIND))
        for key in keys:
            if key < oldest:
                self.store.delete(key)
        return "found"

    def delete(self) -> str:
        self.store.delete(self.key)
        if self.store.get(self.key) is not None:
            raise UnsoundError("an object that was deleted is still there", hint=UNSAFE)
        return "gone"
