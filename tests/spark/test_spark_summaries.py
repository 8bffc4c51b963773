"""Spark on two executor processes gives the numbers of DuckDB and of the kernel, and sorts nothing in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merata.errors import InputError
from merata.measurement.kernel import measure_groups
from merata.measurement.summaries import welfare_sums
from merata.measurement.summaries.engine import DuckDB, Spark
from merata.measurement.summaries.summary import merge, summarise

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),  # one session is enough
    # Deprecations inside pyspark are not ours to mend.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
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
    "atkinson(0.5)",
    "atkinson(2)",
    "lorenz(0.9)",
)
QUANTILES = ("median", "quantile(0.1)", "s80s20")
COLUMNS: dict[str, Any] = {"welfare": "welfare", "weight": "weight", "by": "regency", "line": "line"}


def population(rows: int = 40_000) -> pa.Table:
    rng = np.random.default_rng(11)
    group = rng.integers(0, 6, rows)
    welfare = np.round(np.exp(rng.normal(13.5, 0.6, rows)), 2)
    welfare[:50] = 0
    welfare[50:90] = np.floor(welfare[50:90]) + 0.5  # halves, which engines round differently
    return pa.table(
        {
            "regency": [f"35.{number:02d}" for number in group],
            "welfare": welfare,
            "weight": rng.uniform(1, 5, rows),
            "line": 350_000.0 + 10_000 * group,
        }
    )


def values(table: pa.Table) -> Any:
    return np.array(table["value"].to_pylist(), dtype=float)


def test_there_are_two_executor_processes(session: Any) -> None:
    session.range(1000, numPartitions=4).count()
    # The driver counts as one.
    assert session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3


def test_equal_to_duckdb_and_to_the_kernel(session: Any) -> None:
    table = population()
    spark = summarise(session.createDataFrame(table), **COLUMNS, engine="spark")
    duckdb = summarise(table, **COLUMNS)
    names = (*NAMES, *QUANTILES)
    on_spark, here = spark.measures(names), duckdb.measures(names)
    kept = ["group", "measure", "n"]
    assert on_spark.select(kept).to_pylist() == here.select(kept).to_pylist()
    np.testing.assert_allclose(values(on_spark), values(here), rtol=1e-9)
    nation = spark.together().measures(names)
    np.testing.assert_allclose(values(nation), values(duckdb.together().measures(names)), rtol=1e-9)
    group = np.unique(table["regency"].to_pylist(), return_inverse=True)[1]
    welfare = np.floor(table["welfare"].to_numpy() + 0.5)
    direct = measure_groups(
        welfare,
        table["weight"].to_numpy().copy(),
        group,
        groups=6,
        line=table["line"].to_numpy().copy(),
        measures=NAMES,
    )
    of_rows = np.column_stack([direct[name] for name in NAMES])
    np.testing.assert_allclose(values(on_spark).reshape(6, -1)[:, : len(NAMES)], of_rows, rtol=1e-9)
    spark.close()


def test_files_and_chunks_merge(session: Any, tmp_path: Path) -> None:
    table = population(6000)
    pq.write_table(table.slice(0, 2500), tmp_path / "a.parquet")
    pq.write_table(table.slice(2500), tmp_path / "b.parquet")
    engine = Spark(session)
    parts = [summarise(tmp_path / f"{name}.parquet", **COLUMNS, engine=engine) for name in "ab"]
    whole = summarise(tmp_path, **COLUMNS, engine=engine)
    here = summarise(table, **COLUMNS, engine=DuckDB(threads=1)).measures()
    np.testing.assert_allclose(values(merge(*parts).measures()), values(here), rtol=1e-9)
    np.testing.assert_allclose(values(whole.measures()), values(here), rtol=1e-9)


def test_a_nation_is_not_sorted_in_one_partition(session: Any) -> None:
    rows, keys = welfare_sums.chosen_rows(
        nw.from_native(session.createDataFrame(population(2000))), welfare="welfare", weight="weight", line=None, by=()
    )
    values = welfare_sums.value_sums(rows, keys)
    sums = welfare_sums.bucket_sums(values, keys, octave=32, powers=[])
    plan = nw.to_native(sums)._jdf.queryExecution().executedPlan().toString()
    assert "Window" in plan
    assert "SinglePartition" not in plan
    assert "hashpartitioning" in plan


def test_faults_are_counted_alike(session: Any) -> None:
    table = pa.table(
        {
            "regency": ["a", None, "a", "a"],
            "welfare": [1.0, 2, None, float("nan")],
            "weight": [1.0, 0, 1, float("inf")],
            "line": [1.0, 1, -1, 1],
        }
    )
    messages = []
    for engine in (Spark(session), DuckDB(threads=1)):
        with pytest.raises(InputError) as caught:
            summarise(table, **COLUMNS, engine=engine)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert messages[0].startswith("of 4 rows 2 have missing or infinite welfare")
