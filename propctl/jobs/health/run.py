"""All components at once, each within its time."""

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from propctl.domain.choices import ComponentName
from propctl.domain.health import Check, CheckState, Component, HealthReport
from propctl.jobs.health.cache import check_cache
from propctl.jobs.health.checkup import Checkup
from propctl.jobs.health.freshness import check_freshness
from propctl.jobs.health.gateway import check_gateway
from propctl.jobs.health.provider import Providers
from propctl.jobs.health.savant import check_savant
from propctl.jobs.health.stats_api import check_stats_api
from propctl.jobs.health.storage import check_storage

HANGING: Final = (
    "it neither answers nor fails: a mount that hangs, a firewall that drops, a server that is stuck"
)

Probe = Callable[[], Component]


def check_health(checkup: Checkup, only: Collection[ComponentName] = ()) -> HealthReport:
    """Look at every component, or at *only* these, in the report's order."""
    providers = Providers(checkup)
    probes: dict[ComponentName, Probe] = {
        ComponentName.STORAGE: lambda: check_storage(checkup),
        ComponentName.CACHE: lambda: check_cache(checkup),
        ComponentName.GATEWAY: lambda: check_gateway(checkup),
        ComponentName.MLB_STATS_API: lambda: check_stats_api(providers),
        ComponentName.BASEBALL_SAVANT: lambda: check_savant(providers),
        ComponentName.FRESHNESS: lambda: check_freshness(providers),
    }
    if checkup.open_gateway is None and not only:
        del probes[ComponentName.GATEWAY]
    wanted = {name: probe for name, probe in probes.items() if not only or name in only}
    pool = ThreadPoolExecutor(len(wanted), thread_name_prefix="propctl-health")
    try:
        end = time.monotonic() + checkup.limit_seconds
        asked = {name: pool.submit(probe) for name, probe in wanted.items()}
        components = tuple(_awaited(checkup, name, future, end) for name, future in asked.items())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # nobody waits for a probe that hangs
    return HealthReport(deep=checkup.deep, components=components)


def _awaited(checkup: Checkup, name: ComponentName, future: "Future[Component]", end: float) -> Component:
    try:
        return future.result(timeout=max(0.0, end - time.monotonic()))
    except TimeoutError:
        milliseconds = round(checkup.limit_seconds * 1000)
        message = f"no verdict within {checkup.limit_seconds:g} s"
        told: dict[str, Any] = {"latency_ms": milliseconds, "message": message, "hint": HANGING}
        check = Check(name="time limit", state=CheckState.DOWN, **told)
        return Component(name=name, checks=(check,), **told)
