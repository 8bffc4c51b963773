"""Background work of the targeting list."""

from __future__ import annotations
