"""The report's data and template set as PDF: offline, tagged, and the same bytes for the same data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from merata_portal.oversight.documents.typesetting import canonical


def pdf(data: Mapping[str, Any]) -> bytes:
    """The report; its PDF bears the day it speaks of, not the moment it was made."""
    day = datetime.combine(datetime.fromisoformat(data["day"]).date(), time(), UTC)
    return typst.compile(_source(), sys_inputs={"data": canonical(data)}, timestamp=day, ignore_system_fonts=True)


@cache
def _source() -> bytes:
    return (files("merata_portal.evaluation.documents") / "lkpj.typ").read_bytes()
