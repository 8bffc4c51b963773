"""The registry's people: lists by village, finding somebody, the household's page."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.accounts.scope import areas
from merata_portal.actor import Capability
from merata_portal.office import labels
from merata_portal.office.paging import address_with
from merata_portal.registry.queries.households import HouseholdPage
from merata_portal.registry.queries.households import household as household_page
from merata_portal.registry.queries.lists import dead, moved_out
from merata_portal.registry.queries.lists import households as household_list
from merata_portal.registry.queries.searching import search

DESILS = tuple(str(number) for number in range(1, 11))


@require_safe
@requires(Capability.VIEW_REGISTRY)
def households(request: HttpRequest) -> HttpResponse:
    """Households by village, of one village or desil where asked."""
    by = actor(request)
    village, desil = request.GET.get("desa", ""), request.GET.get("desil", "")
    page = household_list(
        by, village=village, desil=int(desil) if desil in DESILS else None, after=request.GET.get("lanjut", "")
    )
    context = {
        "rows": page.rows,
        "next": address_with(request, lanjut=page.after) if page.after else "",
        "villages": areas(by, Capability.VIEW_REGISTRY).filter(kind="village").order_by("name", "code"),
        "names": area_names({row.village_code for row in page.rows}),
        "village": village,
        "desil": desil,
        "desils": DESILS,
    }
    return render(request, "office/households.html", context)


@require_POST
@requires(Capability.VIEW_REGISTRY)
def found(request: HttpRequest) -> HttpResponse:
    """People by name, NIK or KK number. The words come in the body: no name or number stands in an address or a log."""
    text = request.POST.get("cari", "").strip()
    page = search(actor(request), text, after=request.POST.get("lanjut", ""))
    names = area_names({row.village_code for row in page.rows})
    return render(request, "office/found.html", {"text": text, "page": page, "names": names})


@require_safe
@requires(Capability.VIEW_REGISTRY)
def gone(request: HttpRequest, how: str) -> HttpResponse:
    """Those who died or moved away, the latest first."""
    listed = dead if how == "meninggal" else moved_out
    page = listed(actor(request), after=request.GET.get("lanjut", ""))
    context = {
        "how": how,
        "rows": page.rows,
        "names": area_names({row.village_code for row in page.rows}),
        "next": address_with(request, lanjut=page.after) if page.after else "",
    }
    return render(request, "office/gone.html", context)


@require_safe
@requires(Capability.VIEW_REGISTRY)
def household(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who lives here, what they receive, what changed."""
    by = actor(request)
    try:
        page = household_page(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    village = page.household.village_code
    context = {
        "page": page,
        "village": area_names([village]).get(village, village),
        "attributes": labels.attributes(page.attributes),
        "changes": _changes(page),
        "may_reveal": by.may(Capability.REVEAL_NUMBER, village),
        "may_edit": by.may(Capability.EDIT_REGISTRY, village),
    }
    return render(request, "office/household.html", context)


def _changes(page: HouseholdPage) -> list[dict[str, object]]:
    people = {member.person.uuid: member.person.name for member in (*page.members, *page.former)}
    who = names_of({change.by_user_id for change in page.changes})
    return [
        {
            "day": change.on_day,
            "kind": labels.kind_name(change.kind),
            "person": people.get(change.person, "") if change.person else "",
            "made": change.made,
            "reason": change.reason,
            "by": who.get(change.by_user_id, ""),
            "differences": labels.differences(change.differences),
        }
        for change in page.changes
    ]
