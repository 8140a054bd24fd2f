"""What holds for every test: one Hypothesis profile, and the skips told in one line."""

import logging
import os
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from propctl.settings import names_from_env_file

BUSY = (HealthCheck.too_slow,)
"""What a busy machine would fail for."""

settings.register_profile(
    "day", deadline=None, max_examples=25, derandomize="CI" in os.environ, suppress_health_check=BUSY
)
settings.register_profile("night", deadline=None, max_examples=400, suppress_health_check=BUSY)
settings.load_profile("day")


@pytest.fixture
def environment_kept() -> Iterator[None]:
    """Gives back the process's environment, which PROPCTL_ENV_FILE adds to for good."""
    kept = dict(os.environ)
    yield
    names_from_env_file.clear()
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def logging_kept() -> Iterator[None]:
    """Gives back the process's logging, which JSON takes over as a whole."""
    loggers = [logging.getLogger(), logging.getLogger("propctl")]
    kept = [(logger, logger.handlers, logger.level, logger.propagate) for logger in loggers]
    hook = threading.excepthook
    yield
    threading.excepthook = hook
    logging.captureWarnings(capture=False)
    for logger, handlers, level, propagate in kept:
        logger.handlers, logger.level, logger.propagate = handlers, level, propagate


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """``skipped: 312 no recorded payloads in ../shared/replay; 7 ask …``: what ``.ci/run`` reads as well."""
    skipped = Counter(_reason(report) for report in terminalreporter.getreports("skipped"))
    if skipped:
        told = "; ".join(f"{count} {reason}" for reason, count in skipped.most_common())
        terminalreporter.write_line(f"skipped: {told}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    where = report.longrepr
    return where[2].removeprefix("Skipped: ") if isinstance(where, tuple) else str(where)
