"""What the actions of complaints are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

NAMES: Mapping[str, str | Promise] = {}
