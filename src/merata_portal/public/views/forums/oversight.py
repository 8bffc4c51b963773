"""Where promised and delivered in one area stood before villages had a page of their own: it leads there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names

LONGEST_CODE = 13


@public
@require_safe
def village(request: HttpRequest, village: str) -> HttpResponse:
    """The page of the area, at its money, of the same year."""
    if village[:LONGEST_CODE] not in area_names([village[:LONGEST_CODE]]) or len(village) > LONGEST_CODE:
        raise Http404
    asked = request.GET.urlencode()
    address = reverse("public:village", args=[village])
    return redirect(f"{address}?{asked}#uang" if asked else f"{address}#uang", permanent=True)
