"""Memberships: a month's list as what changed, checked, sent with one premium, and whom the office refused."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.office.exports import download
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import sought
from merata_portal.programmes.actions import memberships as actions
from merata_portal.programmes.actions import refused_members
from merata_portal.programmes.actions.membership_numbers import membership_file_with_numbers
from merata_portal.programmes.queries import cycles
from merata_portal.programmes.queries import memberships as queries

MOST_BYTES = 20_000_000


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def make(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Make the month's list, and the file of what changed since the last one."""
    by = actor(request)
    sought(lambda: cycles.cycle(by, cycle_id))
    done(request, lambda: actions.make_list(by=by, cycle_id=cycle_id), _("Daftar bulan ini disusun."))
    return redirect("office:cycle", cycle_id=cycle_id)


@require_POST
@requires(Capability.CHECK_PAYMENTS)
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Check a month's list; by another than who made it."""
    by = actor(request)
    found = sought(lambda: queries.membership_list(by, uuid))
    done(
        request,
        lambda: actions.check_list(by=by, membership_list=uuid, reason=reason_of(request)),
        _("Daftar diperiksa."),
    )
    return redirect("office:cycle", cycle_id=found.cycle_id)


@require_POST
@requires(Capability.PAY)
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send a month's list and pay its premium; by neither who made nor who checked it."""
    by = actor(request)
    found = sought(lambda: queries.membership_list(by, uuid))
    document = request.POST.get("document", "").strip()
    done(
        request,
        lambda: actions.send_list(by=by, membership_list=uuid, document=document, reason=reason_of(request)),
        _("Dikirim; iuran bulan ini dibayar."),
    )
    return redirect("office:cycle", cycle_id=found.cycle_id)


@require_POST
@requires(Capability.MAKE_PAYMENTS)
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give up a month's list before it is sent."""
    by = actor(request)
    found = sought(lambda: queries.membership_list(by, uuid))
    done(
        request,
        lambda: actions.discard_list(by=by, membership_list=uuid, reason=reason_of(request)),
        _("Daftar dibatalkan."),
    )
    return redirect("office:cycle", cycle_id=found.cycle_id)


@require_POST
@requires(Capability.PAY)
def file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file of what changed, for the office that insures or schools; each time an event."""
    by = actor(request)
    found = sought(lambda: queries.membership_list(by, uuid))
    pieces: list[object] = []
    if not done(request, lambda: pieces.append(actions.membership_file(by=by, membership_list=uuid))):
        return redirect("office:cycle", cycle_id=found.cycle_id)
    return download(f"kepesertaan-{found.launch.programme_id}-{found.month}", pieces[0])  # type: ignore[arg-type]


@require_POST
@requires(Capability.EXPORT_NUMBERS)
def numbers(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """What changed with NIK, name and date of birth, for a reason; each time an event."""
    by = actor(request)
    found = sought(lambda: queries.membership_list(by, uuid))
    pieces: list[Iterator[bytes]] = []
    if not done(
        request,
        lambda: pieces.append(membership_file_with_numbers(by=by, membership_list=uuid, reason=reason_of(request))),
    ):
        return redirect("office:cycle", cycle_id=found.cycle_id)
    return download(f"kepesertaan-nomor-utuh-{found.launch.programme_id}-{found.month}", pieces[0])


@require_POST
@requires(Capability.RECORD_RETURN)
def refused(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the office's file of members that it does not know; each becomes a question."""
    by = actor(request)
    found = sought(lambda: queries.membership_list(by, uuid))
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > MOST_BYTES:
        messages.error(request, _("Pilih berkas CSV dari lembaga, paling besar 20 MB."))
    else:
        content = given.read()
        done(
            request,
            lambda: refused_members.refused_members(by=by, membership_list=uuid, file=content),
            _("Yang ditolak lembaga dicatat; jawab di Perlu dijawab."),
        )
    return redirect("office:cycle", cycle_id=found.cycle_id)
