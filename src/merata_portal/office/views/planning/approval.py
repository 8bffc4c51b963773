"""The council's decision on a plan: approved with what it leaves out, refused, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.planning.plan_drafting import own_plan
from merata_portal.office.views.planning.plan_forms import Decision
from merata_portal.office.views.planning.plans import frame, lines_shown
from merata_portal.planning.actions import approving, revoking
from merata_portal.planning.queries import plan_sums


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.APPROVE_PLAN)
def approve(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The form of the decree; sent, the approval is carried out as background work."""
    by = actor(request)
    found = own_plan(by, uuid, Capability.APPROVE_PLAN)
    rows = list(plan_sums.wanted_items(found).filter(amount_idr__gt=0))
    known = [(one.item_id, one.source_id, one.village_code) for one in rows]
    form = Decision(
        request.POST if request.method == "POST" else None, known=known,
        initial={"out1": request.GET.get("keluar", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            approving.approve(
                by=by, plan=found.uuid, decree_number=given["decree_number"], decree_on=given["decree_on"],
                reason=given["reason"], left_out=form.left_out,
                answer_unanswered=request.POST.get("answer_unanswered") == "1",
            )  # fmt: skip

        if done(request, act, _("Ditetapkan; dana, program, kelas, dan pekerjaannya sedang disiapkan.")):
            return redirect("office:plan", uuid=uuid)
    return _form(request, by, found, form, rows)


@require_POST
@requires(Capability.APPROVE_PLAN)
def refuse(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The council refuses the plan."""
    by = actor(request)
    found = own_plan(by, uuid, Capability.APPROVE_PLAN)
    done(request, lambda: approving.refuse(by=by, plan=found.uuid, reason=reason_of(request)), _("Rencana ditolak."))
    return redirect("office:plan", uuid=uuid)


@require_POST
@requires(Capability.APPROVE_PLAN)
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The council takes its decision back, as far as it can still be taken back."""
    by = actor(request)
    found = own_plan(by, uuid, Capability.APPROVE_PLAN)
    done(request, lambda: revoking.revoke(by=by, plan=found.uuid, reason=reason_of(request)), _("Keputusan dicabut."))
    return redirect("office:plan", uuid=uuid)


def _form(request: HttpRequest, by: Any, found: Any, form: Decision, rows: list[Any]) -> HttpResponse:
    names = area_names({one.village_code for one in rows if one.village_code})
    sources = {one.source_id: one.name for one in rows if one.kind == "programme"}
    context = {
        **frame(by, found),
        "form": form,
        "options": [
            *((f"{source}:*", _("%(name)s, di semua desa") % {"name": name}) for source, name in sources.items()),
            *((f"*:{code}", _("semua kegiatan di %(name)s") % {"name": name}) for code, name in names.items()),
            *((one.item_id, f"{one.name}, {names.get(one.village_code, '')}".rstrip(", ")) for one in rows),
        ],
        "asked_idr": plan_sums.asked_of(found),
        "items": len(rows),
        **lines_shown(plan_sums.paying_lines(found)),
    }
    return render(request, "office/planning/approval.html", context, status=422 if form.errors else 200)
