"""The registry's people: lists by village, finding somebody, the household's page."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.office import labels
from merata_portal.office.forms import Death, Leave, Move
from merata_portal.office.paging import DAY, PLACE, address_with, going_on
from merata_portal.programmes.queries.of_household import of_household
from merata_portal.registry.queries.history import Happened
from merata_portal.registry.queries.households import HouseholdPage
from merata_portal.registry.queries.households import household as household_page
from merata_portal.registry.queries.lists import dead, moved_out
from merata_portal.registry.queries.lists import households as household_list
from merata_portal.registry.queries.searching import search

DECLARED = ("death", "move")
MOST_SOUGHT = 200
DESILS = tuple(str(number) for number in range(1, 11))


@require_safe
@requires(Capability.VIEW_REGISTRY)
def households(request: HttpRequest) -> HttpResponse:
    """Households by village, of one village or desil where asked."""
    by = actor(request)
    village, desil = request.GET.get("desa", ""), request.GET.get("desil", "")
    page = household_list(
        by, village=village, desil=int(desil) if desil in DESILS else None, after=going_on(request.GET, PLACE)
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


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VIEW_REGISTRY)
def found(request: HttpRequest) -> HttpResponse:
    """People by name, NIK or KK number. The words come in the body: no name or number stands in an address or a log."""
    text = request.POST.get("cari", "").strip()[:MOST_SOUGHT].replace("\x00", "")
    page = search(actor(request), text, after=going_on(request.POST, PLACE))
    names = area_names({row.village_code for row in page.rows})
    context = {"text": text, "page": page, "names": names, "searched": request.method == "POST"}
    return render(request, "office/found.html", context)


@require_safe
@requires(Capability.VIEW_REGISTRY)
def gone(request: HttpRequest, how: str) -> HttpResponse:
    """Those who died ("dead") or moved away ("moved"), the latest first."""
    listed = dead if how == "dead" else moved_out
    page = listed(actor(request), after=going_on(request.GET, DAY))
    context = {
        "dead": how == "dead",
        "rows": page.rows,
        "names": area_names({row.village_code for row in page.rows}),
        "next": address_with(request, lanjut=page.after) if page.after else "",
    }
    return render(request, "office/gone.html", context)


@require_safe
@requires(Capability.VIEW_REGISTRY)
def household(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who lives here, what they receive, what changed."""
    return show(request, sought(actor(request), uuid, Capability.VIEW_REGISTRY))


def sought(by: Actor, uuid: UUID, capability: Capability) -> HouseholdPage:
    """A household's page for who has the capability where it lies; `Http404` where they may not see it."""
    try:
        page = household_page(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    by.require(capability, page.household.village_code)
    return page


def show(
    request: HttpRequest,
    page: HouseholdPage,
    *,
    death: Death | None = None,
    leave: Leave | None = None,
    move: Move | None = None,
) -> HttpResponse:
    """The page of a household, with a form that was filled in wrongly where there is one (422)."""
    by = actor(request)
    village = page.household.village_code
    may_edit = by.may(Capability.EDIT_REGISTRY, village)
    here = may_edit and page.household.moved_out_on is None
    people = [(str(one.person.uuid), one.person.name) for one in page.members]
    context = {
        "page": page,
        "village": area_names([village]).get(village, village),
        "attributes": labels.attributes(page.attributes),
        "changes": _changes(page),
        "aid": of_household(by, page.household.uuid),
        "people": {one.person.uuid: one.person.name for one in (*page.members, *page.former)},
        "may_reveal": by.may(Capability.REVEAL_NUMBER, village),
        "may_edit": may_edit,
        "death": death or (Death(people=people) if here and people else None),
        "leave": leave or (Leave(people=people) if here and people else None),
        "move": move or (Move(actor=by, leaving=village) if here else None),
    }
    return render(request, "office/household.html", context, status=422 if death or leave or move else 200)


def _changes(page: HouseholdPage) -> list[dict[str, object]]:
    """Each change once: whom it brought in, and what it altered of whom."""
    people = {member.person.uuid: member.person.name for member in (*page.members, *page.former)}
    places = {uuid: place for place, uuid in enumerate(people)}
    who = names_of({change.by_user_id for change in page.changes})
    told = []
    for change_id, rows in groupby(page.changes, key=lambda one: one.change_id):
        every = sorted(rows, key=lambda one: places.get(one.person, -1) if one.person else -1)
        change = every[0]
        altered = [(_subject(one, people), labels.differences(one.differences)) for one in every if not one.made]
        told.append(
            {
                "id": change_id,
                "day": change.on_day,
                "kind": labels.kind_name(change.kind),
                "declared": change.kind in DECLARED,
                "reason": change.reason,
                "by": who.get(change.by_user_id, ""),
                "made": [_subject(one, people) for one in every if one.made],
                "altered": [(subject, differences) for subject, differences in altered if differences],
            }
        )
    return told


def _subject(change: Happened, people: dict[UUID, str]) -> str:
    return people.get(change.person, "") if change.person else _("rumah tangga ini")
