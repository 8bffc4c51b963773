"""All nine measures of 269 villages from 460 thousand households, against DuckDB sorting the same column.

Run with: .venv/bin/python benchmarks/measuring_kernel.py

Prints the median seconds of some warm runs, interleaved so that a busy machine slows all alike: the kernel, DuckDB's
sort of the welfare column (the bar: the kernel takes at most three times as long), and the same measures
village by village with the scalar functions. And the peak memory of the process that measures.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata import measurement
from merata.measurement.kernel import MEASURES, measure_groups

HOUSEHOLDS, VILLAGES, RUNS = 460_000, 269, 15
LINE = 417_158.0
Arrays = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]


def population() -> Arrays:
    rng = np.random.default_rng(1)
    village = np.sort(rng.integers(0, VILLAGES, HOUSEHOLDS))
    welfare = np.exp(rng.normal(13.7, 0.6, HOUSEHOLDS) + rng.normal(0, 0.2, VILLAGES)[village])
    return welfare, rng.integers(1, 8, HOUSEHOLDS).astype(float), village


def village_by_village(welfare: NDArray[np.float64], weight: NDArray[np.float64], village: NDArray[np.int64]) -> None:
    for number in range(VILLAGES):
        here = village == number
        y, w = welfare[here], weight[here]
        for measure in (
            measurement.mean,
            measurement.gini,
            measurement.theil_t,
            measurement.theil_l,
            measurement.bottom_share,
            measurement.palma,
        ):
            measure(y, w)
        for alpha in range(3):
            measurement.fgt(y, w, LINE, alpha)


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    welfare, weight, village = population()
    database = duckdb.connect()
    database.register("arrow", pa.table({"welfare": welfare}))
    database.execute("create table population as select * from arrow")
    contenders: dict[str, Callable[[], object]] = {
        "kernel": lambda: measure_groups(welfare, weight, village, groups=VILLAGES, line=LINE),
        "duckdb sort": lambda: database.sql("select welfare from population order by welfare").to_arrow_table(),
        "village by village": lambda: village_by_village(welfare, weight, village),
    }
    for run in contenders.values():
        run()
    times = {name: [] for name in contenders}
    for _ in range(RUNS):
        for name, run in contenders.items():
            times[name].append(seconds(run))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{HOUSEHOLDS:,} households, {VILLAGES} villages, {len(MEASURES)} measures; medians of {RUNS} warm runs")
    for name, median in medians.items():
        print(f"{name:28s} {median:8.4f} s   {median / medians['duckdb sort']:6.2f} × DuckDB's sort")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (NumPy and DuckDB included)")


if __name__ == "__main__":
    main()
