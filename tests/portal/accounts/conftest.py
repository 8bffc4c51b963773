from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.views.decorators.http import require_POST

from merata_portal.accounts import scope
from merata_portal.accounts.access import public, requires, signed_in
from merata_portal.accounts.models import Area
from merata_portal.actor import Capability


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("never seen")


@requires(Capability.ENTER_OFFICE)
def office_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"halo {request.actor.name}")  # type: ignore[attr-defined]


@requires(Capability.EXPORT_NUMBERS, Capability.VIEW_AUDIT)
def narrow(request: HttpRequest) -> HttpResponse:
    return HttpResponse("narrow")


@requires(Capability.VIEW_REGISTRY)
def village(request: HttpRequest, code: str) -> HttpResponse:
    request.actor.require(Capability.VIEW_REGISTRY, code)  # type: ignore[attr-defined]
    return HttpResponse(f"warga {code}")


@requires(Capability.VIEW_REGISTRY)
def leaking_village(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(f"warga {code}")


@require_POST
@requires(Capability.VIEW_REGISTRY)
def change(request: HttpRequest, code: str) -> HttpResponse:
    request.actor.require(Capability.VIEW_REGISTRY, code)  # type: ignore[attr-defined]
    return HttpResponse("changed")


@require_POST
@requires(Capability.VIEW_REGISTRY)
def leaking_change(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse("changed")


@requires(Capability.VIEW_REGISTRY)
def villages(request: HttpRequest) -> HttpResponse:
    rows = scope.within(Area.objects.all(), request.actor, Capability.VIEW_REGISTRY, "code")  # type: ignore[attr-defined]
    return HttpResponse("".join(f"warga {row.code}" for row in rows))


@requires(Capability.VIEW_REGISTRY)
def leaking_villages(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(f"warga {row.code}" for row in Area.objects.all()))


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    return HttpResponse("own")


@public
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@pytest.fixture
def villages_office() -> Iterator[None]:
    """A portal of pages about villages: three that keep to the actor's area and three that do not."""
    addresses = ModuleType("addresses")
    addresses.urlpatterns = [  # type: ignore[attr-defined]
        path("v/<str:code>/", village, name="village"),
        path("leak/<str:code>/", leaking_village, name="leaking-village"),
        path("change/<str:code>/", change, name="change"),
        path("leaking-change/<str:code>/", leaking_change, name="leaking-change"),
        path("v/", villages, name="villages"),
        path("leak/", leaking_villages, name="leaking-villages"),
        path("", include("merata_portal.config.urls")),
    ]
    with override_settings(ROOT_URLCONF=addresses):
        yield


@pytest.fixture
def office() -> Iterator[str]:
    """A portal with five more pages, one of each kind; the address of one for all staff."""
    addresses = ModuleType("addresses")
    addresses.urlpatterns = [  # type: ignore[attr-defined]
        path("x/undeclared/", undeclared),
        path("x/office/", office_page),
        path("x/narrow/", narrow),
        path("x/own/", own),
        path("x/open/", open_page),
        path("", include("merata_portal.config.urls")),
    ]
    with override_settings(ROOT_URLCONF=addresses):
        yield "/x/office/"
