"""Batches: made, checked and paid by three people; and the file for the payer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names, names_of
from merata_portal.actor import Actor, Capability
from merata_portal.jobs.queries import visible
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import going_on, newest_first
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.enrolments import named
from merata_portal.office.views.programmes.finding import AFTER, following, sought, text_in
from merata_portal.office.views.programmes.launches import Stage
from merata_portal.office.views.programmes.words import GROUPS, ROWS, Text
from merata_portal.programmes.actions import batching
from merata_portal.programmes.queries import batches as queries
from merata_portal.programmes.queries import cycles, payments, returns

STATUSES = ("sent", "paid", "failed", "returned", "disputed", "drafted", "discarded")
BUSY = ("queued", "running")


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def batches(request: HttpRequest) -> HttpResponse:
    """The batches of one's areas, the newest first, with whose turn it is."""
    by = actor(request)
    page = newest_first(request, queries.batches(by).order_by("-id"), "id")
    context = {"rows": page.rows, "next": page.next, "names": area_names({one.launch.owner for one in page.rows})}
    return render(request, "office/programmes/batches.html", context)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One batch: its steps, its payments by outcome, what came back, and the rows that a person must look at."""
    by = actor(request)
    found = sought(lambda: queries.batch(by, uuid))
    status = text_in(request, "keadaan")
    page = payments.payments(by, uuid, status=status if status in STATUSES else "", after=going_on(request.GET, AFTER))
    owner, acted = found.launch.owner, {found.made_by_user_id, found.checked_by_user_id}
    enrolled = named(by, [one.entitlement.enrolment for one in page.rows])
    context = {
        "batch": found,
        "launch": found.launch,
        "names": area_names([owner, *(one.entitlement.village_code for one in page.rows)]),
        "stages": stages(found),
        "rows": [{**row, "payment": one} for one, row in zip(page.rows, enrolled, strict=True)],
        "next": following(request, page.after),
        "status": status,
        "table": _table(returns.reconciliation(by, uuid)) if found.paid_at else None,
        "files": returns.return_files(by, uuid) if found.paid_at else (),
        "findings": _findings(returns.to_look_at(by, uuid)) if found.paid_at else (),
        "job": visible(by).filter(parameters__batch=str(uuid), status__in=BUSY).first(),
        "may_check": by.may(Capability.CHECK_PAYMENTS, owner) and by.user_id not in acted,
        "may_pay": by.may(Capability.PAY, owner),
        "may_pay_now": by.may(Capability.PAY, owner) and by.user_id not in acted,
        "may_make": by.may(Capability.MAKE_PAYMENTS, owner),
        "may_return": by.may(Capability.RECORD_RETURN, owner),
    }
    return render(request, "office/programmes/batch.html", context)


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def make(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Make a batch of what is due in a cycle, with a layout of Merata's or one's own file."""
    by = actor(request)
    row = sought(lambda: cycles.cycle(by, cycle_id))
    file, chosen = request.FILES.get("layout_file"), request.POST.get("layout", "")
    layout = file.read().decode("utf-8", errors="replace") if file is not None else chosen
    villages = [code for code in request.POST.getlist("villages") if code] or None
    made: list[UUID] = []
    done(
        request,
        lambda: made.append(batching.make_batch(by=by, cycle_id=row.cycle.pk, layout=layout, villages=villages).uuid),
        _("Batch sedang disusun."),
    )
    return redirect("office:batch", uuid=made[0]) if made else redirect("office:cycle", cycle_id=cycle_id)


@require_POST
@requires(Capability.CHECK_PAYMENTS)
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold file, sums and ledger against each other; by another than who made it."""
    by = _in_sight(request, uuid)
    done(request, lambda: batching.check_batch(by=by, batch=uuid, reason=reason_of(request)), _("Diperiksa."))
    return redirect("office:batch", uuid=uuid)


@require_POST
@requires(Capability.PAY)
def pay(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Pay a checked batch, once; by neither who made nor who checked."""
    by = _in_sight(request, uuid)
    document = request.POST.get("document", "").strip()
    done(
        request,
        lambda: batching.pay_batch(by=by, batch=uuid, document=document, reason=reason_of(request)),
        _("Dibayar; unduh berkasnya dan kirim ke penyalur."),
    )
    return redirect("office:batch", uuid=uuid)


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give up a batch before it is paid."""
    by = _in_sight(request, uuid)
    done(request, lambda: batching.discard_batch(by=by, batch=uuid, reason=reason_of(request)), _("Batch dibatalkan."))
    return redirect("office:batch", uuid=uuid)


@require_POST
@requires(Capability.PAY)
def sent(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file for the bank or post office, as a download; names and accounts in clear, so each time an event."""
    by = _in_sight(request, uuid)
    found = queries.batch(by, uuid)
    pieces: list[Any] = []
    if not done(request, lambda: pieces.append(batching.sent_file(by=by, batch=uuid))):
        return redirect("office:batch", uuid=uuid)
    response = StreamingHttpResponse(pieces[0], content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.txt"'
    response["Cache-Control"] = "no-store"
    return response


def stages(found: Any) -> list[Stage]:
    """The three hands of a batch, and its end."""
    who = names_of({
        one for one in (found.made_by_user_id, found.checked_by_user_id, found.paid_by_user_id, found.ended_by_user_id)
        if one
    })  # fmt: skip
    ending = _("Dibatalkan") if found.state == "discarded" else _("Selesai direkonsiliasi")
    told = [
        (_("Disusun"), None if found.state == "making" else found.made_at, found.made_by_user_id),
        (_("Diperiksa"), found.checked_at, found.checked_by_user_id),
        (_("Dibayar"), found.paid_at, found.paid_by_user_id),
        (ending, found.ended_at, found.ended_by_user_id),
    ]
    current = next((place for place, one in enumerate(told) if one[1] is None), len(told))
    later = "later" if found.ended_at else "now"
    return [
        Stage(label, "done" if at else (later if place == current else "later"), at, who.get(user or 0, ""))
        for place, (label, at, user) in enumerate(told)
    ]


def _table(found: Any) -> list[tuple[Text, int, int]]:
    """Each group of payments with their number and rupiah."""
    return [(GROUPS.get(group, group), count, total) for group, (count, total) in found.groups.items()]


def _findings(rows: Any) -> list[tuple[Any, Text]]:
    return [(one, ROWS.get(one.outcome, one.outcome)) for one in rows]


def _in_sight(request: HttpRequest, uuid: UUID) -> Actor:
    by = actor(request)
    sought(lambda: queries.batch(by, uuid))
    return by
