"""Filing an objection for somebody who came, or who wrote a letter; and its receipt, printed once."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from merata.errors import MerataError
from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Actor, Capability
from merata_portal.attachments.actions import attach
from merata_portal.office.telling import why_not
from merata_portal.office.views.objections.forms import FilingFor
from merata_portal.programmes.actions.objecting import file_objection
from merata_portal.programmes.queries import objections as queries
from merata_portal.programmes.queries.objection_choices import programme_title

LETTER = "letter"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.FILE_OBJECTION)
def file(request: HttpRequest) -> HttpResponse:
    """The form; posted: filed with its scan, and the receipt for whoever came."""
    by = actor(request)
    form = FilingFor(request.POST, request.FILES, actor=by) if request.method == "POST" else FilingFor(actor=by)
    if not form.is_bound:
        return render(request, "office/objections/file.html", {"form": form})
    if form.is_valid():
        try:
            return _receipt(request, *_filed(by, form))
        except MerataError as error:
            form.add_error(None, why_not(error))
    return render(request, "office/objections/file.html", {"form": form}, status=422)


@transaction.atomic
def _filed(by: Actor, form: FilingFor) -> tuple[str, str]:
    """Its ticket and PIN; the objection and its scan are kept together, or neither."""
    given = dict(form.cleaned_data)
    scan = given.pop("scan", None)
    made, pin = file_objection(by=by, **given)
    if scan is not None:
        # The file's own name may name a person, and names stand in the open.
        attach(
            by=by, held=by.require(Capability.FILE_OBJECTION, made.village_code), subject=made.subject, kind=LETTER,
            area=made.village_code, file_name=made.ticket, content=scan,
        )  # fmt: skip
    return made.ticket, pin


def _receipt(request: HttpRequest, ticket: str, pin: str) -> HttpResponse:
    told = queries.of_ticket(ticket)
    one = told.objection
    context = {
        "told": told,
        "pin": pin,
        "village": area_names([one.village_code]).get(one.village_code, one.village_code),
        "programme": programme_title(one.programme_id, get_language() or "id"),
    }
    return render(request, "office/objections/receipt.html", context)
