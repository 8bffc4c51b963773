"""Addresses of other offices' systems: agreements, keys, and what each was told."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.exchange import clients, disclosures, keys

ADDRESSES: list[URLPattern] = [
    path("sistem-lain/", clients.listed, name="clients"),
    path("sistem-lain/baru/", clients.new, name="client-new"),
    path("sistem-lain/pertanyaan/", disclosures.listed, name="disclosures"),
    path("sistem-lain/<uuid:uuid>/", clients.one, name="client"),
    path("sistem-lain/<uuid:uuid>/ubah/", clients.change, name="client-change"),
    path("sistem-lain/<uuid:uuid>/kunci/", keys.issue, name="client-key"),
    path("sistem-lain/<uuid:uuid>/kunci/ganti/", keys.replace, name="client-keys-replace"),
    path("sistem-lain/<uuid:uuid>/kunci/cabut/", keys.revoke, name="client-key-revoke"),
    path("sistem-lain/<uuid:uuid>/tutup/", clients.close, name="client-close"),
]
