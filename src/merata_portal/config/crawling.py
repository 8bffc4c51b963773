"""What search engines are asked: to read what is for everybody, and to leave the rest and every form alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public

FRONTS_OF_OTHERS = ("office:home", "account_login", "set_language", "metrics", "ready")
"""Their first addresses: what lies under them is not for everybody, or says nothing to a reader."""
DAY_SECONDS = 24 * 3600


@public
@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def robots_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Which addresses a crawler is to leave alone (RFC 9309). It protects nothing: access is each view's."""
    first = {f"/{reverse(name).split('/')[1]}/" for name in FRONTS_OF_OTHERS}
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in sorted(first | {"/api/"}))]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
