"""What day it is for works: the one place that is asked."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today where the portal is."""
    return timezone.localdate()
