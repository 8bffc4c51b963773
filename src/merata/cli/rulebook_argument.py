"""A rulebook as a command's argument: a programme that comes with Merata, or a file."""

from __future__ import annotations

import re
from pathlib import Path

from merata.errors import UsageError
from merata.programmes.rules.loading import load, rulebook
from merata.programmes.rules.rulebook import Rulebook

ENDINGS = (".yaml", ".yml")
"""How the name of a rulebook's file ends."""


def rulebook_argument(text: str) -> Rulebook:
    """The rulebook of a file (`*.yaml`, `*.yml`), or of a programme by its name in upper or lower case.

    Spaces and hyphens in a name stand for underscores ("BLT Dana Desa"). Raises `UsageError` where there is no such
    file or programme, `InputError` with every fault of the file.
    """
    path = Path(text)
    if path.suffix in ENDINGS:
        if not path.is_file():
            raise UsageError(f"there is no file {text}")
        return load(path, text)
    return rulebook(programme_argument(text))


def programme_argument(text: str) -> str:
    """A programme's identifier as somebody types its name."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())
