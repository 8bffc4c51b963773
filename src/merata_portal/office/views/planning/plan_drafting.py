"""Changing a drafted plan by hand, each change with its reason: another amount, taken out, put in, other lines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import FaultyReason, reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.planning.plan_forms import MOST_IDR, Assign, Change
from merata_portal.office.views.planning.plan_words import KINDS, PILLARS
from merata_portal.office.views.planning.plans import frame, sought
from merata_portal.planning.actions import approving, packages
from merata_portal.planning.queries import plan_sums
from merata_portal.planning.queries import plans as queries


@require_safe
@requires(Capability.VIEW_PLANS)
def item(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """One item: proved beside asked, what pays it, what it answers; in a draft its planner changes it here."""
    return _show(request, uuid, number)


@require_POST
@requires(Capability.SUBMIT_PLAN)
def change(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """Give an item another amount; 0 takes it out."""
    by, found, row = _own(request, uuid, number)
    form = Change(request.POST)
    if not form.is_valid():
        return _show(request, uuid, number, change=form)
    given = form.cleaned_data
    done(
        request,
        lambda: packages.change_item(
            by=by, plan=found.uuid, item=row.item_id, amount_idr=given["amount_idr"], reason=given["reason"]
        ),
        _("Diubah; akibatnya terhadap paket terbukti sedang dihitung."),
    )
    return redirect("office:plan-item", uuid=uuid, number=number)


@require_POST
@requires(Capability.SUBMIT_PLAN)
def assign(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """Name the lines that pay an item."""
    by, found, row = _own(request, uuid, number)
    form = _assign_form(by, found, row, request.POST)
    if not form.is_valid():
        return _show(request, uuid, number, assign=form)
    done(
        request, lambda: packages.assign(by=by, plan=found.uuid, item=row.item_id, charges=form.charges()),
        _("Pos pembayarnya dicatat."),
    )  # fmt: skip
    return redirect("office:plan-item", uuid=uuid, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SUBMIT_PLAN)
def add(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Look for a candidate of the frozen data, and put it into the plan with a reason."""
    by = actor(request)
    found = own_plan(by, uuid)
    if request.method == "POST":
        chosen = request.POST.get("item", "")
        if done(request, lambda: _add(request, by, found, chosen), _("Ditambahkan; akibatnya sedang dihitung.")):
            return redirect("office:plan", uuid=uuid)
    text = request.GET.get("cari", "").strip().replace("\x00", "")
    context = {
        **frame(by, found),
        "text": text,
        "rows": [
            (one, place, KINDS.get(one.kind, one.kind), PILLARS.get(one.pillar, one.pillar))
            for one, place in plan_sums.candidates(found, text)
        ],
        "most": plan_sums.MOST_CANDIDATES,
    }
    return render(request, "office/planning/plan_add.html", context)


@require_POST
@requires(Capability.SUBMIT_PLAN)
def ask(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ask again what the changes by hand cost."""
    by = actor(request)
    found = own_plan(by, uuid)
    done(request, lambda: packages.ask_changed(by=by, plan=found.uuid), _("Diminta; hasilnya muncul di sini."))
    return redirect("office:plan", uuid=uuid)


@require_POST
@requires(Capability.SUBMIT_PLAN)
def submit(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Put the plan before the council."""
    return _step(request, uuid, packages.submit, _("Diajukan ke DPRD."))


@require_POST
@requires(Capability.SUBMIT_PLAN)
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Take it back into a draft."""
    return _step(request, uuid, packages.take_back, _("Ditarik kembali menjadi rancangan."))


@require_POST
@requires(Capability.SUBMIT_PLAN)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give it up."""
    return _step(request, uuid, packages.withdraw, _("Rencana ditarik."))


@require_POST
@requires(Capability.SUBMIT_PLAN)
def take_over(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Answer for the plan's money in place of who submitted it."""
    return _step(request, uuid, approving.take_over, _("Tanggung jawab atas dana rencana ini kini pada Anda."))


def own_plan(by: Actor, uuid: UUID, capability: Capability = Capability.SUBMIT_PLAN) -> Any:
    """A plan of one's areas for that capability; not found otherwise, before any form is looked at."""
    found = sought(lambda: queries.plan(by, uuid))
    if not by.may(capability, found.area):
        raise Http404
    return found


def _step(request: HttpRequest, uuid: UUID, action: Any, said: str) -> HttpResponseBase:
    by = actor(request)
    found = own_plan(by, uuid)
    done(request, lambda: action(by=by, plan=found.uuid, reason=reason_of(request)), said)
    return redirect("office:plan", uuid=uuid)


def _own(request: HttpRequest, uuid: UUID, number: int) -> tuple[Actor, Any, Any]:
    by = actor(request)
    found = own_plan(by, uuid)
    return by, found, sought(lambda: plan_sums.item_numbered(found, number))


def _add(request: HttpRequest, by: Actor, found: Any, chosen: str) -> None:
    amount = request.POST.get("amount_idr", "").strip()
    if amount and not (amount.isascii() and amount.isdecimal() and int(amount) <= MOST_IDR):
        raise FaultyReason(_("Isi jumlah dengan angka rupiah bulat, tanpa titik."))
    packages.add_item(
        by=by, plan=found.uuid, item=chosen, amount_idr=int(amount) if amount else None, reason=reason_of(request)
    )


def _assign_form(by: Actor, found: Any, row: Any, given: Any = None) -> Assign:
    held = {one.line: one.amount_idr for one in row.charges.all()}
    lines = [
        (
            one.line,
            _("%(account)s · %(fund)s · tersedia Rp%(free)s")
            % {
                "account": one.account_code,
                "fund": one.fund_source,
                "free": f"{one.available_idr:,}".replace(",", "."),
            },
        )
        for one in plan_sums.possible_lines(by, found, row)
    ]
    return Assign(given, lines=lines, held=held)


def _show(
    request: HttpRequest, uuid: UUID, number: int, *, change: Change | None = None, assign: Assign | None = None
) -> HttpResponse:
    by = actor(request)
    found = sought(lambda: queries.plan(by, uuid))
    row = sought(lambda: plan_sums.item_numbered(found, number))
    drafting = found.state == "draft" and by.may(Capability.SUBMIT_PLAN, found.area)
    lines = {one.line.pk: one for one in plan_sums.paying_lines(found)}
    context = {
        **frame(by, found),
        "item": row,
        "kind": KINDS.get(row.kind, row.kind),
        "pillar": PILLARS.get(row.pillar, row.pillar),
        "village": area_names([row.village_code]).get(row.village_code, row.village_code),
        "charges": [(lines.get(one.line), one.amount_idr) for one in row.charges.all()],
        "proposals": queries.proposals_answered(found).get(row.item_id, []),
        "drafting": drafting,
    }
    if drafting:
        context["change"] = change or Change(initial={"amount_idr": row.amount_idr})
        context["assign"] = assign or (_assign_form(by, found, row) if row.amount_idr else None)
    bad = (change is not None and change.errors) or (assign is not None and assign.errors)
    return render(request, "office/planning/plan_item.html", context, status=422 if bad else 200)
