"""Pages that any cache may keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import override

from merata_portal.cached_answers import answered


def page(
    request: HttpRequest, template: str, context: dict[str, Any], lang: str, *, status: int = 200
) -> HttpResponseBase:
    """A page in a language, made without the request: nothing of who reads can be in it."""
    with override(lang):
        content = render_to_string(f"opendata/{template}", {"lang": lang, **context})
    answer = answered(request, content.encode(), "text/html; charset=utf-8", status=status)
    answer["Content-Language"] = lang
    return answer
