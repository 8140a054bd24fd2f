"""Logging: to stderr, as text or as one JSON object a line. Never to stdout, which carries data."""

import json
import logging
from enum import StrEnum
from typing import Final

LOGGER_NAME: Final = "propctl"


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(
            {
                "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
                "level": record.levelname.lower(),
                "message": record.getMessage(),
            },
            ensure_ascii=False,
        )


def set_up_logging(log_format: LogFormat) -> logging.Logger:
    """Propctl's own logger, writing to stderr; other libraries' loggers are left alone."""
    logger = logging.getLogger(LOGGER_NAME)
    handler = logging.StreamHandler()
    if log_format is LogFormat.JSON:
        handler.setFormatter(_JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("propctl: %(message)s"))
    logger.handlers = [handler]
    logger.propagate = False
    logger.setLevel(logging.INFO)
    return logger
