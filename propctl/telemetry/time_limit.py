"""A call that nobody waits for longer than is said, whatever it hangs on."""

import threading
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def call_with_timeout(seconds: float, call: Callable[[], Value]) -> Value:
    """What *call* returns or raises; TimeoutError when it has done neither after *seconds*.

    The call then goes on in its thread, which does not keep the process alive.
    """
    values: list[Value] = []
    failures: list[BaseException] = []
    over = threading.Event()

    def work() -> None:
        try:
            values.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            failures.append(error)
        finally:
            over.set()

    threading.Thread(target=work, name="propctl-bounded", daemon=True).start()
    if not over.wait(seconds):
        raise TimeoutError(f"no end within {seconds:g} s")
    if failures:
        raise failures[0]
    return values[0]
