"""Addresses of forums and findings."""

from __future__ import annotations

from django.urls import URLPattern

ADDRESSES: list[URLPattern] = []
