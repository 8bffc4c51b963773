"""Follow a rupiah: from a proposal to its result, by whatever of it is known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.public.views.money import finding


@public
@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """What a text may mean, each with its chain; what can be looked for where nothing is found."""
    text = finding.asked(request.GET.get("q", ""))
    enough = len(text) >= finding.SHORTEST
    told = finding.found(text) if enough else finding.Found()
    codes = {one.village_code for one in told.chains} | {one.line.owner for one in told.lines}
    context = {
        "q": text, "found": told, "enough": enough, "shortest": finding.SHORTEST, "most": finding.MOST,
        "examples": [] if told.anything else finding.examples(), "names": area_names(codes),
    }  # fmt: skip
    return render(request, "public/money/follow.html", context)
