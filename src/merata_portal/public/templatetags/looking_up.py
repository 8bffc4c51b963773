"""Looking something up in a page by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def under(found: Mapping[Any, Any], key: Any) -> Any:
    """What stands under a key; None where there is nothing."""
    return found.get(key)
