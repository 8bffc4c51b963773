"""Pages for machines that watch the portal: does it live, can it work, what are its figures, whom to tell of a hole."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.config import health, metrics

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via")


@public
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """The process answers; nothing else is looked at, so that a busy database does not get it restarted."""
    return JsonResponse({"ok": True})


@public
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Each part ok or not; 503 where one is not. Why not stands in the log, not here."""
    found = health.checks()
    well = all(found.values())
    return JsonResponse({"ok": well, "checks": found}, status=200 if well else 503)


@public
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format, for this machine or who has the token; 404 for everybody else."""
    if not (_from_this_machine(request) or _has_token(request)):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); 404 where the operator named nobody."""
    if not settings.SECURITY_CONTACT or settings.SECURITY_EXPIRES is None:
        raise Http404
    until = datetime.combine(settings.SECURITY_EXPIRES, time.max, UTC)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _from_this_machine(request: HttpRequest) -> bool:
    """Whether a process of this machine asks by itself: every caller through a proxy on it comes from there too.

    In production a proxy must be known (MERATA_PROXIES), since otherwise what it says of its callers is dropped
    before it comes here, and strangers would look like this machine.
    """
    if settings.PRODUCTION and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return False
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not any(request.headers.get(name) for name in FORWARDED)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, settings.METRICS_TOKEN.encode())
