"""Addresses of open data. `terbaru` in place of an edition's number leads to the newest one that stands."""

from __future__ import annotations

from django.urls import path

from merata_portal.opendata.views import descriptions, files, pages

app_name = "opendata"
_EDITION = "data-terbuka/<str:area>/<slug:dataset>/<int:number>/"
urlpatterns = [
    path("data-terbuka/", pages.catalogue, {"lang": "id"}, name="catalogue"),
    path("en/data-terbuka/", pages.catalogue, {"lang": "en"}, name="catalogue-en"),
    path("data-terbuka/catalog.jsonld", descriptions.dcat, name="dcat"),
    path("data-terbuka/<str:area>/<slug:dataset>/terbaru/", files.latest, name="latest"),
    path("data-terbuka/<str:area>/<slug:dataset>/terbaru/<str:name>", files.latest, name="latest-file"),
    path(_EDITION, pages.dataset, {"lang": "id"}, name="dataset"),
    path(f"en/{_EDITION}", pages.dataset, {"lang": "en"}, name="dataset-en"),
    path(f"{_EDITION}metadata/", pages.metadata, {"lang": "id"}, name="metadata"),
    path(f"en/{_EDITION}metadata/", pages.metadata, {"lang": "en"}, name="metadata-en"),
    path(f"{_EDITION}datapackage.json", descriptions.data_package, name="data-package"),
    path(f"{_EDITION}satu-data.json", descriptions.satu_data, {"lang": "id"}, name="satu-data"),
    path(f"en/{_EDITION}satu-data.json", descriptions.satu_data, {"lang": "en"}, name="satu-data-en"),
    path(f"{_EDITION}README.md", descriptions.readme, name="readme"),
    path(f"{_EDITION}<str:name>", files.file, name="file"),
]
