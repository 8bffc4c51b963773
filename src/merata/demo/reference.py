"""The package's small tables: programmes, amounts, courses and evidence, each row with its source."""

from __future__ import annotations

from importlib import resources

import pyarrow as pa
import pyarrow.csv


def read(name: str, schema: pa.Schema) -> pa.Table:
    """The table in `facts/<name>.csv` with the columns and types of `schema`; empty cells are nulls."""
    path = resources.files("merata.demo") / "facts" / f"{name}.csv"
    options = pyarrow.csv.ConvertOptions(
        column_types=dict(zip(schema.names, schema.types, strict=True)), strings_can_be_null=True
    )
    with path.open("rb") as stream:
        table = pyarrow.csv.read_csv(stream, convert_options=options)
    return table.select(schema.names).cast(schema)
