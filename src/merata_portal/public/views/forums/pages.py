"""Meetings and findings for everybody: no names, small groups suppressed, documents checked by code and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.attachments.queries import content, published
from merata_portal.participation import names
from merata_portal.participation.queries.findings import public_finding, public_findings
from merata_portal.participation.queries.inclusion import Heard, without_small_parts
from merata_portal.participation.queries.publishing import (
    differs,
    document_by_code,
    public_meeting,
    public_meetings,
    superseded,
)

SHOWN = 100
MOST_BYTES = 20 * 1024 * 1024


@public
@require_safe
def forums(request: HttpRequest) -> HttpResponse:
    """Meetings to which invitations were sent, the latest first; of one area where asked."""
    area = request.GET.get("wilayah", "")[:13]
    rows = list(public_meetings(area)[:SHOWN])
    names_of_areas = area_names({one.area for one in rows} | {area})
    context = {"rows": rows, "names": names_of_areas, "area": area if area in names_of_areas else ""}
    return render(request, "public/forums/forums.html", context)


@public
@require_safe
def forum(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One meeting: its plan, and once its documents are sealed its decisions, groups and findings."""
    try:
        page = public_meeting(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    area = page.meeting.area
    found = [one for one in public_findings(area) if one.finding.meeting_id == page.meeting.pk]
    context = {
        "page": page,
        "meeting": page.meeting,
        "place": area_names([area]).get(area, area),
        "listened": _told(_recorded([one for one in without_small_parts(page.groups) if _tells(one)])),
        "findings": found,
    }
    return render(request, "public/forums/forum.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Whether a document is what was sealed: by its code, and by the file itself, which is hashed and not kept."""
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("kode", "")[:24]
    document = document_by_code(code) if code else None
    file = request.FILES.get("file")
    same = None
    if document is not None and file is not None and (file.size or 0) <= MOST_BYTES:
        same = hashlib.sha256(b"".join(file.chunks())).hexdigest() == document.content_hash
    context = {
        "code": code,
        "document": document,
        "place": "" if document is None else area_names([document.meeting.area]).get(document.meeting.area, ""),
        "same": same,
        "superseded": document is not None and superseded(document),
        "differs": document is not None and differs(document),
    }
    return render(request, "public/forums/check.html", context)


@public
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """The findings of forums, those due first; of one area where asked."""
    area = request.GET.get("wilayah", "")[:13]
    pages = public_findings(area)
    context = {"pages": pages, "names": area_names({one.finding.area for one in pages} | {area}), "area": area}
    return render(request, "public/forums/findings.html", context)


@public
@require_safe
def finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One finding with its history and files."""
    try:
        page = public_finding(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    context = {
        "page": page,
        "finding": page.finding,
        "names": area_names({page.finding.area, page.finding.office_area}),
    }
    return render(request, "public/forums/finding.html", context)


@public
@require_safe
def finding_file(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """A file of an answer, as it was published."""
    try:
        page = public_finding(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    kept = published(f"finding:{page.finding.uuid}").filter(uuid=file).first()
    if kept is None:
        raise Http404
    response = HttpResponse(b"".join(content(kept)), content_type=kept.content_type)
    response["Content-Disposition"] = f'attachment; filename="{kept.file_name}"'
    return response


def _tells(row: Heard) -> bool:
    """Whether a row says anything: one of zeros and hidden counts alone does not."""
    counts = (row.invited, row.attended, row.spoke, row.asked, row.received)
    return row.dimension == "all" or row.group == names.OTHERS or any(counts)


def _recorded(rows: Sequence[Heard]) -> list[Heard]:
    """Without the dimensions of which nothing was recorded of anybody: their one row is that of all."""
    known = {one.dimension for one in rows if one.group is not None}
    return [one for one in rows if one.dimension == "all" or one.dimension in known]


def _told(groups: Sequence[Heard]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    before = ""
    for row in groups:
        heading = "" if row.dimension == before else names.DIMENSIONS.get(row.dimension, row.dimension)
        before = row.dimension
        told.append({"row": row, "heading": heading, "name": names.group(row.dimension, row.group)})
    return told
