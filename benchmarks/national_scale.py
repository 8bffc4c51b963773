"""A nation measured on one machine: 100 million synthetic persons in 514 regencies, generated and summed in chunks.

Run with: .venv/bin/python benchmarks/national_scale.py [--persons 100000000] [--chunk 5000000] [--memory 5GB]

No table of all persons ever exists: each chunk (households of all regencies, one row a person) is summed and forgotten,
the sums are merged once, and every regency and the nation are measured from them. Prints the seconds of each stage,
the peak memory of the process, and how far one regency is from the in-memory kernel on its own rows. The persons are
drawn from a seed and are nobody.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from merata.measurement.kernel import measure_groups
from merata.measurement.summaries.engine import DuckDB
from merata.measurement.summaries.summary import Summary, merge, summarise

REGENCIES, CHECKED, SEED, PART = 514, 100, 1, 902
MEASURES = (
    "mean",
    "gini",
    "theil_t",
    "theil_l",
    "p0",
    "p1",
    "p2",
    "bottom40_share",
    "palma",
    "median",
    "s80s20",
    "atkinson(0.5)",
    "atkinson(1)",
    "ge(2)",
)
Regencies = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def regencies() -> Regencies:
    """Shares of the population, mean and spread of log welfare, and poverty lines."""
    rng = np.random.default_rng([SEED, PART])
    size = rng.lognormal(0, 0.9, REGENCIES)
    level = rng.normal(13.9, 0.25, REGENCIES)
    return size / size.sum(), level, rng.uniform(0.4, 0.75, REGENCIES), np.round(np.exp(level - 0.9))


def chunk(number: int, persons: int, region: Regencies) -> pa.Table:
    """About `persons` rows: the households of all regencies, everyone with the household's consumption per head."""
    share, level, spread, line = region
    rng = np.random.default_rng([SEED, PART, number])
    households = persons // 3 + 10  # of 3.3 persons on average; what is too many is cut
    regency = rng.choice(REGENCIES, households, p=share).astype(np.int16)
    size = 1 + rng.binomial(6, 2.3 / 6, households)
    welfare = np.exp(level[regency] + spread[regency] * rng.standard_normal(households) - 0.06 * size)
    row = np.repeat(np.arange(households), size)[:persons]
    return pa.table({"regency": regency[row], "welfare": welfare[row], "line": line[regency[row]]})


def summed(persons: int, chunk_rows: int, engine: DuckDB) -> tuple[Summary, pa.Table, dict[str, float]]:
    """The merged summary, the rows of one regency, and the seconds of generating, summing and merging."""
    region, seconds = regencies(), dict.fromkeys(("generate", "sum", "merge"), 0.0)
    parts, kept, done, number = [], [], 0, 0
    while done < persons:
        start = time.perf_counter()
        table = chunk(number, min(chunk_rows, persons - done), region)
        seconds["generate"] += time.perf_counter() - start
        start = time.perf_counter()
        parts.append(summarise(table, welfare="welfare", by="regency", line="line", engine=engine))
        seconds["sum"] += time.perf_counter() - start
        kept.append(table.filter(pa.array(table["regency"].to_numpy() == CHECKED)))
        done, number = done + table.num_rows, number + 1
    start = time.perf_counter()
    whole = merge(*parts)
    for part in parts:
        part.close()
    seconds["merge"] = time.perf_counter() - start
    return whole, pa.concat_tables(kept), seconds


def furthest(measured: pa.Table, rows: pa.Table) -> float:
    """The largest relative difference between the summary's regency and the kernel on its rows."""
    chosen = tuple(name for name in MEASURES if name not in ("median", "s80s20"))
    welfare = np.floor(rows["welfare"].to_numpy() + 0.5)
    line = rows["line"].to_numpy()
    direct = measure_groups(welfare, None, np.zeros(len(welfare), int), groups=1, line=line, measures=chosen)
    found = {
        row["measure"]: row["value"]
        for row in measured.filter(pa.array(measured["group"].to_numpy() == CHECKED)).to_pylist()
    }
    return max(abs(found[name] / direct[name][0] - 1) for name in chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description="A nation measured on one machine, in chunks.")
    parser.add_argument("--persons", type=int, default=100_000_000)
    parser.add_argument("--chunk", type=int, default=5_000_000)
    parser.add_argument("--memory", default="5GB", help="DuckDB's limit; beyond it sums move to a temporary folder")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDB(memory_limit=options.memory, temp_directory=folder, threads=options.threads)
        began = time.perf_counter()
        whole, rows, seconds = summed(options.persons, options.chunk, engine)
        start = time.perf_counter()
        by_regency = whole.measures(MEASURES)
        seconds["514 regencies"] = time.perf_counter() - start
        start = time.perf_counter()
        nation = whole.together().measures(MEASURES)
        seconds["the nation"] = time.perf_counter() - start
        total = time.perf_counter() - began
    regencies_found = by_regency.num_rows // len(MEASURES)
    print(f"{options.persons:,} synthetic persons, {regencies_found} regencies, {len(MEASURES)} measures")
    for stage, spent in seconds.items():
        print(f"{stage:16s} {spent:8.1f} s")
    print(f"{'all':16s} {total:8.1f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GB")
    print(
        f"regency {CHECKED}: {len(rows):,} persons, at most {furthest(by_regency, rows):.1e} from the in-memory kernel"
    )
    for row in nation.to_pylist():
        print(f"  {row['measure']:16s} {row['value']:.6g}")


if __name__ == "__main__":
    main()
