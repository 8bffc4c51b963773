"""Rows laid over rows: by hand, and against the obvious way."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata.tables.catalogue import TABLES
from merata_portal.analysis.frozen_tables import Layer, of_people, overlaid

KEYS = ("owner", "year", "account_code", "fund_source")


def lines(*rows: tuple[str, int, str, int | None]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"owner": "35.05", "year": year, "account_code": account, "fund_source": fund, "ceiling_idr": idr}
            for account, year, fund, idr in rows
        ],
        schema=pa.schema([field for field in TABLES["budget"].arrow if field.name in (*KEYS, "ceiling_idr")]),
    )


def told(table: pa.Table) -> list[tuple[Any, ...]]:
    return [(row["account_code"], row["year"], row["fund_source"], row["ceiling_idr"]) for row in table.to_pylist()]


def test_the_same_key_is_replaced_where_it_stood_and_others_come_after() -> None:
    under = lines(("1", 2026, "PAD", 10), ("2", 2026, "PAD", 20), ("3", 2026, "PAD", 30))
    over = lines(("9", 2026, "PAD", 90), ("2", 2026, "PAD", 21))
    found = overlaid("budget", [Layer(under), Layer(over)])
    assert told(found) == [
        ("1", 2026, "PAD", 10),
        ("2", 2026, "PAD", 21),
        ("3", 2026, "PAD", 30),
        ("9", 2026, "PAD", 90),
    ]
    assert found.schema.equals(TABLES["budget"].arrow)


def test_an_empty_cell_leaves_what_was_below() -> None:
    under = lines(("1", 2026, "PAD", 10))
    assert told(overlaid("budget", [Layer(under), Layer(lines(("1", 2026, "PAD", None)))])) == [("1", 2026, "PAD", 10)]


def test_a_layer_that_adds_nothing_only_changes_what_is_known() -> None:
    under, over = lines(("1", 2026, "PAD", 10)), lines(("1", 2026, "PAD", 11), ("2", 2026, "PAD", 20))
    assert told(overlaid("budget", [Layer(under), Layer(over, adds=False)])) == [("1", 2026, "PAD", 11)]


def test_what_was_withdrawn_is_gone() -> None:
    project = {"project_id": "PJ-1", "name": "a", "kind": "road", "owner": "35.05", "village_code": "35.05.01.2001",
               "year": 2026, "cost_idr": 1, "status": "candidate"}  # fmt: skip
    under = pa.Table.from_pylist([project, project | {"project_id": "PJ-2"}], schema=TABLES["projects"].arrow)
    nothing = TABLES["projects"].arrow.empty_table()
    found = overlaid("projects", [Layer(under), Layer(nothing, withdrawn=frozenset({"PJ-1"}))])
    assert found["project_id"].to_pylist() == ["PJ-2"]


def test_a_key_that_repeats_is_refused() -> None:
    with pytest.raises(ValueError, match="repeat a key"):
        overlaid("budget", [Layer(lines(("1", 2026, "PAD", 1), ("1", 2026, "PAD", 2)))])


def test_rows_of_unknown_households_are_left_out_and_counted() -> None:
    table = pa.table({"household_id": ["rt-1", "rt-2", None, "rt-9"]})
    found = of_people(table, "household_id", pa.array(["rt-1", "rt-2"]))
    assert (found.table["household_id"].to_pylist(), found.left_out) == (["rt-1", "rt-2", None], 1)


ROWS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.integers(2024, 2026), st.sampled_from(["PAD", "DAU"])),
    st.none() | st.integers(0, 99),
)


@given(st.lists(ROWS, min_size=1, max_size=4))
def test_it_is_what_a_dictionary_would_hold(layers: list[dict[tuple[str, int, str], int | None]]) -> None:
    expected: dict[tuple[str, int, str], int | None] = {}
    for layer in layers:
        for key, value in layer.items():
            expected[key] = expected.get(key) if value is None else value
    found = overlaid("budget", [Layer(lines(*((*key, idr) for key, idr in layer.items()))) for layer in layers])
    assert told(found) == [(*key, idr) for key, idr in expected.items()]
