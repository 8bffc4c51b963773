"""The steps of a work's papers and money: planned, tendered, contracted, amended, paid, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.infrastructure.actions import contracting, paying, planning
from merata_portal.infrastructure.queries import pages
from merata_portal.ledger import queries as ledger
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import number
from merata_portal.office.telling import done
from merata_portal.office.views.projects.finding import filled, own_project, reasoned
from merata_portal.office.views.projects.forms import AmendForm, ContractForm, PartyForm, PlanForm


@require_POST
@requires(Capability.PROPOSE_SPENDING)
def plan(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Reserve the money, promise the days, part the work into milestones."""
    by = actor(request)
    found = own_project(by, uuid, Capability.PROPOSE_SPENDING)
    lines = [(one.pk, str(one)) for one in ledger.lines(by, owner=found.owner)]
    form = PlanForm(request.POST, lines=lines)

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("line", "amount_idr", "start_on", "finish_on", "reason")}
        planning.plan_project(by=by, project=found.uuid, milestones=form.parts(), **given)

    return filled(request, found, form, act, _("Direncanakan; dananya dicadangkan."))


@require_POST
@requires(Capability.PROPOSE_SPENDING)
def release(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give what is still reserved back."""
    return reasoned(request, uuid, Capability.PROPOSE_SPENDING, planning.release_reserve, _("Cadangan dilepas."))


@require_POST
@requires(Capability.MANAGE_PROJECT)
def tender(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Put it to tender."""
    return reasoned(request, uuid, Capability.MANAGE_PROJECT, planning.tender, _("Pengadaan dimulai."))


@require_POST
@requires(Capability.MANAGE_PROJECT)
def fail_tender(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The tender gave no contract."""
    return reasoned(request, uuid, Capability.MANAGE_PROJECT, planning.fail_tender, _("Dicatat: pengadaan gagal."))


@require_POST
@requires(Capability.MANAGE_PROJECT)
def contract(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Keep the contract and commit its value."""
    by = actor(request)
    found = own_project(by, uuid, Capability.MANAGE_PROJECT)
    form = ContractForm(request.POST)
    return filled(
        request, found, form,
        lambda: contracting.sign_contract(
            by=by, project=found.uuid, supplier=form.supplier(), terms=form.terms(), reason=form.cleaned_data["reason"]
        ),
        _("Kontrak dicatat; nilainya diikat."),
    )  # fmt: skip


@require_POST
@requires(Capability.MANAGE_PROJECT)
def party(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Keep a supervisor or designer."""
    by = actor(request)
    found = own_project(by, uuid, Capability.MANAGE_PROJECT)
    form = PartyForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        who = contracting.Supplier(given["form"], given["name"], given["npwp"])
        contracting.add_party(by=by, project=found.uuid, role=given["role"], party=who)

    return filled(request, found, form, act, _("Pihak dicatat."))


@require_POST
@requires(Capability.MANAGE_PROJECT)
def amend(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Change the contract."""
    by = actor(request)
    found = own_project(by, uuid, Capability.MANAGE_PROJECT)
    form = AmendForm(request.POST)
    return filled(
        request, found, form,
        lambda: contracting.amend_contract(by=by, project=found.uuid, **form.cleaned_data),
        _("Adendum dicatat."),
    )  # fmt: skip


@require_POST
@requires(Capability.MANAGE_PROJECT)
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give the work up."""
    return reasoned(request, uuid, Capability.MANAGE_PROJECT, planning.cancel_project, _("Pekerjaan dibatalkan."))


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def ask_payment(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask for a milestone's payment."""
    return reasoned(
        request, uuid, Capability.MAKE_PAYMENTS, paying.ask_payment, _("Pembayaran diajukan."),
        milestone=number(request.POST, "milestone") or 0, amount_idr=number(request.POST, "amount") or 0,
        document=request.POST.get("document", ""),
    )  # fmt: skip


@require_POST
@requires(Capability.CHECK_PAYMENTS)
def check_payment(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Say that what is paid for is there."""
    return _payment(request, uuid, Capability.CHECK_PAYMENTS, paying.check_payment, _("Diperiksa."))


@require_POST
@requires(Capability.PAY)
def pay(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Pay what was checked."""
    document = request.POST.get("document", "")
    return _payment(request, uuid, Capability.PAY, paying.pay_payment, _("Dibayar."), document=document)


@require_POST
@requires(Capability.CHECK_PAYMENTS)
def discard(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Refuse a payment."""
    return _payment(request, uuid, Capability.CHECK_PAYMENTS, paying.discard_payment, _("Pembayaran ditolak."))


def _payment(
    request: HttpRequest, uuid: UUID, capability: Capability, action: Callable[..., Any], said: str, **given: Any
) -> HttpResponseBase:
    by = actor(request)
    try:
        found = pages.own_payment(by, uuid, capability)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    done(request, lambda: action(by=by, payment=found.uuid, reason=reason_of(request), **given), said)
    return redirect("office:project", uuid=found.project.uuid)
