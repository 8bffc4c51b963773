"""Log lines for machines: one JSON object a line, with nothing in it that a person or a page's address says."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from merata_portal.config.log_masking import masked_line
from merata_portal.jobs.failures import where

REQUEST_ID: ContextVar[str] = ContextVar("merata_request_id", default="")
"""The id of the request that this thread answers now; empty outside of one."""
FIELDS = ("method", "route", "status", "ms", "role")
NO_ROUTE = "-"


class JsonFormatter(logging.Formatter):
    """One line a record: time, level, logger, message, request id, and the fields of a request where it has them.

    Django's own lines about a request quote its path, which holds ids and whatever a visitor typed: they are told by
    the name of the route. A traceback is told by types and places, since messages quote the data they met.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, with every number of sixteen digits or more masked."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := REQUEST_ID.get():
            line["request"] = request_id
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = where(record.exc_info[1])
        return masked_line(json.dumps(line, ensure_ascii=False, default=str))


def route_of(request: Any) -> str:
    """The name of the route that a request found ("office:household"); "-" where it found none."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match is not None and match.view_name else NO_ROUTE


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    status = getattr(record, "status_code", "")
    return " ".join(str(part) for part in (record.name, status, route_of(request)) if part)
