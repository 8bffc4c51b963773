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
    """One job; asked by htmx, only the part that changes while it runs.

    Where the page around it says more when the job has ended (`?lalu=muat`), the browser is told to load that anew.
    """
    found = queries.one(actor(request), job_id)
    partly = bool(request.headers.get("HX-Request"))
    reload_after = request.GET.get("lalu") == "muat"
    context = {
        "job": found,
        "may_cancel": actor(request).may(Capability.CANCEL_JOB, found.area),
        "reload_after": reload_after,
    }
    response = render(request, "office/parts/job.html" if partly else "office/job.html", context)
    if partly and reload_after and found.finished_at is not None:
        response["HX-Refresh"] = "true"
    return response


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
