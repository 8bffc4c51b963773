"""What the apps below analysis keep, as tables of a dataset: one module an app, imported when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from merata.tables.catalogue import TABLES
from merata_portal.accounts.models import Area


def codes_inside(area: str) -> list[str]:
    """The codes of an area and of all areas in it."""
    own = Area.objects.filter(code=area)
    below = Area.objects.filter(parent__code=area)
    deepest = Area.objects.filter(parent__parent__code=area)
    return sorted({code for found in (own, below, deepest) for code in found.values_list("code", flat=True)} | {area})


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table | None:
    """Rows as the catalogue's table; None without any. Columns that no row names are left out."""
    given = list(rows)
    if not given:
        return None
    named = {column for row in given for column in row}
    schema = pa.schema([field for field in TABLES[name].arrow if field.name in named])
    return pa.Table.from_pylist(given, schema=schema)
