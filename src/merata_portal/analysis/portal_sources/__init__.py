"""What the apps below analysis keep, as tables of a dataset: one module an app, imported when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
from django.db.models import Q, QuerySet

from merata.tables.catalogue import TABLES
from merata_portal.accounts.models import Area


def inside(area: str) -> QuerySet[Area, str]:
    """The codes of an area and of all areas in it, for `IN`: the database asks itself, nothing is read for it."""
    return Area.objects.filter(Q(code=area) | Q(parent=area) | Q(parent__parent=area)).values_list("code", flat=True)


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table | None:
    """Rows as the catalogue's table; None without any. Columns that no row names are left out."""
    given = list(rows)
    if not given:
        return None
    named = {column for row in given for column in row}
    schema = pa.schema([field for field in TABLES[name].arrow if field.name in named])
    return pa.Table.from_pylist(given, schema=schema)
