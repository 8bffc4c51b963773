"""What of a person the terminal and the lists show: never a number in full, a name only when asked for."""

from __future__ import annotations

from merata.registry.noting import printable
from merata.registry.record import PERSONAL
from merata.tables.personal_numbers import masked

HIDDEN = "•••"


def masked_name(name: str) -> str:
    """The first letter of every word."""
    return " ".join(f"{word[0]}{HIDDEN}" for word in name.split())


def shown(field: str | None, text: str | None, *, show_names: bool) -> str:
    """A cell of an export as it may be shown; of a column that is not used, only whether something stands there."""
    if text is None:
        return ""
    if field == "name":
        return printable(text if show_names else masked_name(text))
    if field in (None, "address"):
        return HIDDEN
    if field in PERSONAL or field.startswith("source_"):
        return printable(masked(text) if len(text) > 8 else text)
    return printable(masked(text))
