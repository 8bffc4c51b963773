"""What the pages of the planning room write: shares as small bars, limits that cannot be kept together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from merata_portal.accounts.queries import area_names
from merata_portal.office.views.planning.settings_words import bound_words, group_name
from merata_portal.office.views.planning.wording import numbers, said
from merata_portal.planning.settings import GROUPS

register = template.Library()


@dataclass(frozen=True, slots=True)
class Limit:
    """One of the limits that cannot be kept together: its name, its sums, and how it may be loosened."""

    name: str
    sum: str
    way: str


@register.simple_tag
def share_bar(share: float) -> SafeString:
    """A share as a small bar with its percentage."""
    wide = round(40 * min(max(share, 0.0), 1.0))
    return format_html(
        '<span class="share nowrap"><svg viewBox="0 0 40 8" width="40" height="8" aria-hidden="true" focusable="false">'
        '<rect width="40" height="8" rx="2" fill="#dbe2e4"/><rect width="{}" height="8" rx="2" fill="#0b6157"/></svg> '
        "{}</span>",
        wide,
        numbers().percent(share, 0),
    )


@register.simple_tag
def refused_limits(result: Any) -> list[Limit]:
    """The smallest set of limits without a plan, each with its way out; empty where the refusal is of another kind."""
    refusal = result.refusal or {}
    return [_limit(row) for row in refusal.get("limits", ())] or [_fault(row) for row in refusal.get("faults", ())]


def _fault(row: dict[str, Any]) -> Limit:
    """One choice that the candidates cannot meet, such as a least sum above all that there is to buy."""
    group, _point, rest = str(row.get("column", "")).partition(".")
    name, _dot, side = rest.rpartition(".")
    place = area_names([name]).get(name, name) if group in GROUPS else ""
    sides = {"min_idr": _("paling sedikit"), "max_idr": _("paling banyak")}
    label = f"{group_name(group)} {place}" if place else str(row.get("column", ""))
    asked = " ".join(one for one in (sides.get(side, ""), _amount(row.get("value"))) if one)
    problems = {
        "more than its candidates cost": _("lebih dari biaya semua calonnya"),
        "more than the budget": _("lebih dari anggaran"),
        "more than max_idr": _("lebih dari paling banyaknya"),
        "the least sums together exceed the budget": _("jumlah paling sedikitnya melebihi anggaran"),
        "unknown key": _("tidak dikenal"),
        "both required and excluded": _("diwajibkan sekaligus dikecualikan"),
    }
    problem = problems.get(str(row.get("problem")), str(row.get("problem")))
    expected = str(row.get("expected", ""))
    most = expected.removeprefix("at most ")
    way = _("Paling banyak %(sum)s.") % {"sum": _amount(most)} if most != expected else ""
    return Limit(label, f"{asked} {problem}".strip(), way)


def _amount(value: object) -> str:
    """A number of a fault as the page writes numbers; anything else as it stands."""
    digits = str(value if value is not None else "").replace(",", "")
    return numbers().money(int(digits)) if digits.isascii() and digits.isdecimal() else str(value or "")


def _limit(row: dict[str, Any]) -> Limit:
    least, most = row.get("least"), row.get("most")
    if row.get("in_rupiah"):
        told = bound_words(least, most)
    else:
        money = numbers()
        parts = [] if least is None else [_("paling sedikit %(n)s") % {"n": money.integer(least)}]
        parts += [] if most is None else [_("paling banyak %(n)s") % {"n": money.integer(most)}]
        told = ", ".join(parts)
    ways = [] if least is None else [_("turunkan yang paling sedikit")]
    ways += [] if most is None else [_("naikkan yang paling banyak")]
    way = _(" atau ").join(ways)
    return Limit(said(row, "name") or row["name"], told, f"{way[:1].upper()}{way[1:]}.")
