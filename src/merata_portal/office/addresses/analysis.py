"""Addresses of what is computed: materials, frozen inputs, results."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.analysis import materials, results

ADDRESSES: list[URLPattern] = [
    path("hasil/", results.listed, name="results"),
    path("hasil/bahan/", materials.materials, name="materials"),
    path("hasil/bahan/bekukan/", materials.freezing, name="inputs-freeze"),
    path("hasil/masukan/<uuid:uuid>/", materials.inputs, name="inputs"),
    path("hasil/masukan/<uuid:uuid>/ukur/", materials.measuring, name="inputs-measure"),
    path("hasil/<uuid:uuid>/", results.one, name="result"),
    path("hasil/<uuid:uuid>/jawaban/", results.answer, name="result-answer"),
    path("hasil/<uuid:uuid>/hentikan/", results.cancel, name="result-cancel"),
    path("hasil/<uuid:uuid>/hitung-lagi/", results.again, name="result-again"),
]
