"""Where the people of this registry come from: they are synthetic, or they are real."""

from __future__ import annotations

from merata_portal.registry.models import Change

DEMO = "demo"
"""The reason that stands with the change by which synthetic people were loaded."""


def are_synthetic() -> bool:
    """Whether its people were made by a computer; a registry that says nothing has real people."""
    return Change.objects.filter(kind=Change.Kind.IMPORT, reason=DEMO, undone_at__isnull=True).exists()
