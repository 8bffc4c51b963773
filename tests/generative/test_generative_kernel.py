"""The measuring kernel equals a slow and obvious computation, whatever the population and its groups."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merata import measurement as m
from merata.measurement.kernel import MEASURES, measure_groups

GROUPS = 3
persons = st.tuples(st.integers(0, 5_000_000), st.integers(1, 9), st.integers(0, GROUPS - 1))
LINE = 420_000.0


def slowly(rows: list[tuple[int, int]]) -> dict[str, float]:
    """Every measure of (welfare, weight) rows, by definition."""
    people = sum(w for _, w in rows)
    mean = sum(y * w for y, w in rows) / people
    positive = [(y, w) for y, w in rows if y > 0]
    one_by_one = sorted(y for y, w in rows for _ in range(10 * w))  # ten of each, so that shares fall on people
    total, count = sum(one_by_one), len(one_by_one)
    middle = sum(y * w for y, w in positive) / max(sum(w for _, w in positive), 1)
    bottom = sum(one_by_one[: 4 * count // 10]) / total if total else math.nan
    top = sum(one_by_one[9 * count // 10 :]) / total if total else math.nan
    gaps = [(1 - y / LINE, w) for y, w in rows if y < LINE]
    return {
        "mean": mean,
        "gini": sum(v * w * abs(x - y) for (x, v), (y, w) in product(rows, rows)) / (2 * people**2 * mean or math.nan),
        "theil_t": sum(w * y / middle * math.log(y / middle) for y, w in positive) / sum(w for _, w in positive)
        if positive
        else math.nan,
        "theil_l": -sum(w * math.log(y / middle) for y, w in positive) / sum(w for _, w in positive)
        if positive
        else math.nan,
        "p0": sum(w for _, w in gaps) / people,
        "p1": sum(w * gap for gap, w in gaps) / people,
        "p2": sum(w * gap**2 for gap, w in gaps) / people,
        "bottom40_share": bottom,
        "palma": top / bottom if bottom else math.nan,
    }


@given(st.lists(persons, min_size=1, max_size=25))
def test_the_kernel_equals_the_definitions(rows: list[tuple[int, int, int]]) -> None:
    welfare, weight, group = zip(*rows, strict=True)
    measured = measure_groups(welfare, weight, group, groups=GROUPS, line=LINE)
    assert tuple(measured) == MEASURES
    for number in range(GROUPS):
        mine = [(y, w) for y, w, g in rows if g == number]
        expected = slowly(mine) if mine else dict.fromkeys(MEASURES, math.nan)
        for name in MEASURES:
            got = float(measured[name][number])
            assert got == pytest.approx(expected[name], rel=1e-9, abs=1e-11, nan_ok=True), (name, mine)


@given(st.lists(persons, min_size=1, max_size=25))
def test_the_scalar_functions_equal_the_kernel(rows: list[tuple[int, int, int]]) -> None:
    welfare = [y + 1 for y, _, _ in rows]
    weight = [w for _, w, _ in rows]
    measured = measure_groups(welfare, weight, [0] * len(rows), groups=1, line=LINE)
    scalar = {
        "mean": m.mean(welfare, weight),
        "gini": m.gini(welfare, weight),
        "theil_t": m.theil_t(welfare, weight),
        "theil_l": m.theil_l(welfare, weight),
        "p0": m.headcount(welfare, weight, LINE),
        "p1": m.poverty_gap(welfare, weight, LINE),
        "p2": m.poverty_severity(welfare, weight, LINE),
        "bottom40_share": m.bottom_share(welfare, weight),
        "palma": m.palma(welfare, weight),
    }
    for name in MEASURES:
        assert float(measured[name][0]) == pytest.approx(scalar[name], rel=1e-9, abs=1e-12), name
