"""Addresses of the council's oversight."""

from __future__ import annotations

from django.urls import URLPattern

ADDRESSES: list[URLPattern] = []
