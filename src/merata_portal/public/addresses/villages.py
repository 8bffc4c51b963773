"""Addresses of villages' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.villages import pages

ADDRESSES: list[URLPattern] = [
    path("desa/", pages.villages, name="villages"),
    path("desa/<str:code>/", pages.place, name="village"),
]
