"""A plan under way: promised beside delivered by pillar, village and item; what is late, and whose turn it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata.report import map_pictures
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.office.exports import csv_response
from merata_portal.office.paging import address_with, number
from merata_portal.office.views.planning.plan_outlines import outlines
from merata_portal.office.views.planning.plan_words import GRAVITIES, KINDS, PILLARS, TURNS, WARNINGS
from merata_portal.office.views.planning.wording import numbers
from merata_portal.planning.queries import monitoring as queries

FIRST = 3
"""So many warnings of a kind are shown at once, the gravest first; the others unfold."""
UNFOLDED = 150
ITEMS = 100
LIMITS = (0.0, 0.25, 0.5, 0.75, 1.0)
AMOUNTS = ("promised_idr", "reserved_idr", "committed_idr", "paid_idr", "returned_idr", "expected_idr")
COUNTS = ("items", "households", "households_reached", "seats", "filled", "completed", "works")
SAID = ("open", "overdue", "answered", "proposals", "proposals_answered", "proposals_delivered")
GROUP = (
    *AMOUNTS, *COUNTS, "physical_percent", "works_money_percent", *(f"findings_{one}" for one in SAID[:3]), *SAID[3:],
    "warnings",
)  # fmt: skip
ITEM = (
    "item_id", "kind", "pillar", "name", "village_code", "state", *AMOUNTS, "households", "households_reached", "seats",
    "filled", "completed", "physical_percent",
)  # fmt: skip
WARNING = ("code", "gravity", "kind", "name", "villages", "text", "todo", "turn")
PAGES = {"launch": Capability.VIEW_PROGRAMMES, "course": Capability.VIEW_TRAINING, "project": Capability.VIEW_PROJECTS}
"""What one must hold to open the page of what the plan made."""


@require_safe
@requires(Capability.VIEW_PLANS)
def monitoring(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Warnings first, by whose turn it is, then each pillar."""
    by = actor(request)
    seen = _seen(by, uuid)
    if _csv(request):
        told = ([str(PILLARS[one.code]), *_figures(one)] for one in seen.pillars)
        return csv_response(f"pantau-pilar-{_name(seen)}", ("pillar", *GROUP), told)
    if request.GET.get("bentuk") == "peringatan":
        return csv_response(f"pantau-peringatan-{_name(seen)}", WARNING, (_warned(one) for one in seen.warnings))
    turn = request.GET.get("giliran")
    wanted = [one for one in seen.warnings if turn not in TURNS or one.said.turn == turn]
    context = {
        **_frame(request, seen, "pillars"),
        "warnings_csv": address_with(request, bentuk="peringatan"),
        "pillars": [(PILLARS[one.code], one) for one in seen.pillars],
        "groups": _groups(by, wanted),
        "turn": turn if turn in TURNS else None,
        "turns": _turns(seen.warnings),
    }
    return render(request, "office/planning/monitoring.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def villages(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Each village of the plan's area, those for which it holds nothing as well."""
    by = actor(request)
    seen = _seen(by, uuid)
    if _csv(request):
        told = ([one.code, one.name, *_figures(one)] for one in seen.villages)
        return csv_response(f"pantau-desa-{_name(seen)}", ("village_code", "village", *GROUP), told)
    context = {
        **_frame(request, seen, "villages"),
        "rows": seen.villages,
        "without": sum(not one.items for one in seen.villages if one.code),
        "villages": sum(bool(one.code) for one in seen.villages),
        "map": _map(by, seen),
    }
    return render(request, "office/planning/monitoring_villages.html", context)


@require_safe
@requires(Capability.VIEW_PLANS)
def items(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Each item: what was promised, where it stands, how far its money and its work are."""
    by = actor(request)
    seen = _seen(by, uuid)
    if _csv(request):
        told = (_item(one) for one in seen.rows)
        return csv_response(f"pantau-kegiatan-{_name(seen)}", ITEM, told)
    pillar = request.GET.get("pilar", "")
    rows = [one for one in seen.rows if one.item.pillar == pillar] if pillar in PILLARS and pillar else list(seen.rows)
    first = number(request.GET, "mulai") or 0
    shown = rows[first : first + ITEMS]
    context = {
        **_frame(request, seen, "items"),
        "rows": [(one, KINDS.get(one.item.kind, one.item.kind), _may(by, one.item.made_kind)) for one in shown],
        "names": area_names({one.item.village_code for one in shown}),
        "pillar": pillar,
        "pillar_names": [(code, name) for code, name in PILLARS.items() if code],
        "next": address_with(request, mulai=str(first + ITEMS)) if len(rows) > first + ITEMS else "",
        "count": len(rows),
    }
    return render(request, "office/planning/monitoring_items.html", context)


def _seen(by: Actor, uuid: UUID) -> queries.Monitoring:
    try:
        return queries.monitoring(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _frame(request: HttpRequest, seen: queries.Monitoring, tab: str) -> dict[str, Any]:
    grave = Counter(int(one.said.gravity) for one in seen.warnings)
    return {
        "plan": seen.plan,
        "seen": seen,
        "total": seen.total,
        "tab": tab,
        "csv": address_with(request, bentuk="csv"),
        "gravities": [(name, grave[gravity], gravity) for gravity, name in GRAVITIES.items()],
        "area_name": area_names([seen.plan.area]).get(seen.plan.area, seen.plan.area),
    }


def _map(by: Actor, seen: queries.Monitoring) -> str:
    """The share of what was promised that was paid, by village; empty where the frozen data hold no outlines."""
    shapes = outlines(by, seen.plan, frozenset(one.code for one in seen.villages if one.code))
    if shapes is None:
        return ""
    shares = {one.code: one.money.share for one in seen.villages if one.code in shapes.polygons}
    values = {code: min(max(share, 0.0), 1.0) for code, share in shares.items() if share is not None}
    low = sorted(values, key=lambda code: values[code])[:3]
    names = {one.code: one.name for one in seen.villages}
    words = map_pictures.Words(
        title=_("Bagian dari yang dijanjikan yang sudah dibayar"), write=lambda share: numbers().percent(share, 0),
        no_data=_("tidak ada kegiatan"), nothing=_("belum dibayar sama sekali"),
    )  # fmt: skip
    alt = _("Peta bagian yang sudah dibayar menurut desa. Terendah: %(low)s. Semua angka ada di tabel di bawahnya.") % {
        "low": ", ".join(f"{names[code]} {numbers().percent(values[code], 0)}" for code in low) or "–"
    }
    return map_pictures.village_picture(shapes, values, words, alt=alt, names=names, limits=LIMITS, id_prefix="paid")


def _turns(found: Sequence[Any]) -> list[tuple[str, Any, int, int]]:
    """Whose turn it is how often, and of that how often gravely; who has most to do first."""
    every = Counter(one.said.turn for one in found)
    grave = Counter(one.said.turn for one in found if one.said.gravity == 1)
    return [
        (role, TURNS.get(role, role), count, grave[role])
        for role, count in sorted(every.items(), key=lambda one: (-grave[one[0]], -one[1], one[0]))
    ]


def _groups(by: Actor, wanted: Sequence[Any]) -> list[tuple[Any, int, int, list[Any], list[Any], int]]:
    """The warnings by what is wrong: how many, of them gravely, the first ones, what unfolds, and how many more."""
    by_code: dict[str, list[Any]] = {}
    for one in wanted:
        by_code.setdefault(one.said.code, []).append(one)
    names = area_names({one.villages[0] for one in wanted if len(one.villages) == 1})
    found = []
    for code, own in by_code.items():
        told = [(one, _place(one.villages, names), _may(by, one.kind)) for one in own[: FIRST + UNFOLDED]]
        grave = sum(one.said.gravity == 1 for one in own)
        found.append(
            (WARNINGS.get(code, code), len(own), grave, told[:FIRST], told[FIRST:], max(len(own) - len(told), 0))
        )
    return sorted(found, key=lambda one: (-bool(one[2]), -one[2], -one[1]))


def _place(codes: Sequence[str], names: dict[str, str]) -> str:
    return names.get(codes[0], codes[0]) if len(codes) == 1 else ""


def _may(by: Actor, kind: str) -> bool:
    return kind in PAGES and by.may(PAGES[kind])


def _figures(one: queries.Group) -> list[Any]:
    return [
        *(getattr(one.money, name) for name in AMOUNTS), *(getattr(one, name) for name in COUNTS),
        _rounded(one.physical_pc), _rounded(one.works_money_pc), *(getattr(one.said, name) for name in SAID),
        one.warnings,
    ]  # fmt: skip


def _item(row: queries.Row) -> list[Any]:
    item, reached = row.item, row.reached
    return [
        item.item_id, item.kind, item.pillar, item.name, item.village_code, reached.state or item.state,
        *(getattr(row.money, name) for name in AMOUNTS), item.households, reached.households, reached.seats,
        reached.filled, reached.completed, _rounded(reached.physical_pc),
    ]  # fmt: skip


def _warned(one: Any) -> list[Any]:
    at = "id" if get_language() == "id" else "en"
    return [
        one.said.code, int(one.said.gravity), one.kind, getattr(one, f"name_{at}"), " ".join(one.villages),
        getattr(one.said, f"text_{at}"), getattr(one.said, f"todo_{at}"), one.said.turn,
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _csv(request: HttpRequest) -> bool:
    return request.GET.get("bentuk") == "csv"


def _name(seen: queries.Monitoring) -> str:
    return f"{seen.plan.area}-{seen.plan.year}-{seen.plan.uuid.hex[:8]}"
