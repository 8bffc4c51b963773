"""The calendar of a place and year as an iCalendar file."""

from __future__ import annotations

from typing import Literal

from django.utils import timezone

from merata.participation.calendar.icalendar import icalendar
from merata_portal.oversight.queries.calendar import steps
from merata_portal.oversight.queries.places import Place

HOST = "merata.portal"


def calendar_file(place: Place, year: int, *, language: Literal["id", "en"]) -> str:
    """The steps as events of whole days; those of one day are the same text, so that nothing seems changed."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return icalendar(
        steps(place, year), host=HOST, place=place.name, place_code=place.code, language=language, made_at=today
    )
