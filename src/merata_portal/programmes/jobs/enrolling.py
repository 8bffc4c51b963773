"""Background work of proposing, enrolling and watching who is enrolled."""

from __future__ import annotations
