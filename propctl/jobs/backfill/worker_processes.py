"""Several workers on this machine, each a separate process; and what their exit codes mean."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from propctl.domain.backfill_job import BackfillPlan, JobStatus
from propctl.errors import ConfigurationError, ExitCode, PropctlError, RefusedError, TemporaryError
from propctl.jobs.backfill.status import read_job_status
from propctl.jobs.backfill.worker_threads import DeferredSignals
from propctl.jobs.snapshot_context import SnapshotContext

POLL_SECONDS: Final = 0.2
STATUS_SECONDS: Final = 2.0
GRACE_SECONDS: Final = 0.5
"""A terminal sends its signal to the workers as well: one that is already ending gets no second signal."""

KILL_SECONDS: Final = 10.0
"""How long a worker may take to end after a signal before it is killed."""

FATAL: Final[dict[int, type[PropctlError]]] = {
    ExitCode.REFUSED: RefusedError,
    ExitCode.CONFIGURATION: ConfigurationError,
}
"""Exit codes of one worker with which every other would end too."""


@dataclass(frozen=True, slots=True)
class WorkerProcess:
    """One worker: its process, and the file of its output (an unread pipe would fill up)."""

    process: subprocess.Popen[bytes]
    output: Path


def start_worker_process(
    job_id: str, folder: Path, index: int, environment: Mapping[str, str]
) -> WorkerProcess:
    """Start one of several workers, which share one pace through *folder*."""
    command = ("backfill", "work", job_id, "--json", "--pace-folder", str(folder))
    output = folder / f"worker-{index}.json"
    with output.open("wb") as stdout:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "propctl", *command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
        )
    return WorkerProcess(process, output)


def run_worker_processes(
    context: SnapshotContext,
    pool: Executor,
    plan: BackfillPlan,
    starts: Sequence[Callable[[], WorkerProcess]],
    on_status: Callable[[JobStatus], None],
) -> None:
    """Start the workers and wait for them. A refusal of one ends all, as does a signal to this process.

    Raises RefusedError and ConfigurationError as the worker did, and TemporaryError when all workers ended
    before the job was done.
    """
    workers: list[WorkerProcess] = []
    with DeferredSignals() as signals:
        try:
            for start in starts:
                if not signals.received:
                    workers.append(start())  # noqa: PERF401 - each must be listed at once, to be ended
            _wait_for_workers(workers, signals, lambda: on_status(read_job_status(context, pool, plan)))
            if not signals.received:
                _raise_unfinished(context, pool, plan, workers)
        finally:
            _end_and_wait([worker.process for worker in workers])


def _wait_for_workers(
    workers: Sequence[WorkerProcess], signals: DeferredSignals, report: Callable[[], None]
) -> None:
    """Until all have ended, or a signal has come; raises when one has ended as every other would."""
    reported_at = time.monotonic()
    while not signals.received and any(worker.process.poll() is None for worker in workers):
        time.sleep(POLL_SECONDS)
        for worker in workers:
            _raise_fatal(worker)
        if time.monotonic() - reported_at >= STATUS_SECONDS:
            with contextlib.suppress(TemporaryError):  # the workers judge a store that fails for a moment
                report()
            reported_at = time.monotonic()


def _raise_fatal(worker: WorkerProcess) -> None:
    kind = FATAL.get(worker.process.poll() or 0)
    if kind is not None:
        error = _error_of(worker)
        raise kind(error["message"], hint=error["hint"])


def _raise_unfinished(
    context: SnapshotContext, pool: Executor, plan: BackfillPlan, workers: Sequence[WorkerProcess]
) -> None:
    status = read_job_status(context, pool, plan)
    if status.chunks.over or status.state == "cancelled":
        return
    for worker in workers:
        _raise_fatal(worker)
    errors = [_error_of(worker)["message"] for worker in workers if worker.process.returncode]
    raise TemporaryError(
        f"all {len(workers)} workers of {plan.job_id} ended before it was done: {'; '.join(errors[:3])}",
        hint=f"`propctl backfill work {plan.job_id}` continues it",
    )


def _error_of(worker: WorkerProcess) -> dict[str, str]:
    """The error that a worker wrote as its last line."""
    try:
        error = json.loads(worker.output.read_bytes().splitlines()[-1])["error"]
        return {"message": str(error["message"]), "hint": str(error["hint"])}
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        code = worker.process.returncode
        return {"message": f"a worker ended with {code}", "hint": "its message is on stderr"}


def _end_and_wait(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for act, seconds in (
        (subprocess.Popen.terminate, GRACE_SECONDS),
        (subprocess.Popen.kill, KILL_SECONDS),
    ):
        for process in _wait_for(processes, seconds):
            act(process)
    for process in processes:
        process.wait()


def _wait_for(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> list[subprocess.Popen[bytes]]:
    """Wait up to *seconds* for the processes, and return those that have not ended."""
    deadline = time.monotonic() + seconds
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
    return [process for process in processes if process.poll() is None]
