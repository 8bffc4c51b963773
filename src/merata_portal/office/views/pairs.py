"""Records that may be one person: reviewing pairs with the evidence shown, and taking a merge apart."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office import labels
from merata_portal.office.forms import Place, reason_of
from merata_portal.office.paging import SCORE, address_with, going_on
from merata_portal.office.telling import done
from merata_portal.registry.actions import linking, merging
from merata_portal.registry.queries import links as queries


@require_safe
@requires(Capability.REVIEW_LINKS)
def pairs(request: HttpRequest) -> HttpResponse:
    """The unclear pairs of one's areas, the likeliest first."""
    by = actor(request)
    page = queries.pairs(by, after=going_on(request.GET, SCORE))
    codes = {person.village_code for pair in page.rows for person in (pair.first, pair.second)}
    context = {
        "pairs": [(pair, labels.agreements(pair.evidence), labels.odds(pair.score)) for pair in page.rows],
        "names": area_names(codes),
        "next": address_with(request, lanjut=page.after) if page.after else "",
        "form": Place(actor=by, capability=Capability.MERGE) if by.may(Capability.MERGE) else None,
        "merges": queries.merges(by) if by.may(Capability.MERGE) else [],
    }
    return render(request, "office/pairs.html", context)


@require_POST
@requires(Capability.MERGE)
def link(request: HttpRequest) -> HttpResponse:
    """Have the people of an area held against each other in the background."""
    area = request.POST.get("area", "")
    started: list[UUID] = []
    if done(request, lambda: started.append(linking.start_linking(by=actor(request), area=area).id)):
        return redirect("office:job", job_id=started[0])
    return redirect("office:pairs")


@require_POST
@requires(Capability.REVIEW_LINKS)
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Say of a pair whether it is one person."""
    by = actor(request)
    same = request.POST.get("same") == "1"
    try:
        pair = queries.pair(by, pair_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    done(
        request,
        lambda: merging.decide_pair(by=by, pair_id=pair.id, same=same, reason=reason_of(request)),
        _("Digabungkan menjadi satu orang.") if same else _("Dicatat sebagai dua orang yang berbeda."),
    )
    return redirect("office:pairs")


@require_POST
@requires(Capability.MERGE)
def unmerge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge apart."""
    by = actor(request)
    found = next((one for one in queries.merges(by, after=merge_id + 1, limit=1) if one.id == merge_id), None)
    if found is None:
        raise Http404
    done(
        request,
        lambda: merging.unmerge(by=by, change_id=found.change_id, reason=reason_of(request)),
        _("Penggabungan dibatalkan; kedua data kembali seperti semula."),
    )
    return redirect("office:pairs")
