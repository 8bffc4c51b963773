"""Addresses of the council's oversight."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.oversight import calendar, equity, money, pokir, report

ADDRESSES: list[URLPattern] = [
    path("pengawasan/", money.pillars, name="oversight"),
    path("pengawasan/desa/", money.villages, name="oversight-villages"),
    path("pengawasan/kegiatan/", money.items, name="oversight-items"),
    path("pengawasan/kesetaraan/", equity.equality, name="oversight-equity"),
    path("pengawasan/pokir/", pokir.points, name="oversight-pokir"),
    path("pengawasan/kalender/", calendar.year, name="oversight-calendar"),
    path("pengawasan/kalender.ics", calendar.file, name="oversight-calendar-file"),
    path("pengawasan/laporan/", report.report, name="oversight-report"),
    path("pengawasan/laporan.pdf", report.make, name="oversight-report-make"),
]
