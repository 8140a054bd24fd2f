"""A worker as ``backfill work`` is one, but for a short lease and a wall clock that is wrong.

``python -m tests.storms.driver JOB INDEX LEASE_SECONDS CLOCK_SECONDS``; the rest comes from the environment,
as it does for the program. Each piece of work that ends in its hands is a line on stdout.
"""

import sys
from dataclasses import replace
from datetime import timedelta

from propctl.cli.backfill_recorded import HANDS
from propctl.jobs.backfill.status import find_plan
from propctl.jobs.backfill.work import Happened, Worker, work_on
from propctl.runtime import default_namespace, open_shelf, open_workshop
from propctl.settings import read_settings


def tell(happened: Happened) -> None:
    sys.stdout.write(f"{happened.state} {happened.name} {happened.reason}\n")
    sys.stdout.flush()


def main(job_id: str, index: str, lease_seconds: str, clock_seconds: str) -> None:
    settings = read_settings()
    shelf = open_shelf(settings, default_namespace(settings))
    right, wrong = shelf.clock, timedelta(seconds=float(clock_seconds))
    shelf = replace(shelf, clock=lambda: right() + wrong)
    with open_workshop(settings, shelf) as workshop:
        plan = find_plan(shelf, job_id)
        work_on(workshop, plan, Worker(HANDS, int(index), float(lease_seconds), tell=tell))


if __name__ == "__main__":
    main(*sys.argv[1:])
