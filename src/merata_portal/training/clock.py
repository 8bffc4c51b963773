"""What day it is for courses: the one place that is asked, so that a lottery of days can be walked in a test."""

from __future__ import annotations

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today where the portal is."""
    return timezone.localdate()
