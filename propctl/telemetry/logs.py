"""Logging: to stderr, as text or as one JSON object a line. Never to stdout, which carries data."""

import json
import logging
import sys
import threading
import traceback
from enum import StrEnum
from types import TracebackType
from typing import Any, Final

LOGGER_NAME: Final = "propctl"


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


_process_fields: dict[str, Any] = {}
"""The fields that every event of this process has: its command and, once there is one, its run's id."""


class _TextFormatter(logging.Formatter):
    """Warnings and errors say that propctl speaks; a ``hint`` follows on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        hint = _fields_of(record).get("hint")
        line = record.getMessage() if record.levelno < logging.WARNING else f"propctl: {record.getMessage()}"
        return f"{line}\nhint: {hint}" if hint else line


class _JsonFormatter(logging.Formatter):
    """ASCII alone, so that no encoding of stderr spoils an object."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **_process_fields,
            **_fields_of(record),
        }
        return json.dumps({name: value for name, value in event.items() if value not in (None, "")})


class _StderrHandler(logging.Handler):
    """Writes to what ``sys.stderr`` is at that moment, each event at once."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


def set_up_logging(log_format: LogFormat, command: str = "") -> logging.Logger:
    """Propctl's own logger, writing to stderr.

    Loggers of other libraries are left alone, unless every line has to be JSON.
    """
    logger = logging.getLogger(LOGGER_NAME)
    handler = _StderrHandler()
    handler.setFormatter(_JsonFormatter() if log_format is LogFormat.JSON else _TextFormatter())
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO)
    _process_fields.clear()
    add_fields(command=command)
    if log_format is LogFormat.JSON:
        _log_everything(handler)
    return logger


def add_fields(**fields: object) -> None:
    """Give the later events of this process these fields."""
    _process_fields.update(fields)


def log(level: int, message: str, **fields: object) -> None:
    """One event. Text shows the message and the ``hint``, JSON every field that is neither None nor empty."""
    logging.getLogger(LOGGER_NAME).log(level, "%s", message, extra={"fields": fields})


def writes_json() -> bool:
    """Whether log lines are JSON objects."""
    handlers = logging.getLogger(LOGGER_NAME).handlers
    return any(isinstance(handler.formatter, _JsonFormatter) for handler in handlers)


def log_bug(
    kind: type[BaseException],
    error: BaseException | None,
    trace: TracebackType | None,
    **fields: object,
) -> None:
    """An exception that nobody expected, with its traceback."""
    lines = traceback.format_exception(kind, error, trace)
    log(logging.CRITICAL, lines[-1].strip(), traceback="".join(lines), **fields)


def _log_everything(handler: logging.Handler) -> None:
    """Write what other libraries, threads and Python itself would write to stderr as events too."""
    logging.getLogger().handlers = [handler]
    logging.captureWarnings(capture=True)
    threading.excepthook = lambda failed: log_bug(failed.exc_type, failed.exc_value, failed.exc_traceback)


def _fields_of(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields
