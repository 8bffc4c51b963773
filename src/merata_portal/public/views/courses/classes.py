"""Classes for everybody: the list, one class, how its draw went and whether it holds, and certificates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.guessing import guessed_wrong, may_guess
from merata_portal.accounts.queries import area_names
from merata_portal.tickets.codes import as_ticket
from merata_portal.training.queries import everybody as queries
from merata_portal.training.queries.outcomes import outcome

if TYPE_CHECKING:
    from merata_portal.training.models import Course

SHOWN = 100
CERTIFICATE = "certificate"
HASH = re.compile(r"[0-9a-f]{64}")
ENDED = ("4-void.json", "5-result.json")


@public
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """The published classes, those that take applications first."""
    found = sorted(queries.open_courses()[:SHOWN], key=lambda one: one.state != "open")
    names = area_names({one.owner for one in found})
    return render(request, "public/courses/courses.html", {"courses": found, "names": names})


@public
@require_safe
def course(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One class: what, where, for whom, how many applied, how the draw went, who completed in numbers."""
    found = _course(uuid)
    rounds = queries.rounds(found)
    context = {
        "course": found,
        "counts": queries.counts(found),
        "draw": next((one.draw for one in rounds if one.draw.voided_on is None), None),
        "rounds": rounds,
        "names": area_names([found.owner, found.village_code]),
    }
    return render(request, "public/courses/course.html", context)


@public
@require_safe
def draw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The draw, recomputed from its documents; a hash that was read out can be compared, a number looked up."""
    found = _course(uuid)
    heard = request.GET.get("sidik", "").strip().lower().replace("\x00", "")
    asked = request.GET.get("nomor", "").strip().replace("\x00", "")
    announced = (heard,) if HASH.fullmatch(heard) else ()
    rows = []
    for one in queries.rounds(found):
        ended = any(document.file in ENDED for document in one.documents)
        # A hash is looked for in the latest round alone: an earlier, void one has hashes of its own.
        given = announced if one.draw.voided_on is None else ()
        rows.append((one, queries.checks(one.draw, given) if ended else [], queries.result(one.draw)))
    application = queries.by_number(found, asked) if asked else None
    context = {
        "course": found, "rows": rows, "heard": heard, "heard_wrong": bool(heard) and not announced,
        "heard_known": [document.file for one, _checks, _result in rows for document in one.documents
                        if document.sha256 == heard],
        "asked": asked, "outcome": outcome(application) if application is not None else None,
    }  # fmt: skip
    return render(request, "public/courses/draw.html", context)


@public
@require_safe
def document(request: HttpRequest, uuid: UUID, number: int, file: str) -> HttpResponse:
    """A document of a draw, byte for byte, so that its hash can be computed at home."""
    try:
        content = queries.document(uuid, number, file)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{file}"'
    return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is genuine; the name is shown to who has the code, which comes in the body.

    Not while too many codes were wrong: a name would be found by trying.
    """
    code = request.POST.get("code", "").replace("\x00", "")[:40] if request.method == "POST" else ""
    refused = bool(code) and not may_guess(request, CERTIFICATE)
    found = queries.certificate_of(code) if code and not refused else None
    if as_ticket(code) and found is None and not refused:
        guessed_wrong(request, CERTIFICATE)
    context = {"code": code, "found": found, "refused": refused}
    answer = render(request, "public/courses/certificate.html", context, status=429 if refused else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _course(uuid: UUID) -> Course:
    try:
        return queries.open_course(uuid)
    except ObjectDoesNotExist as error:
        raise Http404 from error
