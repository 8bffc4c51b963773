"""Addresses of the planning room: scenarios, plans, how far they have come."""

from __future__ import annotations

from django.urls import URLPattern

ADDRESSES: list[URLPattern] = []
