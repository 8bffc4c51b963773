"""What programmes' pages write: sentences in the page's language, the span of what is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import get_language

from merata.programmes.rules.sentence import Sentence

register = template.Library()


@register.filter
def in_language(said: Sentence) -> str:
    """A sentence of a rulebook in the page's language."""
    return said.id if get_language() == "id" else said.en


@register.filter
def launch_name(launch: Any) -> str:
    """What a launch is called in the page's language."""
    return str(launch.name_id if get_language() == "id" else launch.name_en)


@register.filter
def least_idr(gifts: Sequence[Any]) -> int:
    """The least that one of several reasons gives a year."""
    return min(int(one.annual_idr) for one in gifts)


@register.filter
def most_idr(gifts: Sequence[Any]) -> int:
    """The most that one of several reasons gives a year."""
    return max(int(one.annual_idr) for one in gifts)
