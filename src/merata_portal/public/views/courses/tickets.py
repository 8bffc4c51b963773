"""An applicant's own page, opened by ticket and PIN: the outcome, taking the application back, the certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, public
from merata_portal.public.browser import is_open, keep_open, told_pin
from merata_portal.public.telling import done
from merata_portal.tickets.actions import opened
from merata_portal.training.actions import applying
from merata_portal.training.documents.certificate import certificate_pdf
from merata_portal.training.queries import everybody as queries
from merata_portal.training.queries.outcomes import outcome

if TYPE_CHECKING:
    from merata_portal.training.models import Application


@public
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """Ticket and PIN, in the body."""
    if request.method == "POST":
        found: list[str] = []
        ticket, pin = (request.POST.get(name, "").replace("\x00", "")[:40] for name in ("ticket", "pin"))
        if done(request, lambda: found.append(opened(queries.tickets(), ticket, pin).ticket)):
            keep_open(request, found[0])
            return redirect("public:own-application", ticket=found[0])
    return render(request, "public/courses/ticket.html", {})


@public
@require_safe
def own(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """The application that this browser filed or opened."""
    if not is_open(request, ticket):
        return redirect("public:course-ticket")
    found = _application(ticket)
    context = {
        "application": found, "course": found.course, "outcome": outcome(found),
        "pin": told_pin(request, ticket), "certificate": queries.own_certificate(found),
        "may_withdraw": found.withdrawn_on is None and found.course.state in ("open", "draft"),
    }  # fmt: skip
    answer = render(request, "public/courses/own.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@public
@require_POST
def withdraw(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """Take the application back."""
    if not is_open(request, ticket):
        return redirect("public:course-ticket")
    found = _application(ticket)
    done(request, lambda: applying.withdraw(by=actor(request), application=found), _("Pendaftaran ditarik."))
    return redirect("public:own-application", ticket=ticket)


@public
@require_safe
def certificate(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """One's own certificate as PDF."""
    if not is_open(request, ticket):
        return redirect("public:course-ticket")
    found = queries.own_certificate(_application(ticket))
    if found is None:
        raise Http404
    page = request.build_absolute_uri(reverse("public:certificate"))
    content = certificate_pdf(found, page=page)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="sertifikat-{found.code}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _application(ticket: str) -> Application:
    try:
        return queries.by_ticket(ticket)
    except ObjectDoesNotExist as error:
        raise Http404 from error
