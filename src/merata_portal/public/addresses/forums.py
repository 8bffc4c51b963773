"""Addresses of forums and findings."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.forums import oversight, pages

ADDRESSES: list[URLPattern] = [
    path("musyawarah/", pages.forums, name="forums"),
    path("musyawarah/periksa/", pages.check, name="forum-check"),
    path("musyawarah/<uuid:uuid>/", pages.forum, name="forum"),
    path("musyawarah/wilayah/<str:village>/", oversight.village, name="village-oversight"),
    path("temuan/", pages.findings, name="findings"),
    path("temuan/<uuid:uuid>/", pages.finding, name="finding"),
    path("temuan/<uuid:uuid>/berkas/<uuid:file>/", pages.finding_file, name="finding-file"),
]
