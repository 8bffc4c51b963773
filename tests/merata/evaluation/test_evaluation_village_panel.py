"""Panels of villages out of the tables of a dataset."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from merata.errors import InputError
from merata.evaluation.village_panel import Served, entered, served, village_panel


def outcomes(rows: list[tuple[str, int, float | None]], measure: str = "log_consumption_pc_idr") -> pa.Table:
    names, years, values = zip(*rows, strict=True)
    size = len(rows)
    return pa.table(
        {
            "unit": ["village"] * size,
            "unit_id": list(names),
            "year": list(years),
            "measure": [measure] * size,
            "value": pa.array(values, pa.float64()),
            "n": [30] * size,
        }
    )


def test_only_villages_seen_in_every_year() -> None:
    rows = [("B", 2024, 3.0), ("A", 2024, 2.0), ("A", 2023, 1.0), ("C", 2023, 9.0), ("C", 2024, None), ("B", 2023, 4.0)]
    found = village_panel(outcomes(rows))
    assert (found.villages, found.years) == (("A", "B"), (2023, 2024))
    assert found.values.tolist() == [[1.0, 2.0], [4.0, 3.0]]
    assert (found.incomplete, found.observations, len(found)) == (1, 30.0, 2)
    assert found.counts is not None
    assert found.counts.tolist() == [30.0, 30.0]
    assert found.only(found.among({"B"})).villages == ("B",)


def test_without_values_or_whole_villages_it_is_refused() -> None:
    with pytest.raises(InputError, match="no values of log_consumption_pc_idr"):
        village_panel(outcomes([("A", 2024, 1.0)], measure="consumption_pc_idr"))
    with pytest.raises(InputError, match="no village has log_consumption_pc_idr in every year from 2023 to 2024"):
        village_panel(outcomes([("A", 2024, 1.0), ("B", 2023, 1.0)]))


def test_without_counts_the_observations_are_unknown() -> None:
    found = village_panel(outcomes([("A", 2024, 1.0)]).drop_columns("n"))
    assert math.isnan(found.observations)
    assert found.counts is None


def test_first_years_of_entry() -> None:
    delivered = pa.table(
        {
            "item_id": ["p", "p", "p", "q", "p"],
            "village_code": ["A", "A", "B", "C", None],
            "year": [2024, 2023, 2025, 2022, 2021],
        }
    )
    assert entered(delivered, "p") == {"A": 2023, "B": 2025}


def test_who_is_served_by_what_was_built() -> None:
    projects = pa.table(
        {"project_id": ["P1", "P2", "P3"], "status": ["built", "candidate", "built"], "year": [2024, 2023, 2022]}
    )
    reached = pa.table(
        {
            "project_id": ["P1", "P2", "P3", "P1", "P1"],
            "village_code": ["A", "A", "A", "B", "C"],
            "share_of_households": [0.4, 0.9, 0.2, 0.5, 0.0],
        }
    )
    assert served(projects, reached) == {
        "A": Served(2022, 0.4, ("P1", "P3")),
        "B": Served(2024, 0.5, ("P1",)),
    }
