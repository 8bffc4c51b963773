"""What of a launch is shown to the public, per its switch: counts by village, the notice board, stickers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.office.telling import done
from merata_portal.office.views.programmes.finding import pdf, sought
from merata_portal.office.views.programmes.launches import frame
from merata_portal.programmes.actions import publishing
from merata_portal.programmes.queries import launches
from merata_portal.programmes.queries.published import held_by_village

Maker = Callable[..., bytes]


@require_safe
@requires(Capability.VIEW_PROGRAMMES)
def publication(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The switch with its legal basis, the counts by village, and what may be printed."""
    by = actor(request)
    found = sought(lambda: launches.launch(by, uuid))
    counts = held_by_village(by, uuid)
    context = {
        **frame(by, found),
        "rows": [(code, count, by.may(Capability.EXPORT_REGISTRY, code)) for code, count in counts.items()],
        "names": area_names({*counts, found.owner}),
        "board": found.publication in publishing.SHOWING_NAMES,
        "stickers": found.publication == publishing.Publication.STICKERS,
    }
    return render(request, "office/programmes/publication.html", context)


@require_POST
@requires(Capability.EXPORT_REGISTRY)
def board(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """The list for the village's notice board, as PDF."""
    return _made(request, uuid, village, publishing.print_board, "papan", "office:publication")


@require_POST
@requires(Capability.EXPORT_REGISTRY)
def stickers(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """Stickers for houses, as PDF."""
    return _made(request, uuid, village, publishing.print_stickers, "stiker", "office:publication")


@require_POST
@requires(Capability.VERIFY_LIST)
def sheet(request: HttpRequest, uuid: UUID, village: str) -> HttpResponse:
    """The list for the village's meeting, as PDF."""
    return _made(request, uuid, village, publishing.print_meeting_sheet, "musyawarah", "office:launch")


def _made(request: HttpRequest, uuid: UUID, village: str, make: Maker, name: str, back: str) -> HttpResponse:
    by = actor(request)
    made: list[bytes] = []
    if done(request, lambda: made.append(make(by=by, launch=uuid, village_code=village))):
        return pdf(made[0], f"{name}-{village}")
    return redirect(back, uuid=uuid)
