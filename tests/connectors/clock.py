"""A clock that only sleeping moves."""

import threading


class FakeClock:
    """Monotonic seconds from zero; every ``sleep`` is noted in ``slept``."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds
            self.slept.append(seconds)
