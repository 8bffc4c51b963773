"""A dataset of an edition as a Frictionless tabular data package (https://specs.frictionlessdata.io/, version 1).

The standard has one text where this portal has two: both stand in it, Indonesian first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata_portal.opendata.documents.citing import citation
from merata_portal.opendata.documents.described import LICENCE, LICENCE_PATH, LICENCE_TITLE, Described


def data_package(found: Described) -> dict[str, Any]:
    """The package: a resource for each table's CSV, whose schema has every column; null is an empty cell.

    `bibliographicCitation` is Dublin Core's; the standard allows further properties.
    """
    about, protection = found.told["about"], found.told["protection"]
    both = {lang: f"{about[lang]} {protection[lang]}" for lang in ("id", "en")}
    return {
        "profile": "tabular-data-package",
        "name": found.identifier,
        "id": found.address,
        "title": f"{_both(found.told['title'])}, {found.area_name}",
        "description": _both(both),
        "homepage": found.address,
        "version": found.version,
        "created": found.published_at.isoformat(),
        "licenses": [{"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_PATH}],
        "contributors": [{"title": found.area_name, "role": "publisher"}],
        "sources": [{"title": _both(found.told["activity"])}],
        "bibliographicCitation": _both(citation(found)),
        "resources": [_resource(name, table) for name, table in found.told["tables"].items()],
    }


def _resource(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    given = table["files"]["csv"]
    schema: dict[str, Any] = {"fields": [_field(one) for one in table["columns"]], "missingValues": [""]}
    if table["keys"]:
        schema["primaryKey"] = list(table["keys"])
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "title": _both(table["title"]),
        "description": _both(_about(table)), "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": given["bytes"], "hash": f"sha256:{given['hash']}", "schema": schema,
    }  # fmt: skip


def _about(table: Mapping[str, Any]) -> dict[str, str]:
    rows, cells, withheld = table["rows"], table["cells"], table["withheld"]
    if not cells:
        return {"id": f"{rows} baris.", "en": f"{rows} rows."}
    return {
        "id": f"{rows} baris; {withheld} dari {cells} sel ditahan dan kosong.",
        "en": f"{rows} rows; {withheld} of {cells} cells are withheld and empty.",
    }


def _field(column: Mapping[str, Any]) -> dict[str, Any]:
    unit = {} if column["unit"] is None else {"unit": _both(column["unit"])}
    return {"name": column["name"], "type": column["kind"], "description": _both(column["about"]), **unit}


def _both(words: Mapping[str, str]) -> str:
    return words["id"] if words["id"] == words["en"] else f"{words['id']} / {words['en']}"
