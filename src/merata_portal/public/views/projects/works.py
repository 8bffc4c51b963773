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
from merata_portal.infrastructure.exports.oc4ids import package
from merata_portal.infrastructure.queries import defects, pages
from merata_portal.infrastructure.queries import projects as queries
from merata_portal.infrastructure.states import BUILT
from merata_portal.public.paging import newest_first


@public
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The public works, the newest first."""
    state, kind = (request.GET.get(name, "").replace("\x00", "")[:20] for name in ("keadaan", "jenis"))
    page = newest_first(request, queries.public_projects(state=state, kind=kind))
    rows = queries.summaries(page.rows)
    known = queries.codes()
    context = {
        "rows": rows, "next": page.next, "state": state, "kind": kind, "kinds": known["kind"],
        "states": [one for one in known["state"] if one[0] != "candidate"],
        "names": area_names({one.project.village_code for one in rows}),
    }  # fmt: skip
    return render(request, "public/projects/projects.html", context)


@public
@require_safe
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One work: photographs over time, physical beside money percent, promised beside real days, defects."""
    try:
        found = queries.public_project(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "project": found, "summary": queries.summary(found), "page": pages.page(found),
        "defects": defects.public_defects(found), "held": defects.held_count(found), "built": found.state in BUILT,
        "names": area_names([found.owner, found.village_code]),
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
