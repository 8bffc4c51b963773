"""Trying a rule on frozen data: numbers before anything is stored, then a simulation that a launch is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import area_choices
from merata_portal.office.paging import newest_first
from merata_portal.office.telling import done, why_not
from merata_portal.office.views.programmes.finding import sought
from merata_portal.office.views.programmes.forms import Simulate
from merata_portal.programmes.actions.simulating import simulate as simulate_now
from merata_portal.programmes.queries import previews, rules
from merata_portal.programmes.queries import simulations as queries
from merata_portal.registry.queries.snapshots import snapshots

OFFERED = 100
MOST_VILLAGES = 300


@dataclass(frozen=True, slots=True)
class Group:
    """A village or a decile of a preview: its name, and households and rupiah in it."""

    name: str
    eligible: int
    chosen: int
    chosen_idr: int


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SIMULATE_PROGRAMME)
def simulate(request: HttpRequest) -> HttpResponse:
    """Who would get what, by village and decile; nothing is stored until "simpan" is pressed."""
    by = actor(request)
    form = Simulate(
        request.POST or None,
        rules=_rules(by),
        snapshots=_snapshots(by),
        areas=area_choices(by, Capability.SIMULATE_PROGRAMME),
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if "keep" in request.POST:
            made: list[UUID] = []
            if done(
                request, lambda: made.append(simulate_now(by=by, **form.cleaned_data).uuid), _("Simulasi disimpan.")
            ):
                return redirect("office:simulation", uuid=made[0])
        else:
            context |= _previewed(by, form)
    return render(request, "office/programmes/simulate.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Capability.SIMULATE_PROGRAMME)
def simulations(request: HttpRequest) -> HttpResponse:
    """The stored simulations of one's areas, the newest first."""
    by = actor(request)
    page = newest_first(request, queries.simulations(by).order_by("-id"), "id")
    who = names_of({one.by_user_id for one in page.rows})
    context = {
        "rows": [(one, who.get(one.by_user_id, "")) for one in page.rows],
        "next": page.next,
        "names": area_names({one.area for one in page.rows}),
    }
    return render(request, "office/programmes/simulations.html", context)


def _previewed(by: Actor, form: Simulate) -> dict[str, Any]:
    """The numbers of a preview; what the rule or the data refuse is told at the form."""
    try:
        found = sought(lambda: previews.preview(by, **form.cleaned_data))
    except MerataError as error:
        form.add_error(None, why_not(error))
        return {}
    return {"found": found, "refused": refused_rows(found), **by_group(found)}


def by_group(found: Any) -> dict[str, Any]:
    """The villages and deciles of a preview or a simulation, with names; unknown deciles last."""
    names = area_names(set(found.by_village))
    villages = [_group(names.get(code, code), figures) for code, figures in sorted(found.by_village.items())]
    known = sorted((int(desil), figures) for desil, figures in found.by_desil.items() if desil)
    desils = [_group(str(desil), figures) for desil, figures in known]
    if "" in found.by_desil:
        desils.append(_group(_("tidak diketahui"), found.by_desil[""]))
    return {"villages": villages[:MOST_VILLAGES], "desils": desils}


def refused_rows(found: Any) -> list[tuple[str, int]]:
    """Why households are left out, in words, the most frequent first."""
    at = 0 if get_language() == "id" else 1
    rows = [
        (found.refused_words[code][at] if code in found.refused_words else code, count)
        for code, count in found.refused.items()
        if count
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _group(name: str, figures: Mapping[str, int]) -> Group:
    return Group(name, figures["eligible"], figures["chosen"], figures["chosen_idr"])


def _rules(by: Actor) -> list[tuple[str, str]]:
    at = "name_id" if get_language() == "id" else "name_en"
    found = rules.rules(by).filter(withdrawn_at__isnull=True).order_by("-id")[:OFFERED]
    return [
        (str(one.uuid), f"{getattr(one, at)} · {date_format(one.at, 'j M Y')} · {one.content_hash[:8]}")
        for one in found
    ]


def _snapshots(by: Actor) -> list[tuple[str, str]]:
    found = list(snapshots(by).filter(state="taken")[:OFFERED])
    names = area_names({one.area for one in found})
    return [(str(one.uuid), f"{names.get(one.area, one.area)} · {date_format(one.as_of, 'j F Y')}") for one in found]
