"""Works for everybody: the list, one work, its photographs, and all of them in an open standard."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries.outlines import drawn
from merata_portal.infrastructure.exports.oc4ids import package
from merata_portal.infrastructure.queries import defects, pages, public_works
from merata_portal.infrastructure.queries import projects as queries
from merata_portal.infrastructure.states import BUILT
from merata_portal.oversight.queries.places import Place, regencies
from merata_portal.public.paging import asked, newest_first
from merata_portal.public.views.money.chains import chains_of_works
from merata_portal.public.views.money.owners import bare
from merata_portal.public.views.projects.works_map import works_picture

LATE = "late"
"""What is chosen in place of a stage for unfinished works after the day first promised."""
PAID = "paid"
"""The state of a payment that was made; what is asked for or refused is the offices'."""


@public
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The works summed up, on a map, and one by one, the newest first."""
    wanted = asked(request, "wilayah", "tahap", "jenis", "desa", "keadaan")
    places = regencies()
    place = next((one for one in places if one.code == wanted["wilayah"]), None)
    if place is None and wanted["wilayah"]:
        raise Http404("no such regency")
    shown = place or next(iter(places), None)
    late = wanted["tahap"] == LATE
    found = public_works.works(
        area="" if place is None else place.code, village=wanted["desa"], stage=wanted["tahap"], kind=wanted["jenis"],
        state=wanted["keadaan"], late=late,
    )  # fmt: skip
    page = newest_first(request, found)
    rows = queries.summaries(page.rows)
    sums = public_works.sums("" if place is None else place.code)
    pins = [] if shown is None else public_works.pins(found)
    context = {
        "rows": rows, "next": page.next, "wanted": wanted, "kinds": queries.codes()["kind"], "places": places,
        "stages": [(one.code, one.label) for one in sums.stages], "late": LATE, "sums": sums, "pins": pins,
        "late_chosen": late,
        "picture": "" if shown is None else _map(shown, pins), "place": place,
        "names": area_names({one.project.village_code for one in rows} | {wanted["desa"]}),
    }  # fmt: skip
    return render(request, "public/projects/projects.html", context)


def _map(place: Place, pins: list[public_works.Pin]) -> str:
    inside = [one for one in pins if one.village_code.startswith(f"{place.code}.")]
    if not inside:
        return ""
    alt = _("Peta %(n)s pekerjaan menurut tahapnya. Semuanya ada di daftar di bawah peta.") % {"n": len(inside)}
    names = {code: bare(name) for code, name in area_names(place.kecamatan).items()}
    return works_picture(drawn(place.code), inside, names, alt=alt)


@public
@require_safe
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One work: photographs over time, physical beside money percent, promised beside real days, defects."""
    try:
        found = queries.public_project(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    (chain,) = chains_of_works([found])
    page = pages.page(found)
    context = {
        "project": found, "summary": queries.summary(found), "page": page,
        "payments": [one for one in page.payments if one.state == PAID],
        "defects": defects.public_defects(found), "held": defects.held_count(found), "built": found.state in BUILT,
        "names": area_names([found.owner, found.village_code]), "chain": chain,
    }  # fmt: skip
    return render(request, "public/projects/project.html", context)


@public
@require_safe
def photo(request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """A photograph that everybody may see."""
    try:
        pieces = pages.public_photo(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    answer = StreamingHttpResponse(pieces, content_type="image/jpeg")
    # Not for long: a report can be hidden again.
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@public
@require_safe
def oc4ids(request: HttpRequest) -> HttpResponse:
    """All public works as an OC4IDS package; not found while there is none, for the standard knows no empty one."""
    found = package(
        publisher=_("Merata, portal pembangunan daerah"), address=request.build_absolute_uri(), at=timezone.now()
    )
    if not found["projects"]:
        raise Http404("there is no public work yet")
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'inline; filename="oc4ids.json"'
    return answer
