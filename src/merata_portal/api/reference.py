"""The reference: the OpenAPI document for machines, and the same document as a page for people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.api.document import document
from merata_portal.api.problems import KINDS
from merata_portal.api.reading import Read, read
from merata_portal.cached_answers import document as answered_document


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    return answered_document(request, document())


@public
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The page: every operation with what may be asked and what is answered; every kind of problem."""
    told: Read = read(document(), get_language() or "id")
    context: dict[str, Any] = {
        "told": told,
        "problems": [
            {"slug": one.slug, "status": one.status, "title": pair[0], "about": pair[1]}
            for one in KINDS
            for pair in [(one.title_id, one.about_id) if told.language == "id" else (one.title_en, one.about_en)]
        ],
    }
    return render(request, "api/reference.html", context)
