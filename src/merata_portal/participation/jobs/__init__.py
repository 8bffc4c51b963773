"""Participation's background work."""

from __future__ import annotations

from merata_portal.participation.jobs import counting

__all__ = ["counting"]
