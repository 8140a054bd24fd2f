"""Check whether the Pushgateway is ready. Runs work without it, but Prometheus does not see them."""

from propctl.domain.health_report import Component
from propctl.domain.option_values import ComponentName
from propctl.jobs.health.checks import Checklist
from propctl.jobs.health.health_context import HealthContext


def check_gateway(health_context: HealthContext) -> Component:
    """One request within two seconds, as long as a push has; without a URL there is nothing to check."""
    checklist = Checklist(ComponentName.GATEWAY)
    open_gateway = health_context.open_gateway
    if open_gateway is None:
        checklist.check("gateway", lambda: "no PROPCTL_PUSHGATEWAY_URL")
        return checklist.result("none; totals stay in storage")

    def ready() -> str:
        gateway = open_gateway()
        gateway.check_ready()
        return f"{gateway.base_url} is ready"

    return checklist.result(checklist.check("ready", ready).message)
