"""Addresses of evaluations."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.evaluation import attributions, evidence, steps, studies

ADDRESSES: list[URLPattern] = [
    path("evaluasi/", studies.studies, name="studies"),
    path("evaluasi/bukti/", evidence.evidence, name="evidence"),
    path("evaluasi/baru/<slug:method>/", studies.new, name="study-new"),
    path("evaluasi/atribusi/", attributions.ask, name="attribution-ask"),
    path("evaluasi/atribusi/<uuid:uuid>/", attributions.attribution, name="attribution"),
    path("evaluasi/atribusi/<uuid:uuid>/lkpj.pdf", attributions.report, name="attribution-report"),
    path("evaluasi/<uuid:uuid>/", studies.study, name="study"),
    path("evaluasi/<uuid:uuid>/daya/", steps.power, name="study-power"),
    path("evaluasi/<uuid:uuid>/undi/", steps.waves, name="study-waves"),
    path("evaluasi/<uuid:uuid>/daftar/", steps.register, name="study-register"),
    path("evaluasi/<uuid:uuid>/hitung/", steps.estimate, name="study-estimate"),
    path("evaluasi/<uuid:uuid>/periksa/", steps.review, name="study-review"),
    path("evaluasi/<uuid:uuid>/hentikan/", steps.drop, name="study-drop"),
]
