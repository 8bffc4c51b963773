"""Inequality by source: adds up exactly, equals hand-made values and definitions, with errors that are derivatives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.errors import InputError, UsageError
from merata.measurement import decomposition
from merata.stats.design import design, variance_of_total

rng = np.random.default_rng(9)
ROWS = 60
SAMPLE = pa.table(
    {
        "weight": rng.uniform(1, 5, ROWS),
        "wages": np.round(rng.lognormal(13, 0.9, ROWS), -5),  # rounded, so that there are ties
        "farm": np.where(rng.random(ROWS) < 0.4, 0.0, np.round(rng.lognormal(12, 0.5, ROWS), -5)),
        "tax": -np.round(rng.lognormal(9, 0.5, ROWS), -2),
        "stratum": np.arange(ROWS) // 30,
        "psu": np.arange(ROWS) // 5,
    }
)
SOURCES = ["wages", "farm", "tax"]


def parts(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["source"]: row for row in table.to_pylist()}


def test_two_people_by_hand() -> None:
    # Wages 1 and 3, aid 2 and 1: totals 3 and 4. Gini of the total 1/14; of wages 1/4, of aid 1/6, but aid goes down.
    found = parts(
        decomposition.gini_by_source(pa.table({"wages": [1, 3], "aid": [2, 1]}), sources=["wages", "aid"], weight=None)
    )
    assert found["total"]["gini"] == pytest.approx(1 / 14)
    assert found["wages"]["share"] == pytest.approx(4 / 7)
    assert (found["wages"]["gini"], found["wages"]["correlation"]) == (pytest.approx(1 / 4), pytest.approx(1))
    assert (found["aid"]["gini"], found["aid"]["correlation"]) == (pytest.approx(1 / 6), pytest.approx(-1))
    assert found["wages"]["contribution"] == pytest.approx(4 / 7 / 4)
    assert found["aid"]["contribution"] == pytest.approx(-3 / 7 / 6)
    assert found["aid"]["relative"] == pytest.approx(-1)
    assert found["aid"]["marginal"] == pytest.approx(-1 - 3 / 7)
    assert found["total"]["marginal"] == pytest.approx(0)


incomes = st.tuples(st.integers(0, 20), st.integers(-5, 20), st.integers(1, 9))


@given(st.lists(incomes, min_size=2, max_size=25).filter(lambda rows: any(a for a, *_ in rows)))
def test_contributions_add_up_to_the_gini(rows: list[tuple[int, int, int]]) -> None:
    first, second, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    second = np.maximum(second, -first)
    if not (first + second).any():
        return
    table = pa.table({"a": first, "b": second, "w": weight})
    found = decomposition.gini_by_source(table, sources=["a", "b"], weight="w")
    one = parts(found)
    gini = m.gini(first + second, weight)
    assert one["a"]["contribution"] + one["b"]["contribution"] == pytest.approx(gini, abs=1e-12)
    assert one["total"]["contribution"] == pytest.approx(gini, abs=1e-12)
    for name in ("a", "b"):
        row = one[name]
        if row["correlation"] is not None:
            assert -1 - 1e-9 <= row["correlation"] <= 1 + 1e-9
            assert row["share"] * row["gini"] * row["correlation"] == pytest.approx(row["contribution"], abs=1e-12)
        if name == "a" and row["gini"] is not None:
            assert row["gini"] == pytest.approx(m.gini(first, weight), abs=1e-12)
    assert not any(math.isnan(value) for row in found.to_pylist() for value in row.values() if isinstance(value, float))


def test_a_marginal_is_what_a_little_more_of_a_source_does() -> None:
    # Within ranks as they are; rounding made ties, which a little more of one source would break.
    random = np.random.default_rng(2)
    columns = {name: random.lognormal(0, 0.8, ROWS) for name in ("a", "b", "c")}
    weight = random.uniform(1, 3, ROWS)
    found = parts(decomposition.gini_by_source(pa.table({**columns, "w": weight}), sources=list(columns), weight="w"))
    for name, values in columns.items():
        total = sum(columns.values())
        ends = [m.gini(total + step * values, weight) for step in (1e-7, -1e-7)]
        slope = (ends[0] - ends[1]) / 2e-7 / m.gini(total, weight)
        assert found[name]["marginal"] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("source", [*SOURCES, "total"])
def test_errors_are_those_of_the_derivatives(source: str) -> None:
    def contribution(weight: np.ndarray) -> float:  # type: ignore[type-arg]
        table = SAMPLE.set_column(0, "weight", pa.array(weight))
        return float(
            parts(decomposition.gini_by_source(table, sources=SOURCES, weight="weight"))[source]["contribution"]
        )

    weight = SAMPLE["weight"].to_numpy()
    influence = np.empty(ROWS)
    for row in range(ROWS):
        step = np.zeros(ROWS)
        step[row] = 1e-4
        influence[row] = (contribution(weight + step) - contribution(weight - step)) / 2e-4
    sample = design(SAMPLE["stratum"].to_numpy(), SAMPLE["psu"].to_numpy())
    found = decomposition.gini_by_source(SAMPLE, sources=SOURCES, weight="weight", stratum="stratum", psu="psu")
    assert parts(found)[source]["se"] == pytest.approx(
        math.sqrt(variance_of_total(weight * influence, sample)), rel=1e-5
    )
    assert parts(found)[source]["df"] == 10


def test_sources_of_nothing_and_the_same_for_all() -> None:
    table = pa.table({"a": [1.0, 2.0, 6.0], "flat": [1.0, 1.0, 1.0], "swap": [1.0, 0.0, -1.0], "none": [0.0, 0.0, 0.0]})
    found = parts(decomposition.gini_by_source(table, sources=["a", "flat", "swap", "none"], weight=None))
    assert (found["flat"]["gini"], found["flat"]["correlation"], found["flat"]["contribution"]) == (0, None, 0)
    assert found["flat"]["marginal"] == pytest.approx(-1 / 4)
    assert (found["swap"]["share"], found["swap"]["gini"], found["swap"]["correlation"]) == (0, None, None)
    assert found["swap"]["contribution"] < 0
    assert (found["none"]["share"], found["none"]["gini"], found["none"]["contribution"]) == (0, None, 0)
    equal = parts(decomposition.gini_by_source(pa.table({"a": [1, 3], "b": [3, 1]}), sources=["a", "b"], weight=None))
    assert equal["total"]["gini"] == 0
    assert equal["a"]["relative"] is None
    assert equal["a"]["marginal"] is None


def test_what_is_refused() -> None:
    table = pa.table({"a": [1.0, None, 3.0], "b": [1.0, 2.0, -9.0], "c": [0.0, 0.0, 0.0]})
    with pytest.raises(InputError, match="of 3 rows 1 of a are missing"):
        decomposition.gini_by_source(table, sources=["a", "b"], weight=None)
    with pytest.raises(InputError, match="less than zero in 1 of 3 rows"):
        decomposition.gini_by_source(table, sources=["b", "c"], weight=None)
    with pytest.raises(InputError, match="all 3 values are zero"):
        decomposition.gini_by_source(table, sources=["c"], weight=None)
    for sources in ([], ["b", "b"], ["total"]):
        with pytest.raises(UsageError, match="sources are"):
            decomposition.gini_by_source(table, sources=sources, weight=None)
    with pytest.raises(UsageError, match="no column x, w"):
        decomposition.gini_by_source(table, sources=["x"], weight="w")
