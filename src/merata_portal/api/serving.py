"""How the operations are served: HEAD beside GET, problems for what cannot be, and kept by caches where public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from merata_portal.accounts.access import public
from merata_portal.api.faults import problem_of, strange
from merata_portal.api.problems import NO_SUCH_METHOD, NOT_FOUND, Problem, answer
from merata_portal.cached_answers import answered

READ = ("GET", "HEAD")
ALLOW = {"Allow": ", ".join(READ)}


def served(patterns: list[Any], taking_none: frozenset[str]) -> list[URLPattern]:
    """The routes of ninja's operations as this portal serves them; ninja's own root page is left out.

    `taking_none`: the names of those without a parameter in the query, for which ninja would let anything pass.
    """
    return [
        path(str(one.pattern), _served(one.callback, bare=one.name in taking_none), name=one.name)
        for one in patterns
        if str(one.pattern)
    ]


def nothing_here(request: HttpRequest, **_address: str) -> HttpResponseBase:
    """Below the interface's root, where no operation is."""
    found = Problem(NOT_FOUND) if request.method in READ else Problem(NO_SUCH_METHOD, headers=ALLOW)
    return _opened(answer(request, found))


def _served(operation: Callable[..., HttpResponseBase], *, bare: bool) -> Callable[..., HttpResponseBase]:
    # Public to everybody's browser; what needs a client's key asks for it by itself (`keys.ClientKey`).
    @public
    def view(request: HttpRequest, **address: Any) -> HttpResponseBase:
        method = request.method
        if method not in READ:
            return _opened(answer(request, Problem(NO_SUCH_METHOD, headers=ALLOW)))
        if bare and request.GET:
            faults = [{**one, "loc": ("query", *one["loc"])} for one in strange(request.GET, ())]
            return _opened(answer(request, problem_of(faults)))
        request.method = "GET"  # ninja knows HEAD as a method of its own
        try:
            found = operation(request, **address)
        finally:
            request.method = method
        if getattr(request, "merata_keyed", False):
            found["Cache-Control"] = "no-store"
            return found
        if found.status_code != 200 or not isinstance(found, HttpResponse):
            return _opened(found)
        told = answered(request, found.content, found["Content-Type"])
        told["Content-Language"] = "id, en"
        return told

    return view


def _opened(found: HttpResponseBase) -> HttpResponseBase:
    found["Access-Control-Allow-Origin"] = "*"
    return found
