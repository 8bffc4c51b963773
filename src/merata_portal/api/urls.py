"""Addresses of the interface for other systems: its reference, version 1, and the DCI Social Registry."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from merata_portal.accounts.access import public
from merata_portal.api import reference
from merata_portal.api.document import api, taking_none
from merata_portal.api.serving import nothing_here, served
from merata_portal.api.views.dci import handling

app_name = "api"
_OPERATIONS, _, _ = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reference.reference, name="reference"),
    path("v1/openapi.json", reference.openapi, name="openapi"),
    path("v1/", include(served(_OPERATIONS, taking_none()))),
    path("dci/", include("merata_portal.api.dci_urls")),
    path("dci/", handling.nothing_here, name="dci-root"),
    path("dci/<path:address>", handling.nothing_here, name="dci-nothing-here"),
    path("<path:address>", public(nothing_here), name="nothing-here"),
]
