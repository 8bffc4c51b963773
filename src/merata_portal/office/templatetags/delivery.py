"""What the pages of programmes write: text in the reader's language, marks of states, the bar of a launch's money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata.report.stacked_bar import parts_of
from merata_portal.actor import Capability
from merata_portal.office.labels import written
from merata_portal.office.views.programmes.words import FLAGS
from merata_portal.programmes.documents.distribution import plain
from merata_portal.programmes.states import State

register = template.Library()

WAITING = frozenset({
    "launched", "listing", "listed", "approved", "enrolling", "proposed", "making", "made", "checked", "sent", "held",
    "drafted", "disputed", "paused", "unknown", "undecided",
})  # fmt: skip
OVER = frozenset({"closed", "withdrawn", "exited", "discarded", "cancelled", "settled", "returned", "answered"})
BAD = frozenset({"failed", "refused"})


@register.filter
def told(row: Any, field: str) -> str:
    """The text `field` of a row in the page's language: its `<field>_id` or `<field>_en`."""
    name = f"{field}_{'id' if get_language() == 'id' else 'en'}"
    found = row.get(name) if isinstance(row, dict) else getattr(row, name)
    return str(found or "")


@register.filter
def sentence(said: Any) -> str:
    """A sentence of a rulebook in the page's language."""
    return str((said.id if get_language() == "id" else said.en) or "")


@register.filter
def value(given: Any) -> str:
    """A value of a rule: numbers with their thousands apart, lists with commas."""
    if isinstance(given, (list, tuple, set, frozenset)):
        return ", ".join(value(one) for one in given)
    return str(written(given))


@register.filter
def state_name(state: str) -> str:
    """An enrolment's state in words."""
    return str(State(state).label)


@register.filter
def flag_name(kind: str) -> str:
    """What a question is about, in words."""
    return str(FLAGS.get(kind, kind))


@register.simple_tag(takes_context=True)
def may(context: Any, capability: str) -> bool:
    """Whether whoever reads the page has a capability anywhere."""
    return bool(context["request"].actor.may(Capability(capability)))


@register.filter
def quantity(given: Decimal | None) -> str:
    """A quantity of goods without zeros that say nothing."""
    return "–" if given is None else plain(given)


@register.filter
def mark_of(state: str) -> str:
    """The class of a state's mark: waiting, bad, over, or none where all is well."""
    kinds = (("waiting", WAITING), ("bad", BAD), ("over", OVER))
    return next((kind for kind, states in kinds if state in states), "")


@register.filter
def days_left(day: date | None, today: date) -> int | None:
    """Calendar days from `today` until `day`; below zero once it has passed."""
    return None if day is None else (day - today).days


@register.inclusion_tag("office/programmes/parts/money_bar.html")
def money_bar(position: Any, ceiling_idr: int | None = None) -> dict[str, Any]:
    """A launch's money as one bar: paid, committed, reserved, returned; what is left of the ceiling is empty."""
    amounts = (
        ("paid", _("Dibayar"), position.spent_idr),
        ("committed", _("Terikat"), position.committed_idr),
        ("reserved", _("Dicadangkan"), position.reserved_idr),
        ("returned", _("Kembali"), position.returned_idr),
    )
    total = max(ceiling_idr or 0, sum(amount for _kind, _label, amount in amounts), 1)
    return {"parts": parts_of(amounts, total), "ceiling_idr": ceiling_idr}
