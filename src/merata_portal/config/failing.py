"""What is answered where a request failed or cannot be read: to people a page, to other systems their own JSON."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views import defaults

from merata_portal.api import serving
from merata_portal.api.views.dci import handling


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Something went wrong here; what, is in the log."""
    if _below(request, "dci/"):
        return handling.failed(request)
    return serving.failed(request) if _below(request, "v1/") else defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The request cannot be read."""
    if _below(request, "dci/"):
        return handling.misunderstood(request)
    return serving.misunderstood(request) if _below(request, "v1/") else defaults.bad_request(request, exception)


def _below(request: HttpRequest, part: str) -> bool:
    return request.path.startswith(f"{reverse('api:reference')}{part}")
