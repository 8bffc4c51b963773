"""Addresses of what is computed: materials, frozen inputs, results."""

from __future__ import annotations

from django.urls import URLPattern

ADDRESSES: list[URLPattern] = []
