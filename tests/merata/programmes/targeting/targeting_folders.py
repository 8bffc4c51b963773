"""Dataset folders of a few rows for lists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rules_by_hand import tables

from merata.programmes.rules.rulebook import Rulebook

VILLAGES = ("35.05.01.2001", "35.05.01.2002", "35.72.01.1001")


def folder(root: Path, **rows: Any) -> Path:
    """The tables as Parquet files."""
    root.mkdir(parents=True, exist_ok=True)
    for name, table in tables(**rows).items():
        pq.write_table(table, root / f"{name}.parquet")
    return root


def placed(given: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Tables drawn at random with what a list needs of them: villages in turn, and persons' identifiers."""
    homes, persons = given["households"], given["persons"]
    codes = [VILLAGES[at % len(VILLAGES)] for at in range(homes.num_rows)]
    names = [f"p{at:04d}" for at in range(persons.num_rows)]
    return {
        **given,
        "households": homes.append_column("village_code", pa.array(codes)),
        "persons": persons.append_column("person_id", pa.array(names)),
    }


def by_id(table: pa.Table) -> dict[str, dict[str, Any]]:
    """The rows of a list by household."""
    return {row["household_id"]: row for row in table.to_pylist()}


def conditions(book: Rulebook) -> list[str]:
    """The codes of a book's conditions in their order."""
    return list(book.conditions)
