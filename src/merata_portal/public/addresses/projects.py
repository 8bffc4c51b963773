"""Addresses of works."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.projects import defects, works

ADDRESSES: list[URLPattern] = [
    path("pekerjaan/", works.projects, name="projects"),
    path("pekerjaan/oc4ids.json", works.oc4ids, name="oc4ids"),
    path("pekerjaan/foto/<uuid:uuid>/", works.photo, name="project-photo"),
    path("pekerjaan/tiket/", defects.enter, name="defect-ticket"),
    path("pekerjaan/tiket/<str:ticket>/", defects.own, name="own-defect"),
    path("pekerjaan/tiket/<str:ticket>/buka/", defects.reopen, name="own-defect-reopen"),
    path("pekerjaan/<uuid:uuid>/", works.project, name="project"),
    path("pekerjaan/<uuid:uuid>/lapor/", defects.report, name="defect-report"),
]
