"""Addresses of objections and appeals."""

from __future__ import annotations

from django.urls import URLPattern

ADDRESSES: list[URLPattern] = []
