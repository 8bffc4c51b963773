"""Addresses of objections and appeals."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.objections import filing, hearing, listing

ADDRESSES: list[URLPattern] = [
    path("keberatan/", listing.objections, name="objections"),
    path("keberatan/baru/", filing.file, name="objection-file"),
    path("keberatan/saring/", listing.screen, name="objections-screen"),
    path("keberatan/saring/teruskan/", listing.release, name="objections-release"),
    path("keberatan/saring/buang/", listing.discard, name="objections-discard"),
    path("keberatan/<uuid:uuid>/", hearing.objection, name="objection"),
    path("keberatan/<uuid:uuid>/periksa/", hearing.take_up, name="objection-take-up"),
    path("keberatan/<uuid:uuid>/cari/", hearing.seek, name="objection-seek"),
    path("keberatan/<uuid:uuid>/keluarga/", hearing.find, name="objection-find"),
    path("keberatan/<uuid:uuid>/tanya/", hearing.ask, name="objection-ask"),
    path("keberatan/<uuid:uuid>/lanjut/", hearing.resume, name="objection-resume"),
    path("keberatan/<uuid:uuid>/jawab/", hearing.answer, name="objection-answer"),
    path("keberatan/<uuid:uuid>/hapus/", hearing.erase, name="objection-erase"),
    path("keberatan/<uuid:uuid>/surat/<uuid:scan_uuid>/", hearing.scan, name="objection-scan"),
]
