"""The pages: the catalogue, a dataset of an edition, and its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from merata_portal.accounts.access import public
from merata_portal.accounts.queries import area_names
from merata_portal.analysis.queries import publications
from merata_portal.opendata.answering import page
from merata_portal.opendata.documents.citing import citation
from merata_portal.opendata.documents.described import LICENCE, LICENCE_PATH, about_file
from merata_portal.opendata.documents.satu_data import LABELS, satu_data
from merata_portal.opendata.views.finding import WITHDRAWN, described, edition_of, name_of


@public
@require_safe
def catalogue(request: HttpRequest, lang: str) -> HttpResponseBase:
    """Every dataset of the newest edition of each area. Two queries."""
    found = publications.current()
    names = area_names({one.area for one in found})
    areas = [
        {
            "edition": one,
            "name": names.get(one.area, one.area),
            "datasets": [_dataset(name, told, lang) for name, told in one.manifest.items()],
        }
        for one in found
    ]
    context = {"areas": areas, "synthetic": any(one.synthetic for one in found), "licence": (LICENCE, LICENCE_PATH)}
    return page(request, "catalogue.html", context, lang)


@public
@require_safe
def dataset(request: HttpRequest, area: str, dataset: str, number: int, lang: str) -> HttpResponseBase:
    """What a dataset is, its tables and columns, how it is protected, its editions; why, where it was withdrawn."""
    found = edition_of(area, dataset, number)
    name = name_of(found.area)
    cited = described(request, found, dataset, name)
    versions = [one for one in publications.told(found.area) if dataset in one.manifest]
    context = {
        "edition": found, "area_name": name, "versions": versions, "synthetic": found.synthetic,
        "licence": (LICENCE, LICENCE_PATH), "citation": citation(cited)[lang], "address": cited.address,
        **_dataset(dataset, found.manifest[dataset], lang),
    }  # fmt: skip
    return page(request, "dataset.html", context, lang, status=410 if found.state == WITHDRAWN else 200)


@public
@require_safe
def metadata(request: HttpRequest, area: str, dataset: str, number: int, lang: str) -> HttpResponseBase:
    """The Satu Data metadata of a dataset, to read."""
    found = edition_of(area, dataset, number)
    name = name_of(found.area)
    told = satu_data(described(request, found, dataset, name), lang)
    context = {
        "edition": found, "area_name": name, "synthetic": found.synthetic,
        "activity_fields": _labelled(told["kegiatan"], lang), "variables": told["variabel"],
        "indicators": [(one["nama_indikator"], _labelled(one, lang)) for one in told["indikator"]],
        **_dataset(dataset, found.manifest[dataset], lang),
    }  # fmt: skip
    return page(request, "metadata.html", context, lang, status=410 if found.state == WITHDRAWN else 200)


def _labelled(fields: Mapping[str, object], lang: str) -> list[tuple[str, str, object]]:
    """Each field of a form of Satu Data: what it is called in the language, its name in the form, its value."""
    return [(LABELS[name][0 if lang == "id" else 1], name, value) for name, value in fields.items()]


def _dataset(name: str, told: dict[str, Any], lang: str) -> dict[str, Any]:
    """A dataset of a manifest in one language."""
    return {
        "dataset": name,
        **{one: told[one][lang] for one in ("title", "about", "period", "protection", "activity")},
        "tables": [
            {
                "name": table, "title": one["title"][lang], "rows": one["rows"], "withheld": one["withheld"],
                "cells": one["cells"], "files": one["files"],
                "columns": [
                    {"name": column["name"], "kind": column["kind"], "about": column["about"][lang],
                     "unit": column["unit"][lang] if column["unit"] else ""}
                    for column in one["columns"]
                ],
            }
            for table, one in told["tables"].items()
        ],
        "files": [(file, one["bytes"], about_file(file)[lang]) for file, one in told["files"].items()],
    }  # fmt: skip
