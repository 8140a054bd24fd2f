"""A worker as ``backfill work`` is one, but for a short lease and a wall clock that is wrong.

``python -m tests.storms.driver JOB INDEX LEASE_SECONDS CLOCK_SECONDS``; the rest comes from the environment,
as it does for the program. Each piece of work that ends in its hands is a line on stdout.
"""

import sys
from dataclasses import replace
from datetime import timedelta

from propctl.build_runtime import open_build_context
from propctl.domain.backfill_job import TaskEvent
from propctl.jobs.backfill.run_backfill import THREADS_PER_WORKER
from propctl.jobs.backfill.status import find_plan
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.runtime import default_namespace, open_snapshot_context
from propctl.settings import read_settings


def write_event(event: TaskEvent) -> None:
    sys.stdout.write(f"{event.state} {event.name} {event.reason}\n")
    sys.stdout.flush()


def main(job_id: str, index: str, lease_seconds: str, clock_seconds: str) -> None:
    settings = read_settings()
    context = open_snapshot_context(settings, default_namespace(settings))
    right, wrong = context.clock, timedelta(seconds=float(clock_seconds))
    context = replace(context, clock=lambda: right() + wrong)
    with open_build_context(settings, context) as build_context:
        plan = find_plan(context, job_id)
        run_worker(
            build_context,
            plan,
            WorkerOptions(THREADS_PER_WORKER, int(index), float(lease_seconds), on_event=write_event),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
