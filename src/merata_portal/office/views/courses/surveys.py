"""After the class: who is to be asked again, certificates, and the tables for evaluation."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.courses.forms import SurveyForm
from merata_portal.training import tables
from merata_portal.training.actions import completing, following_up
from merata_portal.training.documents.certificate import certificate_pdf, office_certificate
from merata_portal.training.queries import applicants as queries

FARMING = "farming"


@require_safe
@requires(Capability.SURVEY_GRADUATE)
def due(request: HttpRequest) -> HttpResponse:
    """Who is to be asked again, the longest overdue first."""
    rows = queries.to_ask(actor(request))
    names = area_names({one.follow_up.application.village_code for one in rows})
    return render(request, "office/courses/surveys.html", {"rows": rows, "names": names})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SURVEY_GRADUATE)
def survey(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """One survey."""
    by = actor(request)
    try:
        found = queries.follow_up(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    form = SurveyForm(request.POST or None, farming=found.course.sector == FARMING)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request, lambda: following_up.survey(by=by, follow_up=uuid, **form.cleaned_data), _("Jawaban disimpan.")
        )
    ):
        return redirect("office:surveys")
    context = {"one": found, "form": form, "names": area_names([found.follow_up.application.village_code])}
    return render(request, "office/courses/survey.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Capability.SNAPSHOT)
def export(request: HttpRequest) -> HttpResponseBase:
    """Courses, applications and outcomes as the dataset's tables, in one ZIP."""
    by = actor(request)
    owner = request.POST.get("owner", "")
    by.require(Capability.SNAPSHOT, owner)
    packed: list[bytes] = []
    if not done(request, lambda: packed.append(tables.export_dataset(by=by, owner=owner))):
        return redirect("office:courses")
    answer = HttpResponse(packed[0], content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="pelatihan-{owner}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@requires(Capability.MANAGE_COURSE)
def certificate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A certificate to print."""
    try:
        found = office_certificate(actor(request), uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    page = request.build_absolute_uri(reverse("public:certificate"))
    answer = HttpResponse(certificate_pdf(found, page=page), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="sertifikat-{found.code}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@requires(Capability.MANAGE_COURSE)
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Take a certificate back."""
    by = actor(request)
    try:
        found = office_certificate(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    done(
        request,
        lambda: completing.revoke_certificate(by=by, certificate=found.uuid, reason=reason_of(request)),
        _("Sertifikat dicabut."),
    )
    return redirect("office:course", uuid=found.application.course.uuid)
