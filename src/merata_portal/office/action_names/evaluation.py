"""What the audit's actions of evaluations are called."""

from __future__ import annotations

from django.utils.functional import Promise

NAMES: dict[str, str | Promise] = {}
