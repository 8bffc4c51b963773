"""A dataset of an edition as a Frictionless tabular data package (https://specs.frictionlessdata.io/, version 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata_portal.opendata.documents.described import LICENCE, LICENCE_PATH, LICENCE_TITLE, Described


def data_package(found: Described) -> dict[str, Any]:
    """The package: a resource for each table's CSV, whose schema has every column; null is an empty cell."""
    return {
        "profile": "tabular-data-package",
        "name": found.identifier,
        "id": found.address,
        "title": f"{found.told['title']['id']}, {found.area_name}",
        "description": f"{found.told['about']['id']} {found.told['protection']['id']}",
        "homepage": found.address,
        "version": found.version,
        "created": found.published_at.isoformat(),
        "licenses": [{"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_PATH}],
        "contributors": [{"title": found.area_name, "role": "publisher"}],
        "sources": [{"title": found.told["activity"]["id"]}],
        "resources": [_resource(name, table) for name, table in found.told["tables"].items()],
    }


def _resource(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    given = table["files"]["csv"]
    schema: dict[str, Any] = {"fields": [_field(one) for one in table["columns"]], "missingValues": [""]}
    if table["keys"]:
        schema["primaryKey"] = list(table["keys"])
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "title": table["title"]["id"],
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": given["bytes"],
        "hash": f"sha256:{given['hash']}", "schema": schema,
    }  # fmt: skip


def _field(column: Mapping[str, Any]) -> dict[str, Any]:
    told = f"{column['about']['id']} / {column['about']['en']}"
    unit = {} if column["unit"] is None else {"unit": column["unit"]["id"]}
    return {"name": column["name"], "type": column["kind"], "description": told, **unit}
