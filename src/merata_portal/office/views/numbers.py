"""Opening a person's number: with a reason, each time an event, never in an address and never kept on a page."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Capability
from merata_portal.office.forms import Reason
from merata_portal.office.telling import done
from merata_portal.registry.actions.numbers import Number, reveal_number
from merata_portal.registry.queries.households import person as one_person


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REVEAL_NUMBER)
def reveal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask why, then show a person's NIK once."""
    by = actor(request)
    try:
        person = one_person(by, uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    form = Reason(request.POST or None)
    number: list[str] = []
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done(
            request,
            lambda: number.append(reveal_number(by=by, uuid=person.uuid, number=Number.NIK, reason=reason)),
        )
    return render(request, "office/reveal.html", {"person": person, "form": form, "number": "".join(number)})
