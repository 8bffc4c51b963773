"""Addresses of the pages on inequality and poverty."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.inequality import pages

ADDRESSES: list[URLPattern] = [
    path("ketimpangan/", pages.inequality, name="inequality"),
    path("ketimpangan/<str:area>/", pages.area, name="inequality-area"),
]
