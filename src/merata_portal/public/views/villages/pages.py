"""All villages by kecamatan with a search, and the pages of one village and one kecamatan by code."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import everybodys_areas
from merata_portal.public.paging import asked
from merata_portal.public.views.villages import kecamatan, village
from merata_portal.public.views.villages.places import around, called, matching, tree

LONGEST_CODE = 13


@public
@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """All villages by kecamatan; with `?q=` those whose name or code it is. Exactly one leads straight to its page."""
    wanted = asked(request, "q")["q"]
    areas = list(everybodys_areas())
    found = matching(areas, wanted) if wanted else []
    if len(found) == 1:
        return redirect("public:village", found[0].code)
    by_code = {one.code: one for one in areas}
    context = {
        "wanted": wanted, "tree": tree(areas),
        "found": [(called(one), one, [by_code[code] for code in around(one.code) if code in by_code]) for one in found],
        "count": sum(one.kind == "village" for one in areas),
    }  # fmt: skip
    return render(request, "public/villages/villages.html", context)


@public
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a village or kecamatan; a regency's code leads to its villages. Not found for any other."""
    if len(code) > LONGEST_CODE or "\x00" in code:
        raise Http404
    by_code = {one.code: one for one in everybodys_areas().filter(code__in=[code, *around(code)])}
    found = by_code.get(code)
    if found is None:
        raise Http404
    if found.kind == "regency":
        return redirect(f"{reverse('public:villages')}#w-{found.code.replace('.', '')}")
    above = [by_code[one] for one in around(code)]
    if found.kind == "kecamatan":
        inside = everybodys_areas().filter(parent=code).order_by("name", "code")
        return kecamatan.kecamatan(request, found, above[0], list(inside))
    return village.village(request, found, *above)
