"""The frozen targeting list: by village, with rank, score and reasons; and why this one and not that one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.office.views.programmes.finding import following, sought, text_in
from merata_portal.office.views.programmes.launches import frame
from merata_portal.programmes.queries import launches
from merata_portal.programmes.queries import listed as queries
from merata_portal.registry.queries.names import households_named

ONLY = ("chosen", "beyond", "refused", "undecided")


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def listed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The list of one's areas: its villages, or one village in the order of need, then who is left out and why."""
    by = actor(request)
    found = sought(lambda: launches.launch(by, uuid))
    villages = list(launches.villages(by, uuid))
    only, compared = text_in(request, "hanya"), _uuid(text_in(request, "banding"))
    village = text_in(request, "desa") or (villages[0].village_code if len(villages) == 1 else "")
    context = {
        **frame(by, found),
        "villages": villages,
        "village": village,
        "names": area_names({one.village_code for one in villages} | {found.owner}),
        "only": only,
        "compared": compared,
    }
    if village:
        after = text_in(request, "lanjut")
        page = sought(
            lambda: queries.page(
                by, uuid, village, after if after.isascii() and after.isdecimal() else "", only if only in ONLY else ""
            )
        )
        people = households_named(by, {row.household for row in page.rows if row.household is not None})
        context |= {
            "rows": [(row, people.get(row.household) if row.household else None) for row in page.rows],
            "next": following(request, page.after),
        }
    return render(request, "office/programmes/listed.html", context)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Two households of the list side by side, and what tells them apart."""
    by = actor(request)
    found = sought(lambda: launches.launch(by, uuid))
    first, second = (_uuid(text_in(request, name)) for name in ("satu", "dua"))
    if first is None or second is None:
        return redirect("office:listed", uuid=uuid)
    told = sought(lambda: queries.neighbours(by, uuid, first, second))
    people = households_named(by, [first, second])
    context = {
        **frame(by, found),
        "told": told,
        "sides": [(told.first, people.get(first)), (told.second, people.get(second))],
        "names": area_names({told.first.village_code, told.second.village_code, found.owner}),
    }
    return render(request, "office/programmes/compare.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def own_villages(by: Actor, capability: Capability) -> Any:
    """The villages in which the actor has the capability, by name: what a drop-down offers."""
    return areas(by, capability).filter(kind="village").order_by("name", "code")
