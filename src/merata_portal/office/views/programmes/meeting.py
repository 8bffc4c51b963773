"""What a village's operator writes down in the meeting: who met, what was said of each, who is added, and the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.attachments.queries import attached
from merata_portal.attachments.queries import content as content_of
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import AFTER, sought, uuid_of
from merata_portal.office.views.programmes.forms import Meeting
from merata_portal.office.views.programmes.verifying import show
from merata_portal.programmes.actions import verifying as actions
from merata_portal.programmes.queries import verifications as queries

KINDS = ("minutes", "attendance")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VERIFY_LIST)
def record(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Write down when and where the village met, and how many were there."""
    by = actor(request)
    by.require(Capability.VERIFY_LIST, village)
    form = Meeting(request.POST or None)
    if request.method != "POST":
        return redirect("office:verification", uuid=uuid, village=village)
    if not form.is_valid():
        return show(request, uuid, village, meeting=form)
    done(
        request,
        lambda: actions.record_meeting(by=by, launch=uuid, village_code=village, **form.cleaned_data),
        _("Musyawarah dicatat."),
    )
    return redirect("office:verification", uuid=uuid, village=village)


@require_POST
@requires(Capability.VERIFY_LIST)
def say(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Confirm, object to, or remove one of the list; all but confirming gives its reason."""
    by = actor(request)
    by.require(Capability.VERIFY_LIST, village)
    said = request.POST.get("said", "")
    enrolment = uuid_of(request.POST.get("enrolment", ""))
    reason = request.POST.get("reason", "").strip()
    done(request, lambda: actions.say(by=by, enrolment=enrolment, said=said, reason=reason))
    return _back(request, uuid, village, f"#k-{enrolment}")


@require_POST
@requires(Capability.VERIFY_LIST)
def add(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Add a household of the village, or one of its persons, with the reason that the meeting gave."""
    by = actor(request)
    by.require(Capability.VERIFY_LIST, village)
    household, person = uuid_of(request.POST.get("household", "")), request.POST.get("person", "")
    done(
        request,
        lambda: actions.add(
            by=by,
            launch=uuid,
            household=household,
            reason=reason_of(request),
            person=uuid_of(person) if person else None,
        ),
        _("Ditambahkan."),
    )
    return _back(request, uuid, village, "#daftar")


@require_POST
@requires(Capability.VERIFY_LIST)
def confirm_rest(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Confirm all of whom nothing was said."""
    return _village(request, uuid, village, actions.confirm_rest, _("Sisanya disetujui."))


@require_POST
@requires(Capability.VERIFY_LIST)
def close(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """End the village's verification: its word stands."""
    return _village(request, uuid, village, actions.close_verification, _("Verifikasi desa ini selesai."))


@require_POST
@requires(Capability.VERIFY_LIST)
def reopen(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Open a closed verification again before the decree, with the reason."""
    by = actor(request)
    by.require(Capability.VERIFY_LIST, village)
    done(
        request,
        lambda: actions.reopen_verification(by=by, launch=uuid, village_code=village, reason=reason_of(request)),
        _("Verifikasi dibuka lagi."),
    )
    return redirect("office:verification", uuid=uuid, village=village)


@require_POST
@requires(Capability.VERIFY_LIST)
def attach(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Attach the signed minutes or the attendance list, as PDF or photograph."""
    by = actor(request)
    by.require(Capability.VERIFY_LIST, village)
    file, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if file is None or file.file is None or kind not in KINDS:
        messages.error(request, _("Pilih berkas PDF atau foto."))
    else:
        name, content = str(file.name), file.file
        done(
            request,
            lambda: actions.attach_to_verification(
                by=by, launch=uuid, village_code=village, kind=kind, file_name=name, content=content
            ),
            _("Berkas dilampirkan."),
        )
    return redirect("office:verification", uuid=uuid, village=village)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def attachment(request: HttpRequest, uuid: UUID, village: str, attachment_uuid: UUID) -> HttpResponseBase:
    """One attachment of a village's verification, as a download that no cache keeps."""
    found = sought(lambda: queries.verification(actor(request), uuid, village))
    file = attached(found.row.verification.subject, *KINDS).filter(uuid=attachment_uuid).first()
    if file is None:
        raise Http404
    response = StreamingHttpResponse(content_of(file), content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.file_name)
    response["Cache-Control"] = "no-store"
    return response


def _village(request: HttpRequest, uuid: UUID, village: str, step: Callable[..., Any], said: str) -> HttpResponse:
    by = actor(request)
    by.require(Capability.VERIFY_LIST, village)
    done(request, lambda: step(by=by, launch=uuid, village_code=village), said)
    return redirect("office:verification", uuid=uuid, village=village)


def _back(request: HttpRequest, uuid: UUID, village: str, anchor: str) -> HttpResponse:
    """The page of the list where somebody was, at the one of whom they spoke."""
    address = reverse("office:verification", args=(uuid, village))
    after = request.POST.get("lanjut", "")
    page = f"?lanjut={after}" if AFTER.fullmatch(after) else ""
    return redirect(f"{address}{page}{anchor}")
