"""Data and a template of ours set as PDF: offline, tagged, and the same bytes for the same data.

What people wrote goes in as data, never as source, so that no text can give the typesetter a command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

FOLDER = "templates"


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The template of that name (`templates/<name>.typ`) set with `data`; `at`: the date that the PDF bears."""
    return typst.compile(
        _source(template),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        ignore_system_fonts=True,
    )


@cache
def _source(template: str) -> bytes:
    folder = files("merata_portal.participation.documents") / FOLDER
    frame = (folder / "frame.typ").read_text(encoding="utf-8")
    return f"{frame}\n{(folder / f'{template}.typ').read_text(encoding='utf-8')}".encode()
