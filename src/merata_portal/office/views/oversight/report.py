"""The yearly report: what it holds, and made as PDF; each making is an event."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import requires
from merata_portal.actor import Capability
from merata_portal.office.context import synthetic
from merata_portal.office.views.oversight.asking import asked
from merata_portal.oversight.actions.reporting import make_report
from merata_portal.oversight.queries.reports import made_at


@require_safe
@requires(Capability.VIEW_OVERSIGHT)
def report(request: HttpRequest) -> HttpResponse:
    """What the report holds, and whether one that somebody holds was made here."""
    wanted = asked(request)
    typed = request.GET.get("sidik", "").strip()
    context = {"typed": typed, "made_at": made_at(typed), **wanted.context(request, "report")}
    return render(request, "office/oversight/report.html", context)


@require_POST
@requires(Capability.VIEW_OVERSIGHT)
def make(request: HttpRequest) -> HttpResponse:
    """The report in the language that was asked for."""
    wanted = asked(request)
    language = "en" if request.POST.get("bahasa") == "en" else "id"
    made = make_report(
        by=wanted.by, place=wanted.place, year=wanted.year, language=language, day=timezone.localdate(),
        synthetic=synthetic(settings.DATA_ROOT),
    )  # fmt: skip
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="pertanggungjawaban-{wanted.name}-{language}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
