"""What is logged, and what never is: no bodies, and no sixteen digits in a row."""

from __future__ import annotations

import logging
import re
from typing import Any

# Sixteen digits or more, also where someone wrote them in groups: a NIK, a KK, a card number.
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-_/]?\d){15,}(?!\d)")
MASK = "[disamarkan/masked]"


class MaskingFormatter(logging.Formatter):
    """Masks long numbers in the finished line: message, arguments, path and traceback alike."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, with every number of sixteen digits or more masked."""
        return masked_line(super().format(record))


def masked_line(line: str) -> str:
    """The line with every number of sixteen digits or more masked."""
    return LONG_NUMBER.sub(MASK, line)


def logging_settings(level: str, *, production: bool = False) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error through the mask, nothing by e-mail, no debug of queries.

    Django's own handlers are replaced, so that no logger writes past the mask. `level` is a level's name. In
    `production` each line is a JSON object, and each request is one; on this machine only, lines are for reading.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "masked": {"()": MaskingFormatter, "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": "merata_portal.config.log_lines.JsonFormatter"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if production else "masked"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Replaces the handlers that Django gives its loggers by default (mail to admins, console).
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Its DEBUG lines hold the parameters of every query: names and numbers.
            "django.db.backends": {"level": "WARNING"},
            # Its INFO lines hold every request line, with the query string.
            "waitress": {"level": "WARNING"},
            # One INFO line a request, by the name of its route.
            "merata.requests": {"level": level if production else "WARNING"},
            # Its INFO lines tell every step of a model.
            "splink": {"level": "WARNING"},
        },
    }
