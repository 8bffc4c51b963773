"""Money as the public pages write it: in short, as bars in parts, and what kinds of it are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata.report.numbers import Numbers
from merata.report.stacked_bar import parts_of

register = template.Library()
PILLARS: Mapping[str, str | Promise] = {
    "assistance": _("Bantuan sosial"),
    "training": _("Pelatihan"),
    "infrastructure": _("Prasarana"),
    "participation": _("Musyawarah dan kegiatan warga"),
    "": _("Di luar keempat pilar"),
    "assistance_and_rest": _("Bantuan sosial dan di luar keempat pilar"),
}
CHANGES: Mapping[str, str | Promise] = {
    "appropriate": _("Ditetapkan"),
    "amend": _("Diubah"),
    "correct": _("Dibetulkan"),
}


@register.filter
def short_rupiah(value: float | None) -> str:
    """Rupiah in the largest named unit, one decimal: Rp 12,1 miliar; a dash where there is none."""
    return "–" if value is None else Numbers(_language()).money_short(value)


@register.filter
def pillar_title(code: str) -> str:
    """A pillar in words, with a capital letter."""
    return str(PILLARS.get(code, code))


@register.filter
def change_title(kind: str) -> str:
    """What an entry did to a budget line, in words."""
    return str(CHANGES.get(kind, kind))


@register.inclusion_tag("public/money/parts/bar.html")
def money_bar(moved: Any, whole_idr: int, *, legend: bool = False, untold: bool = False) -> dict[str, Any]:
    """What became of `whole_idr`: paid and kept, committed, reserved, and the rest, as one bar.

    `untold`: something else stands in the rest, of which nothing is told.
    """
    given = [
        ("paid", _("Dibayar"), moved.spent_idr),
        ("committed", _("Terikat"), moved.committed_idr),
        ("reserved", _("Dicadangkan"), moved.reserved_idr),
    ]
    stood = sum(amount for _kind, _label, amount in given)
    rest = ("rest", _("Selebihnya") if untold else _("Belum dipakai"), max(whole_idr - stood, 0))
    parts = parts_of([*given, rest], max(whole_idr, stood, 1))
    return {"parts": parts, "legend": legend, "returned_idr": moved.returned_idr}


def _language() -> str:
    return "id" if get_language() == "id" else "en"
