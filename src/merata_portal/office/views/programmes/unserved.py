"""Eligible, and receives nothing: whom no programme reaches in a village."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.actor import Actor, Capability
from merata_portal.office.views.programmes.finding import sought, text_in
from merata_portal.office.views.programmes.targeting import own_villages
from merata_portal.office.views.programmes.words import programme_called
from merata_portal.programmes.queries.unserved import Unserved
from merata_portal.programmes.queries.unserved import unserved as found_unserved
from merata_portal.registry.queries.names import households_named

MOST_SHOWN = 200


@require_safe
@requires(Capability.VIEW_REGISTRY)
def unserved(request: HttpRequest) -> HttpResponse:
    """The households of a village whom rules in force admit and nobody helps, the neediest first."""
    by = actor(request)
    villages = list(own_villages(by, Capability.VIEW_REGISTRY))
    asked = text_in(request, "desa")
    codes = {area.code for area in villages}
    village = asked if asked in codes else (villages[0].code if len(villages) == 1 else "")
    found = _found(request, by, village) if village else None
    shown = found.missed[:MOST_SHOWN] if found is not None else ()
    people = households_named(by, {row.household for row in shown})
    context = {
        "found": found,
        "rows": [(row, people.get(row.household), [programme_called(one) for one in row.programmes]) for row in shown],
        "not_told": [programme_called(one) for one in found.not_told] if found is not None else [],
        "villages": villages,
        "village": village,
        "shown": MOST_SHOWN,
    }
    return render(request, "office/programmes/unserved.html", context)


def _found(request: HttpRequest, by: Actor, village: str) -> Unserved | None:
    """Whom nobody helps there; None, and a message, where the snapshot's files are not there any more."""
    try:
        return sought(lambda: found_unserved(by, village))
    except FileNotFoundError:
        messages.error(request, _("Berkas potret data terakhir tidak ada; buat potret baru di Potret data."))
        return None
