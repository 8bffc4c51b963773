"""Inequality by groups: adds up exactly, equals hand-made values, with errors that are derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable
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

rng = np.random.default_rng(6)
ROWS = 120
SAMPLE = pa.table(
    {
        "welfare": np.round(rng.lognormal(13, 0.6, ROWS), -3),
        "weight": rng.uniform(1, 5, ROWS),
        "group": np.array(["a", "b", "c"])[rng.integers(0, 3, ROWS)],
        "stratum": np.arange(ROWS) // 60,
        "psu": np.arange(ROWS) // 6,
    }
)
DESIGN = {"stratum": "stratum", "psu": "psu"}
COLUMNS = {"welfare": "welfare", "weight": "weight", "by": "group"}


def parts(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["component"] if row["group"] is None else row["group"]: row for row in table.to_pylist()}


def error_by_differences(split: Callable[[pa.Table], pa.Table], name: str) -> float:
    """The standard error of a component, its influence by moving each row's weight a little."""
    weight = SAMPLE["weight"].to_numpy()
    influence = np.empty(ROWS)
    for row in range(ROWS):
        ends = []
        for step in (1e-4, -1e-4):
            moved = weight.copy()
            moved[row] += step
            ends.append(parts(split(SAMPLE.set_column(1, "weight", pa.array(moved))))[name]["value"])
        influence[row] = (ends[0] - ends[1]) / 2e-4
    sample = design(SAMPLE["stratum"].to_numpy(), SAMPLE["psu"].to_numpy())
    return math.sqrt(variance_of_total(weight * influence, sample))


def test_two_groups_by_hand() -> None:
    table = pa.table({"y": [1.0, 3.0, 4.0, 4.0], "w": [1.0, 1.0, 1.0, 1.0], "g": ["poor", "poor", "rich", "rich"]})
    found = parts(decomposition.entropy_by_subgroup(table, welfare="y", weight="w", by="g"))
    within = 1 / 3 * m.theil_t([1, 3])  # the poor hold 4 of 12, and the rich are equal
    between = m.theil_t([2, 4])
    assert found["within"]["value"] == pytest.approx(within)
    assert found["between"]["value"] == pytest.approx(between)
    assert found["total"]["value"] == pytest.approx(m.theil_t([1, 3, 4, 4]))
    assert found["poor"]["value"] == pytest.approx(within)
    assert found["poor"]["index"] == pytest.approx(m.theil_t([1, 3]))
    assert found["rich"]["value"] == found["rich"]["index"] == 0
    assert (found["poor"]["population_share"], found["poor"]["welfare_share"]) == (0.5, pytest.approx(1 / 3))
    assert found["between"]["fraction"] == pytest.approx(between / (within + between))
    assert [found[name]["n"] for name in ("total", "poor", "rich")] == [4, 2, 2]


def test_gini_of_groups_that_do_not_meet_has_no_overlap() -> None:
    table = pa.table({"y": [1.0, 3.0, 4.0, 4.0], "g": ["poor", "poor", "rich", "rich"]})
    found = parts(decomposition.gini_by_subgroup(table, welfare="y", weight=None, by="g"))
    assert found["between"]["value"] == pytest.approx(m.gini([2, 2, 4, 4]))
    assert found["within"]["value"] == pytest.approx(1 / 2 * 1 / 3 * m.gini([1, 3]))
    assert found["overlap"]["value"] == pytest.approx(0, abs=1e-15)
    crossed = pa.table({"y": [1.0, 9.0, 4.0, 4.0], "g": ["poor", "poor", "rich", "rich"]})
    assert parts(decomposition.gini_by_subgroup(crossed, welfare="y", weight=None, by="g"))["overlap"]["value"] > 0.1


rows = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(1, 9), st.sampled_from("abcd")), min_size=2, max_size=30
).filter(lambda people: any(value for value, *_ in people))


@given(rows, st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]))
def test_entropy_adds_up(people: list[tuple[int, int, str]], alpha: float) -> None:
    y, w, g = zip(*people, strict=True)
    table = pa.table({"y": pa.array(y, pa.float64()), "w": pa.array(w, pa.float64()), "g": g})
    found = decomposition.entropy_by_subgroup(table, welfare="y", weight="w", by="g", alpha=alpha)
    components = parts(found)
    total = components["total"]["value"]
    assert components["within"]["value"] + components["between"]["value"] == pytest.approx(total, rel=1e-9, abs=1e-12)
    assert sum(row["value"] for row in found.to_pylist() if row["component"] == "group") == pytest.approx(
        components["within"]["value"], abs=1e-12
    )
    counted = [row for row in people if row[0] > 0 or alpha not in (-1, 0, 1)]
    assert total == pytest.approx(m.ge([y for y, *_ in counted], [w for _, w, _ in counted], alpha), abs=1e-12)
    assert components["total"]["n"] == len(counted)
    assert not any(math.isnan(value) for row in found.to_pylist() for value in row.values() if isinstance(value, float))


@given(rows)
def test_gini_adds_up(people: list[tuple[int, int, str]]) -> None:
    y, w, g = zip(*people, strict=True)
    table = pa.table({"y": pa.array(y, pa.float64()), "w": pa.array(w, pa.float64()), "g": g})
    found = parts(decomposition.gini_by_subgroup(table, welfare="y", weight="w", by="g"))
    assert found["total"]["value"] == pytest.approx(m.gini(y, w), abs=1e-12)
    three = [found[name]["value"] for name in ("between", "within", "overlap")]
    assert min(three) >= 0
    assert sum(three) == pytest.approx(found["total"]["value"], abs=1e-12)
    # By definition: what the groups' means differ by.
    means = {
        one: np.average([v for v, _, k in people if k == one], weights=[p for _, p, k in people if k == one])
        for one in g
    }
    assert found["between"]["value"] == pytest.approx(m.gini([means[one] for one in g], w), abs=1e-12)


@pytest.mark.parametrize("name", ["total", "within", "between", "b"])
@pytest.mark.parametrize("alpha", [-1.0, 0.0, 1.0, 2.0])
def test_errors_of_entropy_are_those_of_the_derivatives(alpha: float, name: str) -> None:
    def split(table: pa.Table) -> pa.Table:
        return decomposition.entropy_by_subgroup(table, **COLUMNS, **DESIGN, alpha=alpha)

    assert parts(split(SAMPLE))[name]["se"] == pytest.approx(error_by_differences(split, name), rel=1e-5)


@pytest.mark.parametrize("name", ["total", "within", "between", "overlap", "c"])
def test_errors_of_gini_are_those_of_the_derivatives(name: str) -> None:
    def split(table: pa.Table) -> pa.Table:
        return decomposition.gini_by_subgroup(table, **COLUMNS, **DESIGN)

    assert parts(split(SAMPLE))[name]["se"] == pytest.approx(error_by_differences(split, name), rel=1e-5)


def test_the_total_is_what_estimate_says() -> None:
    with_zero = pa.concat_tables([SAMPLE, SAMPLE.slice(0, 1).set_column(0, "welfare", pa.array([0.0]))])
    for alpha, name in ((1.0, "theil_t"), (0.0, "theil_l"), (2.0, "ge(2)")):
        total = parts(decomposition.entropy_by_subgroup(with_zero, **COLUMNS, **DESIGN, alpha=alpha))["total"]
        expected = m.estimate(with_zero, name, welfare="welfare", weight="weight", **DESIGN).to_pylist()[0]
        for column in ("value", "se", "low", "high", "df", "n"):
            assert total[column] == pytest.approx(expected[column], rel=1e-9), (name, column)


def test_neither_the_scale_of_weights_nor_currency_matters() -> None:
    scaled = SAMPLE.set_column(1, "weight", pa.array(SAMPLE["weight"].to_numpy() * 1e-6)).set_column(
        0, "welfare", pa.array(SAMPLE["welfare"].to_numpy() * 1e-3)
    )
    for split in (decomposition.entropy_by_subgroup, decomposition.gini_by_subgroup):
        one, other = (split(table, **COLUMNS, **DESIGN) for table in (SAMPLE, scaled))
        for name in ("value", "se", "fraction", "population_share"):
            np.testing.assert_allclose(
                np.asarray(one[name].to_pylist(), float), np.asarray(other[name].to_pylist(), float), rtol=1e-9
            )


def test_groups_that_hold_nothing_contribute_nothing() -> None:
    table = pa.table({"y": [0.0, 0.0, 1.0, 3.0], "g": pa.array(["x", "x", "y", "y"]).dictionary_encode()})
    entropy = decomposition.entropy_by_subgroup(table, welfare="y", weight=None, by="g")
    assert entropy["group"].to_pylist() == [None, None, None, "x", "y"]
    assert (parts(entropy)["x"]["index"], parts(entropy)["x"]["value"], parts(entropy)["x"]["n"]) == (None, 0, 0)
    gini = parts(decomposition.gini_by_subgroup(table, welfare="y", weight=None, by="g"))
    assert (gini["x"]["index"], gini["x"]["value"], gini["x"]["n"]) == (None, 0, 2)
    assert gini["total"]["value"] == pytest.approx(m.gini([0, 0, 1, 3]))


def test_one_group_of_equals_has_no_fraction_and_no_error() -> None:
    table = pa.table({"y": [5.0, 5.0, 5.0], "g": [1, 1, 1]})
    found = decomposition.entropy_by_subgroup(table, welfare="y", weight=None, by="g")
    assert found["group"].type == pa.int64()
    for row in found.to_pylist():
        assert row["value"] == pytest.approx(0, abs=1e-15)
        assert row["se"] is None or row["se"] < 1e-12


def test_what_is_refused() -> None:
    for split in (decomposition.entropy_by_subgroup, decomposition.gini_by_subgroup):
        with pytest.raises(UsageError, match="no column nowhere"):
            split(SAMPLE, welfare="nowhere", weight="weight", by="group")
        with pytest.raises(InputError, match="have no group"):
            split(
                SAMPLE.set_column(2, "group", pa.array(["a", None] * 60)),
                welfare="welfare",
                weight="weight",
                by="group",
            )
        with pytest.raises(InputError, match="all 120 values are zero"):
            split(SAMPLE.set_column(0, "welfare", pa.array(np.zeros(ROWS))), **COLUMNS)
        with pytest.raises(InputError, match="weight of zero or less"):
            split(SAMPLE.set_column(1, "weight", pa.array(np.zeros(ROWS))), **COLUMNS)
        with pytest.raises(InputError, match="single primary sampling unit"):
            split(SAMPLE, **COLUMNS, stratum="psu", psu="psu")
        with pytest.raises(UsageError, match="confidence"):
            split(SAMPLE, **COLUMNS, confidence=95)
    with pytest.raises(UsageError, match="alpha"):
        decomposition.entropy_by_subgroup(SAMPLE, **COLUMNS, alpha=math.nan)
