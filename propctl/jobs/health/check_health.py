"""Check all components at once, each within a time limit."""

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from propctl.domain.health_report import Check, CheckState, Component, HealthReport
from propctl.domain.option_values import ComponentName
from propctl.jobs.health.cache import check_cache
from propctl.jobs.health.freshness import check_freshness
from propctl.jobs.health.gateway import check_gateway
from propctl.jobs.health.health_context import HealthContext
from propctl.jobs.health.provider_answers import Providers
from propctl.jobs.health.savant import check_savant
from propctl.jobs.health.stats_api import check_stats_api
from propctl.jobs.health.storage import check_storage
from propctl.jobs.recording.gauges import health_gauges
from propctl.jobs.recording.run_recorder import RunRecorder

HANGING: Final = (
    "it neither answers nor fails: a mount that hangs, a firewall that drops, a server that is stuck"
)

Probe = Callable[[], Component]


def record_health(
    recorder: RunRecorder, health_context: HealthContext, only: Collection[ComponentName] = ()
) -> HealthReport:
    """Do the check-up, and record it."""
    report = check_health(health_context, only)
    recorder.set_ending(
        report.outcome,
        report.exit_code(),
        gauges=lambda: health_gauges(report, health_context.now, whole=not only),
    )
    return report


def check_health(health_context: HealthContext, only: Collection[ComponentName] = ()) -> HealthReport:
    """Check every component, or *only* these, in the report's order."""
    providers = Providers(health_context)
    probes: dict[ComponentName, Probe] = {
        ComponentName.STORAGE: lambda: check_storage(health_context),
        ComponentName.CACHE: lambda: check_cache(health_context),
        ComponentName.GATEWAY: lambda: check_gateway(health_context),
        ComponentName.MLB_STATS_API: lambda: check_stats_api(providers),
        ComponentName.BASEBALL_SAVANT: lambda: check_savant(providers),
        ComponentName.FRESHNESS: lambda: check_freshness(providers),
    }
    if health_context.open_gateway is None and not only:
        del probes[ComponentName.GATEWAY]
    wanted = {name: probe for name, probe in probes.items() if not only or name in only}
    pool = ThreadPoolExecutor(len(wanted), thread_name_prefix="propctl-health")
    try:
        end = time.monotonic() + health_context.limit_seconds
        pending = {name: pool.submit(probe) for name, probe in wanted.items()}
        components = tuple(_wait_for(health_context, name, future, end) for name, future in pending.items())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # does not wait for a probe that hangs
    return HealthReport(deep=health_context.deep, components=components)


def _wait_for(
    health_context: HealthContext, name: ComponentName, future: "Future[Component]", end: float
) -> Component:
    try:
        return future.result(timeout=max(0.0, end - time.monotonic()))
    except TimeoutError:
        milliseconds = round(health_context.limit_seconds * 1000)
        message = f"no verdict within {health_context.limit_seconds:g} s"
        shared: dict[str, Any] = {"latency_ms": milliseconds, "message": message, "hint": HANGING}
        check = Check(name="time limit", state=CheckState.DOWN, **shared)
        return Component(name=name, checks=(check,), **shared)
