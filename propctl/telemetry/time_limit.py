"""A call with a time limit, which holds whatever the call waits for."""

import threading
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def call_with_timeout(seconds: float, call: Callable[[], Value]) -> Value:
    """What *call* returns or raises; TimeoutError when it has done neither after *seconds*.

    After a time-out the call continues in its thread, which does not keep the process alive.
    """
    values: list[Value] = []
    failures: list[BaseException] = []
    ended = threading.Event()

    def work() -> None:
        try:
            values.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again in the waiting thread
            failures.append(error)
        finally:
            ended.set()

    threading.Thread(target=work, name="propctl-bounded", daemon=True).start()
    if not ended.wait(seconds):
        raise TimeoutError(f"no end within {seconds:g} s")
    if failures:
        raise failures[0]
    return values[0]
