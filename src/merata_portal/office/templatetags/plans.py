"""What the pages of plans write: bars of promised and paid money, percents of works, roles and places in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from merata.report.stacked_bar import BAR_WIDTH, parts_of
from merata_portal.office.views.planning.plan_words import GRAVITIES, ITEM_STATES, PLAN_STATES, TURNS

register = template.Library()


@register.inclusion_tag("office/planning/parts/monitoring_bar.html")
def promise_bar(money: Any, *, legend: bool = False) -> dict[str, Any]:
    """What was promised as one bar: paid, committed, reserved; a mark where payment should stand by now."""
    amounts = (
        ("paid", _("Dibayar"), money.spent_idr),
        ("committed", _("Terikat"), money.committed_idr),
        ("reserved", _("Dicadangkan"), money.reserved_idr),
    )
    whole = max(money.promised_idr, sum(amount for _kind, _label, amount in amounts), 1)
    mark = min(money.expected_idr * BAR_WIDTH // whole, BAR_WIDTH)
    return {"parts": parts_of(amounts, whole), "mark": mark, "money": money, "legend": legend}


@register.filter
def points(value: float | None) -> str:
    """A percentage from 0 to 100 with one decimal; a dash where there is none."""
    if value is None:
        return "–"
    return f"{number_format(round(value, 1), decimal_pos=1, use_l10n=True)}%"


@register.filter
def plan_state(state: str) -> str:
    """Where a plan stands, in words."""
    return str(PLAN_STATES.get(state, state))


@register.filter
def item_state(state: str) -> str:
    """Where an item of a plan stands, in words."""
    return str(ITEM_STATES.get(state, state))


@register.filter
def turn_name(role: str) -> str:
    """Whose turn it is, in words."""
    return str(TURNS.get(role, role))


@register.filter
def gravity_name(gravity: int) -> str:
    """How soon somebody must act, in words."""
    return str(GRAVITIES[gravity])


@register.filter
def plan_mark(state: str) -> str:
    """The class of a plan's mark."""
    kinds = {
        "draft": "waiting", "submitted": "waiting", "approving": "waiting", "refused": "bad", "revoked": "bad",
        "withdrawn": "over",
    }  # fmt: skip
    return kinds.get(state, "")
