"""The programmes' background work, by what it does."""

from __future__ import annotations

from merata_portal.programmes.jobs import enrolling, listing, paying

__all__ = ["enrolling", "listing", "paying"]
