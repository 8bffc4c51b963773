"""Money as the public pages write it: in short, as bars in parts, and what kinds of it are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from merata.report.numbers import Numbers

register = template.Library()
BAR_WIDTH = 1000
"""In the units of the picture; the page stretches it."""
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


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its class, name, rupiah, and where it lies in the picture."""

    kind: str
    label: str | Promise
    amount_idr: int
    x: int
    width: int


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
    parts = parts_of(moved, whole_idr, _("Selebihnya") if untold else _("Belum dipakai"))
    return {"parts": parts, "legend": legend, "returned_idr": moved.returned_idr}


def parts_of(moved: Any, whole_idr: int, rest: str | Promise = "") -> list[Part]:
    """The parts of such a bar, each where the one before it ends; `rest`: what is left over is called."""
    given = [
        ("paid", _("Dibayar"), moved.spent_idr),
        ("committed", _("Terikat"), moved.committed_idr),
        ("reserved", _("Dicadangkan"), moved.reserved_idr),
    ]
    stood = sum(amount for _kind, _label, amount in given)
    whole = max(whole_idr, stood, 1)
    found, before = [], 0
    for kind, label, amount in [*given, ("rest", rest, max(whole_idr - stood, 0))]:
        x = before * BAR_WIDTH // whole
        before += amount
        found.append(Part(kind, label, amount, x, before * BAR_WIDTH // whole - x))
    return found


def _language() -> str:
    return "id" if get_language() == "id" else "en"
