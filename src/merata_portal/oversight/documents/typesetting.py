"""The report's data and template set as PDF: offline, tagged, and the same bytes for the same data.

What people wrote goes in as data, never as source, so that no text can give the typesetter a command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst


def canonical(data: Mapping[str, Any]) -> str:
    """The data as the one text of which the report's hash is taken."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def pdf(data: Mapping[str, Any]) -> bytes:
    """The report; its PDF bears the day it speaks of, not the moment it was made."""
    day = datetime.combine(datetime.fromisoformat(data["day"]).date(), time(), UTC)
    return typst.compile(_source(), sys_inputs={"data": canonical(data)}, timestamp=day, ignore_system_fonts=True)


@cache
def _source() -> bytes:
    return (files("merata_portal.oversight.documents") / "templates" / "report.typ").read_bytes()
