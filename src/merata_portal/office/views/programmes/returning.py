"""What comes back from the payer: files, rows that a person must look at, and closing a batch."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.office.forms import reason_of
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import sought
from merata_portal.programmes.actions import returning
from merata_portal.programmes.queries import batches as queries

MOST_BYTES = 60_000_000
"""A file of half a million rows is a third of it."""


@require_POST
@requires(Capability.RECORD_RETURN)
def take(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a return file; it is reconciled row by row in the background."""
    by = actor(request)
    sought(lambda: queries.batch(by, uuid))
    file = request.FILES.get("file")
    if file is None or not file.name:
        messages.error(request, _("Pilih berkas balasan dari penyalur."))
    elif (file.size or 0) > MOST_BYTES:
        messages.error(request, _("Berkas lebih dari 60 MB; mintalah dalam beberapa bagian."))
    else:
        name, content = file.name, file.read()
        done(
            request,
            lambda: returning.take_return(by=by, batch=uuid, file_name=name, content=content),
            _("Berkas diterima; sedang dicocokkan baris demi baris."),
        )
    return redirect("office:batch", uuid=uuid)


@require_POST
@requires(Capability.RECORD_RETURN)
def look(request: HttpRequest, uuid: UUID, row_id: int) -> HttpResponse:
    """Write down what was found about a row, and where its money is."""
    by = actor(request)
    sought(lambda: queries.batch(by, uuid))
    decided = request.POST.get("decided", "")
    done(
        request,
        lambda: returning.look_at(by=by, row_id=row_id, found=reason_of(request), decided=decided),
        _("Baris diperiksa."),
    )
    return redirect("office:batch", uuid=uuid)


@require_POST
@requires(Capability.RECORD_RETURN)
def settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close a batch whose payments all have an end; a reason where no word came of some."""
    by = actor(request)
    sought(lambda: queries.batch(by, uuid))
    reason = request.POST.get("reason", "").strip()
    done(request, lambda: returning.settle_batch(by=by, batch=uuid, reason=reason), _("Batch selesai direkonsiliasi."))
    return redirect("office:batch", uuid=uuid)
