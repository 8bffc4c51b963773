"""Addresses of the first page and of the written report."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.front import about, home, report

ADDRESSES: list[URLPattern] = [
    path("", home.home, name="home"),
    path("tentang/", about.about, name="about"),
    path("laporan/", report.report, {"lang": "id"}, name="report"),
    path("laporan/en/", report.report, {"lang": "en"}, name="report-en"),
]
