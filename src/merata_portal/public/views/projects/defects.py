"""Reporting a defect with a photograph, and finding it again by ticket and PIN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, public
from merata_portal.infrastructure.actions import mending
from merata_portal.infrastructure.queries import defects as queries
from merata_portal.infrastructure.queries import projects
from merata_portal.infrastructure.states import BUILT
from merata_portal.public.browser import (
    browser_token,
    is_open,
    keep_open,
    remember_sent,
    sent_before,
    tell_pin,
    told_pin,
)
from merata_portal.public.forms import Asking
from merata_portal.public.telling import done, sent_already
from merata_portal.tickets.actions import opened


class Pictures(forms.ClearableFileInput):
    """Several photographs at once."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Photographs, or none."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file, checked one by one."""
        given = data if isinstance(data, list) else [data] if data else []
        return [super(Photos, self).clean(one, initial) for one in given]


class DefectForm(Asking):
    """What is wrong with a work."""

    kind = forms.ChoiceField(label=gettext_lazy("Apa yang rusak"))
    text = forms.CharField(
        label=gettext_lazy("Ceritakan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Langsung tampil untuk semua, kecuali memuat nomor telepon, surel, tautan, atau NIK."),
    )
    photos = Photos(
        label=gettext_lazy("Foto"),
        required=False,
        widget=Pictures(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("sampai 3 foto; siapa yang memotret tidak disimpan"),
    )
    contact = forms.CharField(
        label=gettext_lazy("Cara menghubungi Anda"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("boleh dikosongkan; hanya dibaca petugas"),
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label=gettext_lazy("Apa yang rusak"), choices=list(kinds))
        self.order_fields(["kind", "text", "photos", "contact"])


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The form of a report; the receipt with ticket and PIN follows."""
    try:
        found = projects.public_project(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if found.state not in BUILT:
        raise Http404
    form = DefectForm(request.POST or None, request.FILES or None, kinds=projects.codes()["defect"])
    if request.method == "POST" and form.is_valid():
        if before := sent_before(request):
            sent_already(request)
            return redirect("public:own-defect", ticket=before)
        made: list[tuple[str, str]] = []

        def keep() -> None:
            given = form.cleaned_data
            photos = [(one.name or "", one.file) for one in given["photos"]]
            defect, pin = mending.report_defect(
                by=actor(request), project=found.uuid, kind=given["kind"], text=given["text"],
                contact=given["contact"], photos=photos, browser=browser_token(request),
            )  # fmt: skip
            made.append((defect.ticket, pin))

        if done(request, keep):
            tell_pin(request, *made[0])
            remember_sent(request, made[0][0])
            return redirect("public:own-defect", ticket=made[0][0])
    context = {"project": found, "form": form}
    return render(request, "public/projects/report.html", context, status=422 if form.errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """Ticket and PIN, in the body."""
    if request.method == "POST":
        found: list[str] = []
        ticket, pin = (request.POST.get(name, "").replace("\x00", "")[:40] for name in ("ticket", "pin"))
        if done(request, lambda: found.append(opened(queries.tickets(), ticket, pin).ticket)):
            keep_open(request, found[0])
            return redirect("public:own-defect", ticket=found[0])
    return render(request, "public/projects/ticket.html", {})


@public
@require_safe
def own(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """The report that this browser filed or opened."""
    if not is_open(request, ticket):
        return redirect("public:defect-ticket")
    try:
        row = queries.own_defect(ticket)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "row": row, "defect": row.defect, "project": row.defect.project, "pin": told_pin(request, ticket),
        "may_reopen": row.defect.state in ("mended", "confirmed"),
    }  # fmt: skip
    answer = render(request, "public/projects/own.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@public
@require_POST
def reopen(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """Whoever reported it says that it is not mended."""
    if not is_open(request, ticket):
        return redirect("public:defect-ticket")
    try:
        row = queries.own_defect(ticket)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    done(request, lambda: mending.reopen_own(by=actor(request), defect=row.defect), _("Dibuka kembali."))
    return redirect("public:own-defect", ticket=ticket)
