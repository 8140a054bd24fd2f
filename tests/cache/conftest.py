from collections.abc import Callable
from dataclasses import dataclass

import pytest

from propctl.cache.contract import Cache
from propctl.cache.memory import MemoryCache


class Clock:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def elapse(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class CacheUnderTest:
    """A cache, and how to let time pass for it."""

    cache: Cache
    elapse: Callable[[float], None]


def memory() -> CacheUnderTest:
    clock = Clock()
    return CacheUnderTest(MemoryCache(clock=clock), clock.elapse)


@pytest.fixture(params=[memory])
def under_test(request: pytest.FixtureRequest) -> CacheUnderTest:
    """Each implementation in turn; the contract holds for all."""
    made = request.param()
    assert isinstance(made, CacheUnderTest)
    return made


@pytest.fixture
def cache(under_test: CacheUnderTest) -> Cache:
    return under_test.cache
