"""Summaries equal the in-memory kernel on welfare in whole rupiah, merge, and refuse what rows may not hold."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merata.errors import InputError, UsageError
from merata.measurement.kernel import measure_groups
from merata.measurement.summaries import welfare_sums
from merata.measurement.summaries.engine import DuckDB
from merata.measurement.summaries.summary import Summary, merge, summarise

NAMES = (
    "mean",
    "gini",
    "theil_t",
    "theil_l",
    "p0",
    "p1",
    "p2",
    "bottom40_share",
    "palma",
    "watts",
    "ge(2)",
    "ge(-1)",
    "atkinson(0.5)",
    "atkinson(1)",
    "atkinson(2)",
    "lorenz(0.25)",
    "generalised_lorenz(0.9)",
    "share(0.5, 0.75)",
)
ENGINE = DuckDB(threads=1)


def population(rows: int = 5000, groups: int = 7, seed: int = 1) -> pa.Table:
    rng = np.random.default_rng(seed)
    group = rng.integers(0, groups, rows)
    welfare = np.round(np.exp(rng.normal(13.5, 0.6, rows)), 2)
    welfare[:20] = 0
    return pa.table(
        {
            "regency": [f"35.{number:02d}" for number in group],
            "welfare": welfare,
            "weight": rng.uniform(1, 5, rows),
            "line": 350_000.0 + 10_000 * group,
        }
    )


def summed(table: Any, **options: Any) -> Summary:
    chosen: dict[str, Any] = {"welfare": "welfare", "weight": "weight", "by": "regency", "line": "line"}
    return summarise(table, **(chosen | {"engine": ENGINE} | options))


def matrix(summary: Summary, names: tuple[str, ...] = NAMES) -> Any:
    return np.array(summary.measures(names)["value"].to_pylist(), dtype=float).reshape(-1, len(names))


def by_kernel(table: pa.Table, *, whole: bool = False, names: tuple[str, ...] = NAMES) -> Any:
    labels, group = np.unique(table["regency"].to_pylist(), return_inverse=True)
    if whole:
        group, labels = np.zeros(len(group), dtype=int), labels[:1]
    measured = measure_groups(
        np.floor(table["welfare"].to_numpy() + 0.5),
        table["weight"].to_numpy().copy(),
        group,
        groups=len(labels),
        line=table["line"].to_numpy().copy(),
        measures=names,
    )
    return np.column_stack([measured[name] for name in names])


def test_three_people_by_hand() -> None:
    table = pa.table({"welfare": [100_000, 200_000, 300_000]})
    result = summed(table, weight=None, by=None, line=250_000).measures(["mean", "gini", "p0", "p1", "lorenz(0.5)"])
    assert result.column_names == ["group", "measure", "value", "n"]
    assert result["group"].to_pylist() == [None] * 5
    assert result["n"].to_pylist() == [3] * 5
    # Half of the people: the first, and half of the second, hold 200,000 of 600,000.
    np.testing.assert_allclose(result["value"], [200_000, 2 / 9, 2 / 3, (0.6 + 0.2) / 3, 1 / 3], rtol=1e-12)


def test_equal_to_the_kernel_by_group_and_together() -> None:
    table = population()
    summary = summed(table)
    np.testing.assert_allclose(matrix(summary), by_kernel(table), rtol=1e-11)
    np.testing.assert_allclose(matrix(summary.together()), by_kernel(table, whole=True), rtol=1e-11)
    assert summary.measures(["mean"])["group"].to_pylist() == sorted(set(table["regency"].to_pylist()))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from([0, 1, 2, 3, 1000, 1001, 10**6, 10**9]), st.integers(1, 4)),
        min_size=1,
        max_size=30,
    )
)
def test_equal_to_the_kernel_whatever_the_ties(rows: list[tuple[int, int, int]]) -> None:
    group, welfare, weight = (list(column) for column in zip(*rows, strict=True))
    table = pa.table(
        {
            "regency": [str(g) for g in group],
            "welfare": np.array(welfare, dtype=float),
            "weight": np.array(weight, dtype=float),
            "line": np.full(len(rows), 1000.0),
        }
    )
    names = tuple(name for name in NAMES if not name.startswith(("ge(-1", "atkinson(2")))
    found, direct = matrix(summed(table), names), by_kernel(table, names=names)
    np.testing.assert_allclose(found, direct, rtol=1e-9, atol=1e-12)


def slow_quantile(welfare: Any, weight: Any, probability: float) -> float:
    order = np.argsort(welfare)
    ordered, reached = welfare[order], np.cumsum(weight[order])
    first = int(np.argmax(reached >= probability * reached[-1] * (1 - 1e-12)))
    if abs(reached[first] - probability * reached[-1]) <= 1e-12 * reached[-1]:
        above = ordered[ordered > ordered[first]]
        same = reached[ordered == ordered[first]].max()
        if abs(same - probability * reached[-1]) <= 1e-12 * reached[-1]:
            return float((ordered[first] + (above.min() if len(above) else ordered[first])) / 2)
    return float(ordered[first])


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 5, 900, 1000, 10**6, 10**7]), st.integers(1, 3)), min_size=1, max_size=20
    ),
    st.sampled_from([0.2, 0.25, 0.5, 0.8]),
)
def test_quantiles_equal_the_obvious_ones(rows: list[tuple[int, int]], probability: float) -> None:
    welfare, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    table = pa.table({"welfare": welfare, "weight": weight})
    name = f"quantile({probability:g})"
    found = summed(table, by=None, line=None).measures([name])["value"][0].as_py()
    assert found == pytest.approx(slow_quantile(welfare, weight, probability), rel=1e-12)


def test_quintile_shares_by_hand() -> None:
    table = pa.table({"welfare": [1.0, 2, 3, 4, 10, 1, 2, 3, 4, 10]})
    # The quintiles lie between 1 and 2 and between 4 and 10: 20 ÷ 2.
    assert summed(table, weight=None, by=None, line=None).measures("s80s20")["value"][0].as_py() == pytest.approx(10)


def test_welfare_is_rounded_to_whole_rupiah_halves_up() -> None:
    table = pa.table({"welfare": [0.5, 1.5, 2.4999]})
    values = summed(table, weight=None, by=None, line=None)
    assert values.measures("mean")["value"][0].as_py() == pytest.approx((1 + 2 + 2) / 3)


@settings(max_examples=15)
@given(st.lists(st.integers(1, 4999), max_size=4, unique=True), st.randoms(use_true_random=False))
def test_chunks_merge_into_the_whole_in_any_order(cuts: list[int], order: Any) -> None:
    table = population()
    bounds = [0, *sorted(cuts), 5000]
    parts = [summed(table.slice(a, b - a)) for a, b in pairwise(bounds)]
    order.shuffle(parts)
    merged = parts[0] if len(parts) == 1 else merge(merge(*parts[:2]), *parts[2:])
    np.testing.assert_allclose(matrix(merged), by_kernel(table), rtol=1e-11)
    assert merged.measures("mean")["n"].to_pylist() == summed(table).measures("mean")["n"].to_pylist()
    for part in (*parts, merged):
        part.close()


def test_the_scale_of_the_weights_does_not_matter() -> None:
    table = population()
    scaled = table.set_column(2, "weight", pa.array(table["weight"].to_numpy() * 1e-7))
    np.testing.assert_allclose(matrix(summed(scaled)), matrix(summed(table)), rtol=1e-11)


def test_wide_buckets_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table = population()
    narrow = matrix(summed(table))
    monkeypatch.setattr(welfare_sums, "MOST_PER_OCTAVE", 1)
    np.testing.assert_allclose(matrix(summed(table)), narrow, rtol=1e-11)
    assert welfare_sums.per_octave(1) == 1


def test_buckets_are_narrow_where_groups_are_few() -> None:
    assert welfare_sums.per_octave(1) == 32
    assert welfare_sums.per_octave(514) == 32
    assert welfare_sums.per_octave(80_000) == 1


def test_files_are_read_where_they_are(tmp_path: Path) -> None:
    table = population()
    pq.write_table(table.slice(0, 2000), tmp_path / "a.parquet")
    pq.write_table(table.slice(2000), tmp_path / "b.parquet")
    engine = DuckDB(memory_limit="200MB", temp_directory=tmp_path / "spill", threads=1)
    for source in (tmp_path, [tmp_path / "a.parquet", tmp_path / "b.parquet"], str(tmp_path / "*.parquet")):
        np.testing.assert_allclose(matrix(summed(source, engine=engine)), by_kernel(table), rtol=1e-11)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="holds no Parquet file"):
        summed(tmp_path / "empty")


def test_several_columns_and_one_line_for_all() -> None:
    table = population(400).append_column("urban", pa.array([k % 2 == 0 for k in range(400)]))
    result = summed(table, by=["regency", "urban"], line=400_000).measures("p0")
    assert result["group"][0].as_py() == "35.00 / False"
    assert result.num_rows == 14
    rows = table.filter(
        pa.array([g == "35.00" and not u for g, u in zip(*table.select([0, 4]).to_pydict().values(), strict=True)])
    )
    weight = rows["weight"].to_numpy()
    poor = np.floor(rows["welfare"].to_numpy() + 0.5) < 400_000
    assert result["value"][0].as_py() == pytest.approx(np.average(poor, weights=weight))


def test_what_does_not_exist_is_null_and_not_nan() -> None:
    table = pa.table({"regency": ["a", "a", "b"], "welfare": [0.0, 0.0, 5.0], "weight": [1.0, 1, 1]})
    summary = summed(table, line=None)
    found = summary.measures(["mean", "gini", "theil_l", "palma"])["value"].to_pylist()
    assert found[:4] == [0, None, None, None]
    assert found[4:] == pytest.approx([5, 0, 0, 0.25])
    assert summary.measures(["theil_l"])["n"].to_pylist() == [0, 1]
    assert "p0" not in summary.measures()["measure"].to_pylist()


def test_every_fault_of_the_rows_is_counted() -> None:
    table = pa.table(
        {
            "regency": ["a", None, "a", "a", "a", "a"],
            "welfare": [1.0, 2, None, float("nan"), -3, float("-inf")],
            "weight": [1.0, 0, 1, 1, None, 1],
            "line": [1.0, 1, -1, 1, 1, float("inf")],
        }
    )
    with pytest.raises(InputError) as caught:
        summed(table)
    assert str(caught.value) == (
        "of 6 rows 3 have missing or infinite welfare, 1 have negative welfare, 2 have a weight that is missing, "
        "infinite, zero or negative, 2 have a poverty line that is missing, infinite, zero or negative, "
        "1 have no group; correct or leave out these rows"
    )
    with pytest.raises(InputError, match="no rows"):
        summed(table.slice(0, 0))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"welfare": "income", "by": "village"}, "no column income, village"),
        ({"line": -1}, "line is -1"),
        ({"engine": "dask"}, "duckdb, spark"),
    ],
)
def test_wrong_calls_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        summed(population(10), **options)


def test_measures_that_sums_cannot_give_are_refused() -> None:
    with pytest.raises(UsageError, match=r"sen, s_gini\(3\), fgt\(0.5\) cannot be had"):
        summed(population(100)).measures(["sen", "s_gini(3)", "fgt(0.5)", "gini"])
    with pytest.raises(UsageError, match="p0 need a poverty line"):
        summed(population(100), line=None).measures(["p0"])


def test_summaries_of_different_kinds_do_not_merge() -> None:
    table = population(100)
    with pytest.raises(UsageError, match="same engine"):
        merge(summed(table), summed(table, engine=DuckDB()))
    with pytest.raises(UsageError, match="same columns"):
        merge(summed(table), summed(table, by=None))
    with pytest.raises(UsageError, match="with a poverty line"):
        merge(summed(table), summed(table, line=None))


def test_closing_gives_the_sums_back() -> None:
    summary = summed(population(100))
    summary.close()
    with pytest.raises(Exception, match="does not exist"):
        summary.measures("mean")


def test_settings_that_duckdb_does_not_take_are_refused() -> None:
    with pytest.raises(UsageError, match="does not take these settings"):
        DuckDB(memory_limit="much")
