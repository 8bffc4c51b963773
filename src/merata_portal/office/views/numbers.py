"""Opening a person's number: with a reason, each time an event, never in an address and never kept on a page."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.office.forms import Reason
from merata_portal.office.telling import done
from merata_portal.registry.actions.numbers import Number, reveal_number
from merata_portal.registry.queries.households import household
from merata_portal.registry.queries.households import person as one_person


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.REVEAL_NUMBER)
def reveal(request: HttpRequest, uuid: UUID, number: Number) -> HttpResponse:
    """Ask why, then show a person's NIK or a household's KK number once."""
    by = actor(request)
    whose, home, village, uuid = _of(by, uuid, number)
    by.require(Capability.REVEAL_NUMBER, village)
    form = Reason(request.POST or None)
    opened: list[str] = []
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done(request, lambda: opened.append(reveal_number(by=by, uuid=uuid, number=number, reason=reason)))
    context = {"whose": whose, "home": home, "form": form, "number": opened[0] if opened else None}
    context["kind"] = "NIK" if number is Number.NIK else _("nomor KK")
    return render(request, "office/reveal.html", context, status=422 if form.errors else 200)


def _of(by: Actor, uuid: UUID, number: Number) -> tuple[str, UUID | None, str, UUID]:
    """Whose number it is: a name, their household, their village, and the id of the one who has it."""
    try:
        if number is Number.NIK:
            person = one_person(by, uuid)
            return person.name, person.household, person.village_code, person.uuid
        home = household(by, uuid).household
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return home.head or home.dataset_id, home.uuid, home.village_code, home.uuid
