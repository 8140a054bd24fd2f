"""Traces one run of propctl in this process: the files that it goes through, and the depth of calls.

    python research/trace_run.py ARGUMENT ...

``metrics.py`` starts it, on the path of the measured tree. The last line of the output is JSON; code that
runs only while modules are imported does not count, apart from the functions that it calls.
"""

import inspect
import json
import sys
import threading
from types import FrameType

PART = "/propctl/"


class Trace:
    """Counts calls of the package's functions in every thread."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.deepest = 0
        self._depths = threading.local()

    def start(self) -> None:
        """Watch this thread and all that come."""
        threading.setprofile(self._event)
        sys.setprofile(self._event)

    def stop(self) -> None:
        """Watch no more."""
        sys.setprofile(None)
        threading.setprofile(None)

    def _event(self, frame: FrameType, event: str, _: object) -> None:
        if event not in ("call", "return") or not _is_ours(frame):
            return
        depth = getattr(self._depths, "value", 0) + (1 if event == "call" else -1)
        self._depths.value = depth
        if event == "call":
            self.files.add(frame.f_code.co_filename.rpartition(PART)[2])
            self.deepest = max(self.deepest, depth)


def _is_ours(frame: FrameType) -> bool:
    """Whether it is a function of the package: modules and bodies of classes are not."""
    code = frame.f_code
    return bool(code.co_flags & inspect.CO_OPTIMIZED) and PART in code.co_filename


def main() -> None:
    """Run, and print what was seen."""
    from propctl.__main__ import main as run

    trace = Trace()
    sys.argv[0] = "propctl"
    trace.start()
    try:
        run()
    except SystemExit as end:
        if end.code:
            raise
    finally:
        trace.stop()
    print(json.dumps({"files": sorted(trace.files), "deepest": trace.deepest}))


if __name__ == "__main__":
    main()
