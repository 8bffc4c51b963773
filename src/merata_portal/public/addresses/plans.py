"""Addresses of the council's plans."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.plans import plans

ADDRESSES: list[URLPattern] = [
    path("rencana/", plans.plans, name="plans"),
    path("rencana/<uuid:uuid>/", plans.plan, name="plan"),
]
