"""The cycles of a launch: who is due what, and how it reaches them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from merata.programmes.payments.loading import available
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.jobs.queries import visible
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import going_on
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.enrolments import named
from merata_portal.office.views.programmes.finding import AFTER, codes, following, sought, text_in
from merata_portal.office.views.programmes.launches import frame
from merata_portal.office.views.programmes.targeting import own_villages
from merata_portal.office.views.programmes.words import ENTITLED, LAYOUT_OF, LEFT_OUT
from merata_portal.programmes.actions import cycling, refunding
from merata_portal.programmes.queries import batches, entitlements, launches, memberships, receipts
from merata_portal.programmes.queries import cycles as queries

IN_KIND = "in_kind"
MOST_BATCHES = 50


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def cycles(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The launch's cycles: days, who is due what by state, and whose turn it is."""
    by = actor(request)
    launch = sought(lambda: launches.launch(by, uuid))
    rows = queries.cycles(by, uuid)
    context = {
        **frame(by, launch),
        "rows": rows,
        "names": area_names([launch.owner]),
        "today": timezone.localdate(),
        "may_again": by.may(Capability.PROPOSE_SPENDING, launch.owner),
        "may_commit": by.may(Capability.APPROVE_SPENDING, launch.owner),
    }
    return render(request, "office/programmes/cycles.html", context)


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def cycle(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """One cycle: what each is due, and by its kind the batches, the goods to hand over, or the month's members."""
    by = actor(request)
    row = sought(lambda: queries.cycle(by, cycle_id))
    found, launch = row.cycle, row.cycle.launch
    village, state = text_in(request, "desa"), text_in(request, "keadaan")
    page = entitlements.entitlements(by, cycle_id, village=village, state=state, after=going_on(request.GET, AFTER))
    goods = receipts.by_village(by, cycle_id) if launch.delivery == IN_KIND else []
    context = {
        **frame(by, launch),
        "row": row,
        "names": area_names(codes(page.rows) | codes(goods) | {launch.owner}),
        "goods_villages": [(one, by.may(Capability.RECORD_RECEIPT, one.village_code)) for one in goods],
        "cycle": found,
        "entitled": _entitled(by, page.rows),
        "next": following(request, page.after),
        "villages": own_villages(by, Capability.VIEW_PROGRAMMES),
        "village": village,
        "state": state,
        "states": [(code, label, *row.by_state.get(code, (0, 0))) for code, label in ENTITLED.items()],
        "batches": batches.batches(by, launch.uuid).filter(cycle=found)[:MOST_BATCHES],
        "members": memberships.membership_lists(by, launch.uuid).filter(cycle=found),
        "may_give_numbers": by.may(Capability.PAY, launch.owner) and by.may(Capability.EXPORT_NUMBERS, launch.owner),
        "left_out": _left_out(by, row),
        "layouts": available(),
        "layout": LAYOUT_OF.get(launch.delivery, ""),
        "user_id": by.user_id,
        "job": visible(by).filter(parameters__cycle=found.pk).first(),
        "today": timezone.localdate(),
    }
    return render(request, "office/programmes/cycle.html", context)


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def entitle(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Have settled, in the background, who is due what in a cycle."""
    by = actor(request)
    done(request, lambda: cycling.entitle(by=by, cycle_id=cycle_id), _("Hak tahap ini sedang ditetapkan."))
    return redirect("office:cycle", cycle_id=cycle_id)


@require_POST
@requires(Capability.PROPOSE_SPENDING)
def reserve_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Reserve anew what came back, for a second attempt."""
    by = actor(request)
    sought(lambda: launches.launch(by, uuid))
    done(
        request,
        lambda: refunding.reserve_again(by=by, launch=uuid, reason=reason_of(request)),
        _("Dana untuk pembayaran ulang dicadangkan."),
    )
    return redirect("office:cycles", uuid=uuid)


@require_POST
@requires(Capability.APPROVE_SPENDING)
def commit_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Commit anew what was reserved for second attempts."""
    by = actor(request)
    sought(lambda: launches.launch(by, uuid))
    done(
        request,
        lambda: refunding.commit_again(by=by, launch=uuid, reason=reason_of(request)),
        _("Dana untuk pembayaran ulang diikat."),
    )
    return redirect("office:cycles", uuid=uuid)


@require_POST
@requires(Capability.APPROVE_SPENDING)
def give_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give back what is committed and owed to nobody any more."""
    by = actor(request)
    sought(lambda: launches.launch(by, uuid))
    done(
        request,
        lambda: refunding.give_back(by=by, launch=uuid, reason=reason_of(request)),
        _("Dana yang tidak lagi menjadi hak siapa pun tersedia lagi di anggaran."),
    )
    return redirect("office:cycles", uuid=uuid)


def _left_out(by: Actor, row: Any) -> list[dict[str, Any]]:
    """Who is due and cannot be paid as things are, and why: the first of them."""
    if row.cycle.launch.delivery not in LAYOUT_OF or row.cycle.entitled_at is None:
        return []
    found = batches.left_out(by, row.cycle.pk).rows
    rows = named(by, [one.enrolment for one in found])
    return [{**row, "why": LEFT_OUT.get(one.why, one.why)} for row, one in zip(rows, found, strict=True)]


def _entitled(by: Actor, found: Any) -> list[dict[str, Any]]:
    rows = named(by, [one.enrolment for one in found])
    return [{**row, "due": one} for row, one in zip(rows, found, strict=True)]
