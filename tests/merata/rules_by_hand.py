"""Rulebooks and registries of a few lines, so that a test says all that matters in itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import yaml

from merata.measurement.summaries.engine import DuckDB
from merata.programmes.assessment.assessment import Assessed, assess
from merata.programmes.assessment.fact_table import FactTable, fact_table
from merata.programmes.assessment.gathering import Registry
from merata.programmes.rules.loading import load
from merata.programmes.rules.rulebook import Rulebook
from merata.tables.catalogue import TABLES

DAY = date(2025, 7, 1)
Row = Mapping[str, Any]
Rows = Sequence[Row]
ENGINE = DuckDB(threads=1)


class _Written:
    """A file that was never written."""

    name = "contoh.yaml"

    def __init__(self, text: str) -> None:
        self._text = text

    def read_text(self, encoding: str) -> str:
        assert encoding == "utf-8"
        return self._text


def book(
    eligible: str | None,
    conditions: Mapping[str, Any] | None = None,
    *,
    benefit: Any = None,
    parameters: Mapping[str, Any] | None = None,
    **keys: Any,
) -> Rulebook:
    """A rulebook that pays 1,200,000 rupiah a year, if there is no other `benefit`.

    Each of `conditions` is an expression, or the mapping of its keys.
    """
    values = dict(parameters or {})
    if benefit is None:
        benefit = {"household": {"amount": "annual_idr"}}
        values["annual_idr"] = 1_200_000
    document = {
        "programme": "contoh",
        "name": {"id": "Contoh", "en": "Example"},
        "kind": "cash",
        "payer": "centre",
        "decider": {"id": "camat", "en": "the head of the kecamatan"},
        "conditions": {code: _condition(code, written) for code, written in (conditions or {}).items()},
        "benefit": benefit,
        "parameters": {
            name: [{"from": date(2024, 1, 1), "value": value, "legal_base": "-", "source": "-", "certainty": "high"}]
            for name, value in values.items()
        },
        **keys,
    }
    if eligible is not None:
        document["eligible"] = eligible
    return load(_Written(yaml.safe_dump(document, sort_keys=False)))  # type: ignore[arg-type]


def _condition(code: str, written: Any) -> Any:
    said = {"id": f"tidak {code}", "en": f"not {code}"}
    return {"when": written, "otherwise": said} if isinstance(written, str) else written


def table(name: str, rows: Rows, *others: str) -> pa.Table:
    """A table of the catalogue with the columns that `rows` and `others` name, in the catalogue's types."""
    there = {column for row in rows for column in row} | set(others)
    schema = pa.schema([field.with_nullable(True) for field in TABLES[name].arrow if field.name in there])
    extra = sorted(there - set(schema.names))
    whole = pa.Table.from_pylist([{c: row.get(c) for c in schema.names} for row in rows], schema=schema)
    for column in extra:
        whole = whole.append_column(column, pa.array([row.get(column) for row in rows]))
    return whole


def tables(**rows: Rows | pa.Table | None) -> dict[str, pa.Table]:
    """Tables by name, those that are not there left out."""
    return {
        name: given if isinstance(given, pa.Table) else table(name, given)
        for name, given in rows.items()
        if given is not None
    }


def registry(**rows: Rows | pa.Table | None) -> Registry:
    """A registry on DuckDB."""
    return Registry(**{name: ENGINE.read(given) for name, given in tables(**rows).items()})


def assessed(books: Rulebook | Sequence[Rulebook], **rows: Rows | pa.Table | None) -> Assessed:
    """Rulebooks on a registry."""
    rules = [books] if isinstance(books, Rulebook) else books
    return assess(rules, registry(**rows), DAY, engine=ENGINE)


def facts(books: Rulebook | Sequence[Rulebook], **rows: Rows | pa.Table | None) -> FactTable:
    """The facts of a registry in memory; village facts are columns of the households."""
    rules = [books] if isinstance(books, Rulebook) else books
    given = tables(**rows)
    return fact_table(
        given["households"],
        rules,
        DAY,
        persons=given.get("persons"),
        benefits=given.get("benefits"),
        programmes_known=given.get("programmes"),
    )
