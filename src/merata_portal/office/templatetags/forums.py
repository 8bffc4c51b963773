"""What states, elements and documents of forums are called on a page."""

from __future__ import annotations

from django import template

from merata_portal.participation import names

register = template.Library()


@register.filter
def meeting_state(state: str) -> str:
    """Where a meeting stands, in words."""
    return str(names.STATES.get(state, state))


@register.filter
def element_name(code: str) -> str:
    """An element of the community, in words."""
    return str(names.element(code)) if code else ""


@register.filter
def finding_step(kind: str) -> str:
    """A step of a finding, in words."""
    return str(names.FINDING_STEPS.get(kind, kind))


@register.filter
def meeting_kind(kind: str) -> str:
    """A kind of meeting, in words."""
    return str(names.kind_name(kind))
