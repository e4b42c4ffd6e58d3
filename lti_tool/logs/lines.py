"""Logging: text for people, one JSON object a line for collectors; never a token, never a form."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Literal

from lti_tool.logs.request_ids import current_request_id

FACTS = "facts"  # what a line's `extra` may carry: facts for programs, beside the words


class JsonFormatter(logging.Formatter):
    """One JSON object per record."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record; a traceback goes into `exception`."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := current_request_id():
            entry["request_id"] = request_id
        entry |= getattr(record, FACTS, {})
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def formatter_for(log_format: Literal["text", "json"]) -> logging.Formatter:
    """How a line is written."""
    if log_format == "json":
        return JsonFormatter()
    return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


def set_up_logging(log_format: Literal["text", "json"]) -> None:
    """Give the tool's own loggers a handler; what the host process set up for others stays."""
    logger = logging.getLogger("lti_tool")
    handler = logging.StreamHandler()
    handler.setFormatter(formatter_for(log_format))
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
