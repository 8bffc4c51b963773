"""Background work of entitlements, batches and return files."""

from __future__ import annotations
