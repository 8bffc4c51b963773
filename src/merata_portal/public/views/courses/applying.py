"""Applying for a class on a telephone, with no account and no script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from merata_portal.accounts.access import actor, public
from merata_portal.public.browser import browser_token, remember_sent, sent_before, tell_pin
from merata_portal.public.forms import Asking
from merata_portal.public.telling import done, sent_already
from merata_portal.training.actions import applying
from merata_portal.training.queries import everybody as queries


class ApplicationForm(Asking):
    """Who applies, and how they are found again."""

    name = forms.CharField(
        label=_("Nama lengkap sesuai KTP"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    birth_date = forms.DateField(
        label=_("Tanggal lahir"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    village_code = forms.ChoiceField(label=_("Desa/kelurahan tempat tinggal"))
    contact = forms.CharField(
        label=_("Cara menghubungi Anda"),
        required=False,
        max_length=150,
        help_text=_("nomor telepon atau alamat; boleh dikosongkan. Jangan menulis NIK."),
    )
    income_idr = forms.IntegerField(
        label=_("Penghasilan Anda sebulan (rupiah)"),
        required=False,
        min_value=0,
        max_value=10**12,
        help_text=_("boleh dikosongkan; tidak memengaruhi undian, dipakai untuk menilai apakah pelatihan menolong"),
    )

    def __init__(self, *args: Any, villages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village_code"] = forms.ChoiceField(
            label=_("Desa/kelurahan tempat tinggal"), choices=[("", "–"), *villages]
        )
        self.fields["income_idr"].widget.attrs["inputmode"] = "numeric"
        self.order_fields(["name", "birth_date", "village_code", "contact", "income_idr"])


@public
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The form of an application; the receipt with ticket and PIN follows."""
    try:
        found = queries.open_course(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    form = ApplicationForm(request.POST or None, villages=queries.villages(found))
    if request.method == "POST" and form.is_valid():
        if before := sent_before(request):
            sent_already(request)
            return redirect("public:own-application", ticket=before)
        made: list[tuple[str, str]] = []

        def keep() -> None:
            one, pin = applying.apply(
                by=actor(request), course=found.uuid, form=applying.Form(**form.cleaned_data),
                browser=browser_token(request),
            )  # fmt: skip
            made.append((one.ticket, pin))

        if done(request, keep):
            tell_pin(request, *made[0])
            remember_sent(request, made[0][0])
            return redirect("public:own-application", ticket=made[0][0])
    draw = next((one.draw for one in queries.rounds(found) if one.draw.voided_on is None), None)
    context = {"course": found, "form": form, "draw": draw}
    return render(request, "public/courses/apply.html", context, status=422 if form.errors else 200)
