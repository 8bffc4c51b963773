"""Addresses of programmes' pages and their self-check."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.programmes import checking, pages

ADDRESSES: list[URLPattern] = [
    path("program/", pages.programmes, name="programmes"),
    path("program/periksa/", checking.check_all, name="programmes-check"),
    path("program/<slug:code>/", pages.programme, name="programme"),
    path("program/<slug:code>/periksa/", checking.check, name="programme-check"),
]
