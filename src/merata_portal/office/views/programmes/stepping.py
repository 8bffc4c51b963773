"""The steps of a launch: listed, approved, decreed, topped up, released, withdrawn, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import sought
from merata_portal.office.views.programmes.forms import Rupiah
from merata_portal.office.views.programmes.launches import decree_form, show
from merata_portal.programmes.actions import closing, cycling, decreeing, launching, listing
from merata_portal.programmes.queries import launches as queries

Step = Callable[..., Any]


@require_POST
@requires(Capability.LAUNCH_PROGRAMME)
def list_targets(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have the targeting list computed and frozen, in the background."""
    by = _in_sight(request, uuid)
    done(request, lambda: listing.list_targets(by=by, launch=uuid), _("Daftar sedang disusun."))
    return redirect("office:launch", uuid=uuid)


@require_POST
@requires(Capability.APPROVE_LIST)
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Approve the frozen list; the villages are asked next."""
    return _reasoned(request, uuid, listing.approve_list, gettext_lazy("Daftar disetujui; desa diminta memverifikasi."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.ISSUE_DECREE)
def decree(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enrol by decree all that the villages verified, and commit their money."""
    by = _in_sight(request, uuid)
    if request.method != "POST":
        return redirect("office:launch", uuid=uuid)
    form = decree_form(by, sought(lambda: queries.launch(by, uuid)), request.POST)
    if not form.is_valid():
        return show(request, uuid, decree=form)
    done(
        request,
        lambda: decreeing.issue_decree(by=by, launch=uuid, **form.cleaned_data),
        _("Ditetapkan; peserta sedang didaftarkan."),
    )
    return redirect("office:launch", uuid=uuid)


@require_POST
@requires(Capability.LAUNCH_PROGRAMME)
def top_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Raise the ceiling from what the budget line has available."""
    by = _in_sight(request, uuid)
    try:
        amount = Rupiah().clean(request.POST.get("amount_idr", ""))
    except ValidationError as error:
        messages.error(request, _("Tambahan: %(why)s") % {"why": " ".join(error.messages)})
        return redirect("office:launch", uuid=uuid)
    done(
        request,
        lambda: launching.top_up(by=by, launch=uuid, amount_idr=amount, reason=reason_of(request)),
        _("Pagu ditambah."),
    )
    return redirect("office:launch", uuid=uuid)


@require_POST
@requires(Capability.LAUNCH_PROGRAMME)
def release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give back to the budget line what nobody can need any more."""
    return _reasoned(request, uuid, launching.release_surplus, gettext_lazy("Sisa kembali tersedia di anggaran."))


@require_POST
@requires(Capability.LAUNCH_PROGRAMME)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a launch back before its decree."""
    return _reasoned(request, uuid, launching.withdraw_launch, gettext_lazy("Peluncuran ditarik; uangnya kembali."))


@require_POST
@requires(Capability.ISSUE_DECREE)
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a launch whose payments are all settled."""
    return _reasoned(request, uuid, closing.close_launch, gettext_lazy("Program ditutup."))


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def open_cycles(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Lay out the year's cycles by the rulebook's instalments and the calendar."""
    by = _in_sight(request, uuid)
    done(request, lambda: cycling.open_cycles(by=by, launch=uuid), _("Siklus dibuka."))
    return redirect("office:cycles", uuid=uuid)


def _in_sight(request: HttpRequest, uuid: UUID) -> Actor:
    by = actor(request)
    sought(lambda: queries.launch(by, uuid))
    return by


def _reasoned(request: HttpRequest, uuid: UUID, step: Step, said: str | Promise) -> HttpResponse:
    by = _in_sight(request, uuid)
    done(request, lambda: step(by=by, launch=uuid, reason=reason_of(request)), said)
    return redirect("office:launch", uuid=uuid)
