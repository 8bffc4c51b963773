"""A class's money: reserved, committed, paid, given back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.paging import number
from merata_portal.office.telling import done
from merata_portal.office.views.courses.finding import own_course
from merata_portal.training.actions import funding


@require_POST
@requires(Capability.PROPOSE_SPENDING)
def reserve(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Reserve the class's cost on a budget line."""
    by = actor(request)
    found = own_course(by, uuid, Capability.PROPOSE_SPENDING)
    line = number(request.POST, "line") or 0
    done(
        request,
        lambda: funding.reserve_course(by=by, course=found.uuid, line=line, reason=reason_of(request)),
        _("Dana dicadangkan."),
    )
    return redirect("office:course", uuid=uuid)


@require_POST
@requires(Capability.PROPOSE_SPENDING)
def release(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give the reservation back."""
    by = actor(request)
    found = own_course(by, uuid, Capability.PROPOSE_SPENDING)
    done(
        request,
        lambda: funding.release_course(by=by, course=found.uuid, reason=reason_of(request)),
        _("Cadangan dilepas."),
    )
    return redirect("office:course", uuid=uuid)


@require_POST
@requires(Capability.APPROVE_SPENDING)
def commit(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Commit what is reserved."""
    by = actor(request)
    found = own_course(by, uuid, Capability.APPROVE_SPENDING)
    document = request.POST.get("document", "")
    done(
        request,
        lambda: funding.commit_course(by=by, course=found.uuid, document=document, reason=reason_of(request)),
        _("Dana diikat."),
    )
    return redirect("office:course", uuid=uuid)


@require_POST
@requires(Capability.APPROVE_SPENDING)
def unbind(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give what is committed and not paid back."""
    by = actor(request)
    found = own_course(by, uuid, Capability.APPROVE_SPENDING)
    done(
        request,
        lambda: funding.unbind_course(by=by, course=found.uuid, reason=reason_of(request)),
        _("Ikatan dilepas."),
    )
    return redirect("office:course", uuid=uuid)


@require_POST
@requires(Capability.PAY)
def pay(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Pay the next instalment."""
    by = actor(request)
    found = own_course(by, uuid, Capability.PAY)
    which, amount = number(request.POST, "number") or 0, number(request.POST, "amount") or 0
    document = request.POST.get("document", "")
    done(
        request,
        lambda: funding.pay_instalment(
            by=by, course=found.uuid, number=which, amount_idr=amount, document=document, reason=reason_of(request)
        ),
        _("Angsuran dibayar."),
    )
    return redirect("office:course", uuid=uuid)
