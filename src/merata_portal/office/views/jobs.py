"""Background work: what was asked for, how far it is, how it ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.jobs import actions, queries

SHOWN = 100


@require_safe
@requires(Capability.VIEW_JOBS)
def jobs(request: HttpRequest) -> HttpResponse:
    """The latest jobs of one's own and of one's areas."""
    return render(request, "office/jobs.html", {"jobs": queries.visible(actor(request))[:SHOWN], "shown": SHOWN})


@require_safe
@requires(Capability.VIEW_JOBS)
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job; asked by htmx, only the part that changes while it runs."""
    found = queries.one(actor(request), job_id)
    part = "office/parts/job.html" if request.headers.get("HX-Request") else "office/job.html"
    return render(request, part, {"job": found, "may_cancel": actor(request).may(Capability.CANCEL_JOB, found.area)})


@require_POST
@requires(Capability.CANCEL_JOB)
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponseRedirect:
    """Ask a job to stop."""
    by = actor(request)
    found = queries.one(by, job_id)
    held = by.require(Capability.CANCEL_JOB, found.area)
    actions.cancel(by=by, job_id=found.id, held=held)
    messages.info(request, _("Diminta berhenti; yang sudah selesai tetap tersimpan."))
    return redirect("office:job", job_id=found.id)
