"""What the audit's actions of the planning room: scenarios, plans, how far they have come are called."""

from __future__ import annotations

from django.utils.functional import Promise

NAMES: dict[str, str | Promise] = {}
