"""What the audit's actions of what is computed: materials, frozen inputs, results are called."""

from __future__ import annotations

from django.utils.functional import Promise

NAMES: dict[str, str | Promise] = {}
