import pytest

from propctl.domain.health_report import Check, CheckState, Component, HealthReport
from propctl.domain.option_values import ComponentName
from propctl.errors import ExitCode


def a_report(*states: CheckState, deep: bool = False) -> HealthReport:
    """One component with a check in each state."""
    checks = tuple(Check(name="any", state=state, latency_ms=1, message="") for state in states)
    component = Component(name=ComponentName.STORAGE, latency_ms=1, message="", checks=checks)
    return HealthReport(deep=deep, components=(component,))


@pytest.mark.parametrize(
    ("states", "light", "deep"),
    [
        ([], 0, 0),
        ([CheckState.OK, CheckState.NOTE], 0, 0),
        ([CheckState.DOWN], 69, 69),
        ([CheckState.REFUSED], 69, 69),
        ([CheckState.CHANGED], 69, 65),
        ([CheckState.CHANGED, CheckState.DOWN], 69, 65),
        ([CheckState.MISCONFIGURED], 78, 78),
        ([CheckState.MISCONFIGURED, CheckState.DOWN], 69, 69),
    ],
)
def test_the_exit_code_says_who_has_to_act(states: list[CheckState], light: int, deep: int) -> None:
    assert a_report(*states).exit_code() == ExitCode(light)
    assert a_report(*states, deep=True).exit_code() == ExitCode(deep)


@pytest.mark.parametrize("state", CheckState)
def test_a_component_is_up_when_nothing_has_to_be_done(state: CheckState) -> None:
    assert a_report(state).healthy is (state in {CheckState.OK, CheckState.NOTE})
