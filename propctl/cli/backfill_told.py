"""What is told of backfill jobs: their plans, and how they stand."""

from propctl.cli.output import counted
from propctl.domain.backfill_job import BackfillPlan, JobStatus
from propctl.jobs.backfill.plan import Submission


def plan_line(submission: Submission) -> str:
    """What a new job will do, in one line; of one that is there `backfill status` tells how it stands."""
    plan = submission.plan
    if not submission.is_new:
        return f"{plan.job_id}: submitted before, on {plan.created_at:%Y-%m-%d}; going on with it"
    spec, forecast = plan.spec, plan.forecast
    days = len(spec.days())
    there = sum(len(chunk.built) for chunk in plan.chunks)
    pace = f", {_duration(forecast.seconds)} at the configured pace" if forecast.seconds else ""
    return (
        f"{plan.job_id}: {spec.start} to {spec.end}, both included: {counted(days, 'day')} in "
        f"{counted(len(plan.chunks), 'chunk')}, {there} there already; about "
        f"{counted(forecast.requests, 'request')}, {forecast.bytes / 1e6:,.0f} MB{pace}"
    )


def outline(plan: BackfillPlan) -> list[str]:
    """What a plan holds, chunk by chunk."""
    lines = [f"would submit {plan.job_id}"]
    for chunk in plan.chunks:
        span = str(chunk.start) if chunk.start == chunk.end else f"{chunk.start} to {chunk.end}"
        there = f"{len(chunk.built)} of {len(chunk.days())} there already" if chunk.built else "to build"
        lines.append(f"chunk {chunk.number}: {span}: {there}")
    if plan.pitch_days:
        lines.append(f"pitches of {len(plan.pitch_days)} days, {plan.pitch_days[0]} to {plan.pitch_days[-1]}")
    return lines


def summary(status: JobStatus) -> str:
    """``mlb-20250401-20250430-1a2b3c4d: done, 30 of 30 days, 30/30 chunks``."""
    days = (status.end - status.start).days + 1
    parked = f", {status.chunks.parked} parked" if status.chunks.parked else ""
    return (
        f"{status.job_id}: {status.state}, {status.days_done} of {counted(days, 'day')}, "
        f"{status.chunks.done}/{counted(status.chunks.total, 'chunk')}{parked}"
    )


def _duration(seconds: float) -> str:
    """``42 s``, ``12 min`` or ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
