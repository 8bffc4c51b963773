"""What is kept of a request: its id, one log line, and its count; never its address, its body or who asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from merata_portal.actor import Actor
from merata_portal.config import metrics
from merata_portal.config.log_lines import NO_ROUTE, REQUEST_ID, route_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "other"
ID_HEADER = "X-Request-ID"
PROBES = frozenset({"alive", "ready", "metrics"})
log = logging.getLogger("merata.requests")


class RequestMiddleware:
    """First of all, so that it sees what every other did. The id is ours: a visitor's own would be free text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, count, and log one line: method, route, status, milliseconds, role."""
        request_id = uuid4().hex
        token = REQUEST_ID.set(request_id)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            self._note(request, response.status_code, time.perf_counter() - begun)
        finally:
            REQUEST_ID.reset(token)
        response.headers[ID_HEADER] = request_id
        return response

    def _note(self, request: HttpRequest, status: int, seconds: float) -> None:
        method = request.method if request.method in METHODS else OTHER_METHOD
        route = route_of(request)
        metrics.note_request(str(method), route, status, seconds)
        if route in PROBES and status < 400:
            return  # a probe every few seconds would be most of the log
        fields = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000),
            "role": _role(request),
        }
        log.info("%s %s %d", method, route, status, extra=fields)


def _role(request: HttpRequest) -> str:
    """The roles of whoever is signed in, on pages that asked who it is: reading them for the log would cost a query."""
    actor = getattr(request, "actor", None) if getattr(request, "merata_personal", False) else None
    if not isinstance(actor, Actor):
        return NO_ROUTE
    return "+".join(sorted({held.role.value for held in actor.held})) or NO_ROUTE
