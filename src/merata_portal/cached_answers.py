"""Answers that everybody may read and any cache may keep: an ETag of the content, no cookie, a short life."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

SECONDS = 300
"""So long a cache may answer by itself: what was withdrawn is gone everywhere after that."""


def answered(
    request: HttpRequest, content: bytes, content_type: str, *, status: int = 200, etag: str = ""
) -> HttpResponseBase:
    """The content, or 304 where the reader has it."""
    answer = HttpResponse(content, content_type=content_type, status=status)
    answer["Cache-Control"] = f"public, max-age={SECONDS}"
    if status != 200:
        return answer
    tag = f'"{etag or hashlib.sha256(content).hexdigest()}"'
    answer["ETag"] = tag
    # Anybody's page may read open data.
    answer["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=tag, response=answer) or answer


def document(
    request: HttpRequest, value: Any, content_type: str = "application/json", *, status: int = 200
) -> HttpResponseBase:
    """A JSON document."""
    content = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return answered(request, content, content_type, status=status)
