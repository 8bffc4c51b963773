"""Findings of forums: the list, one with its history, and the office's answer."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.participation.actions.findings import answer_finding
from merata_portal.participation.queries import findings as reading
from merata_portal.participation.queries.finding_scope import findings_to_answer
from merata_portal.participation.queries.states import FINDING_STATES

MOST = 200


@require_safe
@requires(Capability.VIEW_FORUMS)
def findings(request: HttpRequest) -> HttpResponse:
    """The findings of one's areas and those that one's office must answer, those due first."""
    by = actor(request)
    state = request.GET.get("keadaan", "open")
    rows = {one.pk: one for one in reading.findings(by, state=state)[:MOST]}
    if state == "open":
        rows |= {one.pk: one for one in reading.waiting(by).select_related("meeting")[:MOST]}
    pages = [reading.page_of(one) for one in sorted(rows.values(), key=lambda one: (one.deadline, one.pk))]
    context = {
        "pages": pages,
        "names": area_names({one.finding.area for one in pages} | {one.finding.office_area for one in pages}),
        "state": state,
        "states": FINDING_STATES,
    }
    return render(request, "office/forums/findings.html", context)


@require_safe
@requires(Capability.VIEW_FORUMS)
def finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One finding with its history."""
    by = actor(request)
    try:
        page = reading.finding(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "page": page,
        "finding": page.finding,
        "names": area_names({page.finding.area, page.finding.office_area}),
        "people": names_of({one.by_user_id for one in page.steps}),
        "may_answer": page.finding.state in reading.UNSETTLED
        and findings_to_answer(by).filter(pk=page.finding.pk).exists(),
    }
    return render(request, "office/forums/finding.html", context)


@require_POST
@requires(Capability.ANSWER_FINDING)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The office's answer, with a file where there is one."""
    by = actor(request)
    get_object_or_404(findings_to_answer(by), uuid=uuid)
    file = request.FILES.get("file")
    done(
        request,
        lambda: answer_finding(
            by=by, finding=uuid, text=reason_of(request), file=file, file_name="" if file is None else file.name or ""
        ),
        _("Jawaban dicatat dan terbit; musyawarah berikutnya menilainya."),
    )
    return redirect("office:finding", uuid=uuid)
