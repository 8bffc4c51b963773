"""Who runs this, how people are protected, what must not be done with the figures, and how to complain."""

from __future__ import annotations

from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.oversight.queries.places import regencies


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """One page that needs no earlier knowledge. One query."""
    context = {
        "places": regencies(), "version": version("merata"), "security_contact": settings.SECURITY_CONTACT,
    }  # fmt: skip
    return render(request, "public/front/about.html", context)
