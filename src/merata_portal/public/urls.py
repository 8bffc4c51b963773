"""Addresses of the public front."""

from __future__ import annotations

from django.urls import path

from merata_portal.public.addresses import complaints, courses, forums, objections, oversight, projects, proposals
from merata_portal.public.views import report

app_name = "public"
_PARTS = (objections, forums, proposals, complaints, courses, projects, oversight)
urlpatterns = [
    path("", report.report, {"lang": "id"}, name="report"),
    path("en/", report.report, {"lang": "en"}, name="report-en"),
    *(address for part in _PARTS for address in part.ADDRESSES),
]
