"""Addresses of the calendar."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.oversight import calendar

ADDRESSES: list[URLPattern] = [
    path("kalender/", calendar.year, name="calendar"),
    path("kalender.ics", calendar.file, name="calendar-file"),
]
