"""All components at once."""

import threading
from collections.abc import Iterator

import pytest

from propctl.domain.health_report import CheckState
from propctl.domain.option_values import ComponentName
from propctl.errors import ExitCode
from propctl.jobs.health.check_health import check_health
from propctl.storage.memory import MemoryStore
from tests.jobs.health.checkups import a_checkup


class Hanging(MemoryStore):
    """Answers no list before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        self.let_go.wait(60)
        return super().list(prefix, start_after)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    store = Hanging()
    yield store
    store.let_go.set()


def test_every_component_is_looked_at_in_the_order_of_the_report() -> None:
    report = check_health(a_checkup())
    expected = [name for name in ComponentName if name is not ComponentName.GATEWAY]
    assert [component.name for component in report.components] == expected
    assert (report.healthy, report.exit_code()) == (True, ExitCode.OK)


def test_only_some_may_be_asked_for() -> None:
    wanted = [ComponentName.FRESHNESS, ComponentName.CACHE]
    assert [c.name for c in check_health(a_checkup(), wanted).components] == [
        ComponentName.CACHE,
        ComponentName.FRESHNESS,
    ]


def test_what_hangs_is_down_and_the_rest_is_told(hanging: Hanging) -> None:
    report = check_health(a_checkup(store=hanging, limit_seconds=0.5))
    down = {component.name for component in report.components if not component.up}
    assert down == {ComponentName.STORAGE, ComponentName.FRESHNESS}
    assert report.components[0].message == "no verdict within 0.5 s"
    assert report.components[0].checks[0].state is CheckState.DOWN
