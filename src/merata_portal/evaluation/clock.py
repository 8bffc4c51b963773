"""What day it is for evaluations: the one place that is asked, so that a study can be walked day by day in a test."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today where the portal is."""
    return timezone.localdate()
