"""Addresses of open data in the office: preparing editions, looking at them, publishing, withdrawing."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.publishing import editions

ADDRESSES: list[URLPattern] = [
    path("data-terbuka/", editions.listed, name="editions"),
    path("data-terbuka/siapkan/", editions.prepare, name="edition-prepare"),
    path("data-terbuka/<uuid:uuid>/", editions.one, name="edition"),
    path("data-terbuka/<uuid:uuid>/tabel/", editions.table, name="edition-table"),
    path("data-terbuka/<uuid:uuid>/terbitkan/", editions.publish, name="edition-publish"),
    path("data-terbuka/<uuid:uuid>/batalkan/", editions.drop, name="edition-drop"),
    path("data-terbuka/<uuid:uuid>/tarik/", editions.withdraw, name="edition-withdraw"),
]
