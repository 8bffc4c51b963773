"""The kinds of meeting that there are."""

from __future__ import annotations

from merata_portal.participation.models import Kind


def every_kind() -> list[str]:
    """All kinds, those of a village first."""
    return list(Kind.values)
