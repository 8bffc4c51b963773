"""Goods: the printed list, receipts entered from it as a table, one taken back, the supplier paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import going_on
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.enrolments import named
from merata_portal.office.views.programmes.finding import AFTER, following, pdf, sought, uuid_of
from merata_portal.office.views.programmes.launches import frame
from merata_portal.office.views.programmes.words import ENTITLED, TAKEN_BY
from merata_portal.personal.reasons import Declined
from merata_portal.programmes.actions import goods as actions
from merata_portal.programmes.actions import printing, supplying
from merata_portal.programmes.actions.goods import HandOver
from merata_portal.programmes.documents.distribution import plain
from merata_portal.programmes.queries import cycles
from merata_portal.programmes.queries import receipts as queries

DUE, RECEIVED = "due", "received"


class NotRead(Declined):
    """A row of the table cannot be read as what it should be."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.RECORD_RECEIPT)
def receipts(request: HttpRequest, cycle_id: int, village: str) -> HttpResponse:
    """The village's table: who is still to get their goods, and who got them; a page's rows are entered at once."""
    by = actor(request)
    by.require(Capability.RECORD_RECEIPT, village)
    row = sought(lambda: cycles.cycle(by, cycle_id))
    if request.method == "POST" and done(
        request,
        lambda: actions.hand_over_many(by=by, cycle_id=cycle_id, village_code=village, rows=_rows(request)),
        _("Penyerahan dicatat."),
    ):
        return redirect("office:goods", cycle_id=cycle_id, village=village)
    after = going_on(request.GET, AFTER)
    waiting = queries.to_hand_over(by, cycle_id, village, after=after)
    handed = queries.receipts(by, cycle_id, village=village)
    context = {
        **frame(by, row.cycle.launch),
        "cycle": row.cycle,
        "village": village,
        "rows": _typed(request, waiting.rows),
        "next": following(request, waiting.after),
        "handed": _handed(by, handed.rows),
        "names": area_names([village, row.cycle.launch.owner]),
        "taken_by": list(TAKEN_BY.items()),
        "day": request.POST.get("day", timezone.localdate().isoformat()),
    }
    return render(request, "office/programmes/goods.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@requires(Capability.RECORD_RECEIPT)
def take_back(request: HttpRequest, cycle_id: int, village: str, uuid: UUID) -> HttpResponse:
    """Take back a receipt that was wrong, with the reason."""
    by = actor(request)
    by.require(Capability.RECORD_RECEIPT, village)
    done(
        request,
        lambda: actions.take_back_receipt(by=by, receipt=uuid, reason=reason_of(request)),
        _("Tanda terima ditarik; haknya kembali terbuka."),
    )
    return redirect("office:goods", cycle_id=cycle_id, village=village)


@require_POST
@requires(Capability.RECORD_RECEIPT)
def print_list(request: HttpRequest, cycle_id: int, village: str) -> HttpResponse:
    """The village's list to sign on paper, as PDF; names stand in it, so each time an event."""
    by = actor(request)
    by.require(Capability.RECORD_RECEIPT, village)
    made: list[bytes] = []
    if done(request, lambda: made.append(printing.print_list(by=by, cycle_id=cycle_id, village_code=village))):
        return pdf(made[0], f"serah-{village}-{cycle_id}")
    return redirect("office:goods", cycle_id=cycle_id, village=village)


@require_POST
@requires(Capability.PAY)
def pay_supplier(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Pay the supplier for all that was received and is not paid yet."""
    by = actor(request)
    sought(lambda: cycles.cycle(by, cycle_id))
    document = request.POST.get("document", "").strip()
    done(
        request,
        lambda: supplying.pay_supplier(by=by, cycle_id=cycle_id, document=document, reason=reason_of(request)),
        _("Penyedia dibayar untuk yang sudah diterima."),
    )
    return redirect("office:cycle", cycle_id=cycle_id)


@require_safe
@requires(Capability.RECORD_RETURN)
def supplied(request: HttpRequest, cycle_id: int, village: str) -> HttpResponse:
    """What was received in a village, and for which of it the supplier was paid."""
    by = actor(request)
    row = sought(lambda: cycles.cycle(by, cycle_id))
    by.require(Capability.RECORD_RETURN, row.cycle.launch.owner)
    found = queries.receipts(by, cycle_id, village=village, after=going_on(request.GET, AFTER))
    context = {
        **frame(by, row.cycle.launch),
        "cycle": row.cycle,
        "village": village,
        "handed": _handed(by, found.rows),
        "next": following(request, found.after),
        "names": area_names([village, row.cycle.launch.owner]),
    }
    return render(request, "office/programmes/supplied.html", context)


@require_POST
@requires(Capability.RECORD_RETURN)
def return_from_supplier(request: HttpRequest, cycle_id: int, village: str, uuid: UUID) -> HttpResponse:
    """Enter what the supplier gave back for a receipt that was wrong."""
    by = actor(request)
    sought(lambda: cycles.cycle(by, cycle_id))
    document = request.POST.get("document", "").strip()
    done(
        request,
        lambda: supplying.return_from_supplier(by=by, receipt=uuid, document=document, reason=reason_of(request)),
        _("Pengembalian penyedia dicatat; haknya kembali terbuka."),
    )
    return redirect("office:supplied", cycle_id=cycle_id, village=village)


def _rows(request: HttpRequest) -> list[HandOver]:
    """The ticked rows of the table; raises `NotRead` with every cell that cannot be read."""
    faults: list[tuple[str, str]] = []
    found: list[HandOver] = []
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise NotRead("Isi tanggal penyerahan.", "Give the day of handing over.") from None
    for number, text in enumerate(request.POST.getlist("got"), 1):
        uuid = uuid_of(text)
        try:
            quantity = Decimal(request.POST.get(f"quantity-{uuid}", "").replace(",", "."))
        except InvalidOperation:
            faults.append((f"baris {number}: jumlah bukan angka", f"row {number}: the quantity is no number"))
            continue
        taken_by, note = request.POST.get(f"by-{uuid}", ""), request.POST.get(f"note-{uuid}", "").strip()
        found.append(HandOver(uuid, day, quantity, taken_by, note))
    if faults:
        raise NotRead("; ".join(one for one, _en in faults), "; ".join(other for _id, other in faults))
    return found


def _typed(request: HttpRequest, found: Any) -> list[dict[str, Any]]:
    """The rows of the list, with what was typed into them where it was refused."""
    given, ticked = request.POST, set(request.POST.getlist("got"))
    return [
        {
            "due": one,
            "open": one.state == DUE,
            "state": ENTITLED.get(one.state, one.state),
            "ticked": str(one.entitlement) in ticked,
            "quantity": given.get(f"quantity-{one.entitlement}", plain(one.quantity)),
            "by": given.get(f"by-{one.entitlement}", "self"),
            "note": given.get(f"note-{one.entitlement}", ""),
        }
        for one in found
        if one.state != RECEIVED
    ]


def _handed(by: Actor, found: Any) -> list[dict[str, Any]]:
    rows = named(by, [one.entitlement.enrolment for one in found])
    return [
        {**row, "receipt": one, "quantity": plain(one.quantity), "by": TAKEN_BY.get(one.taken_by, one.taken_by)}
        for one, row in zip(found, rows, strict=True)
    ]
