"""Backfill jobs in an object store: frozen plans, and tasks that only conditional writes change."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Final

from propctl.domain.backfill_job import PLAN_SCHEMA, UNTOUCHED, BackfillPlan, TaskState
from propctl.domain.calendar import to_second
from propctl.domain.digest import canonical_json
from propctl.errors import ConfigurationError
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.documents import Document
from propctl.storage.layout import Layout

_HINT: Final = "restore the object from a backup, or start over with --reprocess all"


class BackfillJobStore:
    """The jobs of one namespace of *store*. Methods raise what the store raises, and DataError for damage."""

    def __init__(self, store: ObjectStore, layout: Layout) -> None:
        self._store = store
        self.layout = layout

    def write_plan(self, plan: BackfillPlan) -> BackfillPlan:
        """Make *plan* the job's and return it, or return the plan that was there first."""
        try:
            self._plan(plan.job_id).write(plan, None)
        except Conflict:
            existing = self.read_plan(plan.job_id)
            if existing is None:
                raise
            return existing
        return plan

    def read_plan(self, job_id: str) -> BackfillPlan | None:
        """The plan of a job; None when there is no such job, ConfigurationError for another version's."""
        key = self.layout.plan_key(job_id)
        stored = self._store.get(key)
        if stored is None:
            return None
        schema = _schema_of(stored.data)
        if schema != PLAN_SCHEMA:
            raise ConfigurationError(
                f"{key} in {self._store.url} is a plan of schema version {schema}, and this program reads "
                f"version {PLAN_SCHEMA}; nothing was done",
                hint="work on the job with the version of propctl that submitted it",
            )
        return self._plan(job_id).parse(stored.data)

    def has_plan(self, job_id: str) -> bool:
        """Whether there is such a job, even if its plan is damaged."""
        return self._store.get(self.layout.plan_key(job_id)) is not None

    def list_job_ids(self) -> Iterator[str]:
        """Every job that has a plan, in the order of the ids."""
        for key in self._store.list(self.layout.jobs_prefix):
            job_id = self.layout.parse_plan_key(key)
            if job_id is not None:
                yield job_id

    def read_task(self, key: str) -> tuple[TaskState, str | None]:
        """The state of a task and its etag; UNTOUCHED, and None, when it was never written.

        A damaged one counts as untouched too: its snapshots exist, doing it again is cheap, and the worker
        that holds its lease notices at its next write.
        """
        state, etag = self._task(key).read()
        return state or UNTOUCHED, etag

    def write_task(self, key: str, task_state: TaskState, etag: str | None) -> str:
        """Replace what was read with *etag*; Conflict when it has changed since."""
        stamped = task_state.model_copy(update={"updated_at": to_second(dt.datetime.now(dt.UTC))})
        return self._task(key).write(stamped, etag)

    def is_cancelled(self, job_id: str) -> bool:
        """Whether workers are to stop."""
        return self._store.get(self.layout.cancel_key(job_id)) is not None

    def write_cancellation(self, job_id: str, now: dt.datetime) -> None:
        """Make workers stop once their current task is done."""
        self._store.put(self.layout.cancel_key(job_id), canonical_json({"cancelled_at": now.isoformat()}))

    def delete_cancellation(self, job_id: str) -> None:
        """Let workers continue."""
        self._store.delete(self.layout.cancel_key(job_id))

    def _plan(self, job_id: str) -> Document[BackfillPlan]:
        return Document(self._store, self.layout.plan_key(job_id), BackfillPlan, _HINT)

    def _task(self, key: str) -> Document[TaskState]:
        return Document(self._store, key, TaskState, disposable=True)


def _schema_of(data: bytes) -> int:
    """The schema version that a plan states; the current one if there is none: the parser then refuses it."""
    try:
        document = json.loads(data)
    except ValueError:
        return PLAN_SCHEMA
    schema = document.get("schema_version", PLAN_SCHEMA) if isinstance(document, dict) else PLAN_SCHEMA
    return schema if isinstance(schema, int) else PLAN_SCHEMA
