"""Django set up on a portal in which nobody is, and the tables and sentences that pages are put together from.

To be imported before anything of the portal: models can be imported only then.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable

import django

for _name in [name for name in os.environ if name.startswith("MERATA_")]:
    del os.environ[_name]  # the pages say what the code says, whatever this machine is set to
_EMPTY = tempfile.TemporaryDirectory()
os.environ |= {"DJANGO_SETTINGS_MODULE": "merata_portal.config.settings", "MERATA_DATA": _EMPTY.name}
django.setup()


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def page(*parts: str) -> str:
    """A page of paragraphs."""
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def first_sentence(text: str | None) -> str:
    """The first sentence of a docstring, fit for a cell."""
    paragraph = " ".join((text or "").strip().split("\n\n")[0].split())
    return re.split(r"(?<=[a-z)])[.:;] ", paragraph)[0].rstrip(".").replace("|", "\\|")
