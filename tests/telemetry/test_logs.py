import json
import logging
from collections.abc import Iterator

import pytest

from propctl.telemetry.logs import LOGGER_NAME, LogFormat, set_up_logging


@pytest.fixture(autouse=True)
def logger() -> Iterator[logging.Logger]:
    """propctl's logger, given back as it was."""
    found = logging.getLogger(LOGGER_NAME)
    kept = (found.handlers, found.level, found.propagate)
    yield found
    found.handlers, found.level, found.propagate = kept


def test_text_is_one_line_that_says_who_speaks(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.TEXT).warning("%s is late", "a game")
    assert capsys.readouterr().err == "propctl: a game is late\n"


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.JSON).warning("Peña\nis late")
    (line,) = capsys.readouterr().err.splitlines()
    assert {name: json.loads(line)[name] for name in ("level", "message")} == {
        "level": "warning",
        "message": "Peña\nis late",
    }


@pytest.mark.parametrize("log_format", LogFormat)
def test_nothing_goes_to_stdout(capsys: pytest.CaptureFixture[str], log_format: LogFormat) -> None:
    set_up_logging(log_format).warning("late")
    assert capsys.readouterr().out == ""


def test_setting_up_twice_says_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.TEXT)
    set_up_logging(LogFormat.TEXT).warning("late")
    assert capsys.readouterr().err == "propctl: late\n"


def test_other_loggers_are_left_alone() -> None:
    before = list(logging.getLogger().handlers)
    set_up_logging(LogFormat.TEXT)
    assert logging.getLogger().handlers == before
