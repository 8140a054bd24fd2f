import json
import logging
import threading
import warnings
from typing import Any

import pytest

from propctl.telemetry.logs import LogFormat, add_fields, log, set_up_logging

pytestmark = pytest.mark.usefixtures("logging_kept")


def event(text: str) -> dict[str, Any]:
    """The one event in *text*, without its time."""
    (line,) = text.splitlines()
    fields: dict[str, Any] = json.loads(line)
    assert fields.pop("time")
    return fields


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


def test_text_has_the_hint_below_and_no_other_field(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.TEXT, "run-once")
    log(logging.ERROR, "no answer", hint="wait", exit_code=75)
    assert capsys.readouterr().err == "propctl: no answer\nhint: wait\n"


def test_text_that_is_no_warning_has_no_name_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.TEXT)
    log(logging.INFO, "2 of 3 chunks")
    assert capsys.readouterr().err == "2 of 3 chunks\n"


def test_json_has_the_fields_of_the_process_and_of_the_event(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.JSON, "run-once")
    add_fields(run_id="r1")
    log(logging.ERROR, "no answer", hint="", exit_code=0, provider=None)
    assert event(capsys.readouterr().err) == {
        "level": "error", "message": "no answer", "command": "run-once", "run_id": "r1", "exit_code": 0
    }  # fmt: skip


def test_a_command_does_not_get_the_fields_of_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.JSON, "run-once")
    add_fields(run_id="r1")
    set_up_logging(LogFormat.JSON, "config show").warning("late")
    assert event(capsys.readouterr().err).keys() == {"level", "message", "command"}


def test_what_libraries_warn_of_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.JSON)
    logging.getLogger("urllib3").warning("retrying")
    logging.getLogger("urllib3").info("connected")
    assert event(capsys.readouterr().err) == {"level": "warning", "message": "retrying"}


def test_what_python_warns_of_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.JSON)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old", stacklevel=1)
    assert "UserWarning: old" in event(capsys.readouterr().err)["message"]


def test_a_thread_that_fails_is_an_event_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogFormat.JSON)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    failed = event(capsys.readouterr().err)
    assert (failed["level"], failed["message"]) == ("critical", "ZeroDivisionError: division by zero")
    assert failed["traceback"].startswith("Traceback")
