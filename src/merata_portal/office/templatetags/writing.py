"""Numbers, money and masked identifiers as the reader of the page expects them."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

from merata_portal.actor import Role
from merata_portal.office import action_names, labels

register = template.Library()

NO_BREAK = "\u00a0"
MINUS = "\u2212"


@register.filter
def whole(value: int | None) -> str:
    """A whole number with its thousands apart; a dash where there is none."""
    if value is None:
        return "–"
    return number_format(value, decimal_pos=0, use_l10n=True, force_grouping=True).replace("-", MINUS)


@register.filter
def rupiah(value: int | None) -> str:
    """Rupiah in full, as money must be read; a dash where there is none."""
    return "–" if value is None else f"Rp{NO_BREAK}{whole(value)}"


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in per cent, one decimal; a dash where there is none."""
    if share is None:
        return "–"
    # Rounded first: Django's formatting cuts off.
    return f"{number_format(round(100 * share, 1), decimal_pos=1, use_l10n=True)}%".replace("-", MINUS)


@register.filter
def job_name(kind: str) -> str:
    """What a background job does, in words."""
    return str(labels.job_name(kind))


@register.filter
def action_name(action: str) -> str:
    """What an action of the audit did, in words."""
    return str(action_names.action_name(action))


@register.filter
def role_name(role: str) -> str:
    """A role in words; its code where it is none that is known."""
    return str(Role(role).label) if role in Role.values else role


@register.filter
def pillar_name(value: str) -> str:
    """What a budget line is for, in words."""
    return str(labels.pillar(value))


@register.filter
def written(value: object) -> str:
    """A value of the registry in words."""
    return str(labels.written(value))


@register.simple_tag
def name_of(names: dict[str, str], code: str) -> str:
    """The name of an area; its code where it has none."""
    return names.get(code, code)
