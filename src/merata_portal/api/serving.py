"""How the operations are served: HEAD beside GET, problems for what cannot be, and kept by caches where public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from merata_portal.accounts.access import public
from merata_portal.api.faults import problem_of, strange
from merata_portal.api.pace import refuse_too_often
from merata_portal.api.problems import ASKED_WRONG, FAILED, NO_SUCH_METHOD, NOT_FOUND, Problem, answer
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


@csrf_exempt
def nothing_here(request: HttpRequest, **_address: str) -> HttpResponseBase:
    """Below the interface's root, where no operation is."""
    try:
        refuse_too_often(request)
        _refuse_other_methods(request)
    except Problem as problem:
        return told(request, problem)
    return told(request, Problem(NOT_FOUND))


def told(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as any origin may read it."""
    found = answer(request, problem)
    found["Access-Control-Allow-Origin"] = "*"
    return found


def failed(request: HttpRequest) -> HttpResponse:
    """What is told where the portal itself failed: nothing of how; that stands in its log."""
    return told(request, Problem(FAILED))


def misunderstood(request: HttpRequest) -> HttpResponse:
    """What is told of a request that cannot even be read, such as one of thousands of parameters."""
    text = "Permintaan ini tidak dapat dibaca.", "The request cannot be read."
    return told(request, Problem(ASKED_WRONG, *text))


def _served(operation: Callable[..., HttpResponseBase], *, bare: bool) -> Callable[..., HttpResponseBase]:
    # Public to everybody's browser; what needs a client's key asks for it by itself (`keys.ClientKey`). Nothing is
    # changed by any of them, so other methods are told that they are none, and not that a form's token is missing.
    @csrf_exempt
    @public
    def view(request: HttpRequest, **address: Any) -> HttpResponseBase:
        try:
            refuse_too_often(request)
            _refuse_other_methods(request)
            if bare and request.GET:
                raise problem_of([{**one, "loc": ("query", *one["loc"])} for one in strange(request.GET, ())])
        except Problem as problem:
            return told(request, problem)
        return _kept(request, _answered(request, operation, address))

    return view


def _refuse_other_methods(request: HttpRequest) -> None:
    if request.method not in READ:
        raise Problem(NO_SUCH_METHOD, headers=ALLOW)


def _answered(
    request: HttpRequest, operation: Callable[..., HttpResponseBase], address: dict[str, Any]
) -> HttpResponseBase:
    method = request.method
    request.method = "GET"  # ninja knows HEAD as a method of its own
    try:
        return operation(request, **address)
    finally:
        request.method = method


def _kept(request: HttpRequest, found: HttpResponseBase) -> HttpResponseBase:
    """The answer for every cache, where it is everybody's."""
    if getattr(request, "merata_keyed", False):
        found["Cache-Control"] = "no-store"
        return found
    if found.status_code != 200 or not isinstance(found, HttpResponse):
        found["Access-Control-Allow-Origin"] = "*"
        return found
    kept = answered(request, found.content, found["Content-Type"])
    kept["Content-Language"] = "id, en"
    return kept
