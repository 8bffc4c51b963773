"""Differences between dates and groups: their covariance by hand, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from merata import measurement as m
from merata.errors import UsageError
from merata.stats.design import design, variance_of_total

COLUMNS = ["group", "measure", "first", "second", "value", "se", "low", "high", "df", "n"]
DESIGN = {"welfare": "welfare", "weight": "weight", "stratum": "stratum", "psu": "psu"}


def panel(seed: int = 1) -> pa.Table:
    """Two years of the same clusters, whose own level persists."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(20), 10)
    level = rng.normal(0, 0.4, 20)[psu]
    years = []
    for year in (2024, 2025):
        welfare = np.exp(13 + 0.1 * (year - 2024) + level + rng.normal(0, 0.3, len(psu)))
        years.append(
            {"year": np.full(len(psu), year), "psu": psu, "stratum": psu // 10, "welfare": welfare}
            | {"weight": rng.uniform(1, 3, len(psu)), "urban": psu % 2 == 0}
        )
    return pa.concat_tables([pa.table(year) for year in years])


def row(table: pa.Table, measure: str = "mean") -> dict[str, Any]:
    return next(found for found in table.to_pylist() if found["measure"] == measure)


def test_a_mean_by_hand() -> None:
    table = panel()
    found = m.difference(table, "mean", **DESIGN, between="year")
    assert found.column_names == COLUMNS
    y, w, year = (table[name].to_numpy() for name in ("welfare", "weight", "year"))
    first, second = (np.average(y[year == one], weights=w[year == one]) for one in (2024, 2025))
    values = np.where(year == 2025, w * (y - second) / w[year == 2025].sum(), -w * (y - first) / w[year == 2024].sum())
    sample = design(table["stratum"].to_numpy(), table["psu"].to_numpy())
    assert row(found)["value"] == pytest.approx(second - first)
    assert row(found)["se"] == pytest.approx(variance_of_total(values, sample) ** 0.5)
    assert (row(found)["first"], row(found)["second"], row(found)["n"], row(found)["df"]) == (2024, 2025, 400, 18)
    assert row(found)["high"] - row(found)["value"] == pytest.approx(row(found)["se"] * 2.100922, rel=1e-6)


def test_shared_clusters_make_a_difference_more_certain() -> None:
    names = ["mean", "gini", "theil_l", "p0", "median"]
    together = m.difference(panel(), names, **DESIGN, between="year", line=400_000)
    apart = m.difference(panel(), names, **DESIGN, between="year", line=400_000, independent=True)
    assert together["value"].to_pylist() == apart["value"].to_pylist()
    assert row(together)["se"] < 0.6 * row(apart)["se"]
    once = m.estimate(panel(), names, **DESIGN, by="year", line=400_000)
    by_measure = {name: [r["se"] for r in once.to_pylist() if r["measure"] == name] for name in names}
    for name in names:
        assert row(apart, name)["se"] == pytest.approx(np.hypot(*by_measure[name]), rel=1e-9)


def test_groups_that_are_compared_by_group() -> None:
    found = m.difference(panel(), "gini", **DESIGN, between="urban", by="year")
    assert found["group"].to_pylist() == [2024, 2025]
    assert found["first"].to_pylist() == [False, False]
    values = {r["group"]: r["value"] for r in found.to_pylist()}
    only = panel().filter(pa.array(panel()["year"].to_numpy() == 2025))
    ginis = m.estimate(only, "gini", **DESIGN, by="urban")["value"].to_pylist()
    assert values[2025] == pytest.approx(ginis[1] - ginis[0])


def test_other_rows_keep_their_clusters_in_the_design() -> None:
    table = panel()
    third = np.asarray(table["psu"]) % 3
    table = table.append_column("third", pa.array(third))
    found = row(m.difference(table, "mean", **DESIGN, between="third", first=0, second=2))
    y, w = table["welfare"].to_numpy(), table["weight"].to_numpy()
    values = np.zeros(len(y))
    for group, sign in ((0, -1), (2, 1)):
        here = third == group
        values[here] = sign * w[here] * (y[here] - np.average(y[here], weights=w[here])) / w[here].sum()
    assert found["se"] == pytest.approx(
        variance_of_total(values, design(table["stratum"].to_numpy(), table["psu"].to_numpy())) ** 0.5
    )


def test_what_cannot_be_known_is_null() -> None:
    table = pa.table({"t": [1, 1, 2, 2], "welfare": [0.0, 0, 5, 6], "weight": [1.0] * 4, "psu": [1, 2, 3, 4]})
    found = m.difference(table, ["gini", "mean"], welfare="welfare", weight="weight", psu="psu", between="t")
    assert (row(found, "gini")["value"], row(found, "gini")["se"], row(found, "gini")["low"]) == (None, None, None)
    assert row(found)["value"] == 5.5


def test_the_pair_must_be_clear() -> None:
    with pytest.raises(UsageError, match=r"psu has 20 values .*; choose two"):
        m.difference(panel(), "mean", **DESIGN, between="psu")
    with pytest.raises(UsageError, match=r"first is 2024 and second 2020; expected two values of year: 2024, 2025"):
        m.difference(panel(), "mean", **DESIGN, between="year", first=2024, second=2020)
    reverse = m.difference(panel(), "mean", **DESIGN, between="year", first=2025, second=2024)
    assert row(reverse)["value"] == pytest.approx(
        -row(m.difference(panel(), "mean", **DESIGN, between="year"))["value"]
    )
