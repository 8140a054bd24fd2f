"""The Pushgateway: is it ready to take totals? Runs go on without it, but nobody hears of them."""

from propctl.domain.health_report import Component
from propctl.domain.option_values import ComponentName
from propctl.jobs.health.checks import Checklist
from propctl.jobs.health.health_context import HealthContext


def check_gateway(health_context: HealthContext) -> Component:
    """One question within two seconds, as a push has; without a URL there is nothing to look at."""
    todo = Checklist(ComponentName.GATEWAY)
    open_gateway = health_context.open_gateway
    if open_gateway is None:
        todo.check("gateway", lambda: "no PROPCTL_PUSHGATEWAY_URL")
        return todo.result("none; totals stay in storage")

    def ready() -> str:
        gateway = open_gateway()
        gateway.check_ready()
        return f"{gateway.base_url} is ready"

    return todo.result(todo.check("ready", ready).message)
