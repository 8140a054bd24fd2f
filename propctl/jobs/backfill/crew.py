"""Several workers on this machine, each a process of its own; and what their ends mean."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Final

from propctl.domain.backfill import JobStatus, Plan
from propctl.errors import ConfigurationError, ExitCode, PropctlError, RefusedError, TemporaryError
from propctl.jobs.backfill.status import status_of
from propctl.jobs.workspace import Shelf

LOOK_SECONDS: Final = 0.2
TELL_SECONDS: Final = 2.0
LAST_SECONDS: Final = 10.0
"""What a worker is given to end by itself when it is told to."""

FATAL: Final[dict[int, type[PropctlError]]] = {
    ExitCode.REFUSED: RefusedError,
    ExitCode.CONFIGURATION: ConfigurationError,
}
"""Ends of one worker that would be those of every other."""

Process = subprocess.Popen[bytes]


def run_crew(
    shelf: Shelf,
    pool: Executor,
    plan: Plan,
    processes: Sequence[Process],
    tell: Callable[[JobStatus], None],
) -> None:
    """Wait for the workers; one that a provider refuses ends them all.

    Raises RefusedError and ConfigurationError as the worker did, and TemporaryError when all of them ended
    before the job did.
    """
    told = time.monotonic()
    try:
        while any(process.poll() is None for process in processes):
            time.sleep(LOOK_SECONDS)
            for process in processes:
                _raise_fatal(process)
            if time.monotonic() - told >= TELL_SECONDS:
                tell(status_of(shelf, pool, plan))
                told = time.monotonic()
        _raise_unfinished(shelf, pool, plan, processes)
    finally:
        _end(processes)


def _raise_fatal(process: Process) -> None:
    kind = FATAL.get(process.poll() or 0)
    if kind is not None:
        error = _told_by(process)
        raise kind(error["message"], hint=error["hint"])


def _raise_unfinished(shelf: Shelf, pool: Executor, plan: Plan, processes: Sequence[Process]) -> None:
    status = status_of(shelf, pool, plan)
    if status.chunks.over or status.state == "cancelled":
        return
    for process in processes:
        _raise_fatal(process)
    errors = [_told_by(process)["message"] for process in processes if process.returncode]
    raise TemporaryError(
        f"all {len(processes)} workers of {plan.job_id} ended before it was done: {'; '.join(errors[:3])}",
        hint=f"propctl backfill work {plan.job_id} goes on with it",
    )


def _told_by(process: Process) -> dict[str, str]:
    """The error that a worker wrote as its last words."""
    output = process.communicate()[0] or b""
    try:
        error = json.loads(output.splitlines()[-1])["error"]
        return {"message": str(error["message"]), "hint": str(error["hint"])}
    except (ValueError, KeyError, IndexError, TypeError):
        return {"message": f"a worker ended with {process.returncode}", "hint": "its words are on stderr"}


def _end(processes: Sequence[Process]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + LAST_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
