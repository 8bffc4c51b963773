"""The way of a rupiah: every step of a programme's, a village's, a proposal's or a plan's money."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from merata_portal.accounts.access import actor, requires
from merata_portal.accounts.queries import area_names
from merata_portal.actor import Capability
from merata_portal.ledger import queries
from merata_portal.ledger.stages import Kind, Stage

ASKED = {
    "program": "programme",
    "desa": "village_code",
    "usulan": "proposal",
    "rencana": "plan",
    "perihal": "purpose",
    "rujukan": "reference",
}
"""What is asked on the page, and what the ledger calls it."""
SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.VIEW_LEDGER)
def follow(request: HttpRequest) -> HttpResponse:
    """The steps, in order, of the money that bears what is asked. What somebody types comes in the body, never in an
    address; only links from an entry name what they lead to.
    """
    given = request.POST if request.method == "POST" else request.GET
    asked = {name: given.get(name, "").strip().replace("\x00", "") for name in ASKED}
    wanted = {ASKED[name]: text for name, text in asked.items() if text}
    steps = queries.follow(actor(request), **wanted) if wanted else []
    names = area_names({step.owner for step in steps})
    rows = [(step, names.get(step.owner, step.owner), Kind(step.kind).label, *_moved(step)) for step in steps[:SHOWN]]
    context = {"asked": asked, "searched": bool(wanted), "rows": rows, "count": len(steps), "shown": SHOWN}
    return render(request, "office/follow.html", context)


def _moved(step: queries.Trace) -> tuple[str, str]:
    return str(Stage(step.source).label), str(Stage(step.target).label)
