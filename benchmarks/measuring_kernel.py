"""Measures with standard errors of 250 villages and the whole, from 1.25 million rows, beside what others do of it.

    .venv/bin/python benchmarks/measuring_kernel.py [--peers PYTHON] [--order village|random] [--runs 11]

The rows: 44 strata, 5,000 clusters, 250 villages, welfare and weights, in a Parquet file of 35 MB that every contender
reads in every run. Merata gives ten measures with linearised standard errors in one call of `estimate`; the peers give
what they can: Gini with its standard error (NumPy, Polars, DuckDB), Gini alone (microdf), the headcount with its
standard error (svy), and from R, where `Rscript` is, laeken's Gini and convey's with its standard error. The peers are
no dependencies of the project: PYTHON is one where they are installed (`pip install polars duckdb pyarrow
microdf-python svy`); what is not there is skipped, and said. Every contender has a process of its own and they take
turns, warm; before that, all their numbers are held against each other.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from interleaved import Contender, in_python, in_r, print_table, serve, take_turns, write_columns
from measuring_peers import LINE, PEERS, Found

ROWS, STRATA, PSUS, VILLAGES = 1_250_000, 44, 5_000, 250
MEASURES = (
    "gini",
    "theil_t",
    "theil_l",
    "atkinson(0.5)",
    "atkinson(1)",
    "p0",
    "p1",
    "p2",
    "bottom40_share",
    "palma",
)
CLOSE = 1e-6
"""How far, relatively, two contenders' figures may lie apart."""


def write_population(path: Path, *, ordered: bool) -> None:
    """Clusters lie in villages and villages in strata; log-normal welfare; persons as weights."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(1)
    psu = rng.integers(0, PSUS, ROWS)
    if ordered:
        psu.sort()
    village = psu * VILLAGES // PSUS
    level = rng.normal(13.8, 0.25, VILLAGES)[village] + rng.normal(0, 0.15, PSUS)[psu]
    table = pa.table(
        {
            "welfare": np.exp(level + 0.55 * rng.standard_normal(ROWS)),
            "weight": rng.integers(1, 8, ROWS) * rng.uniform(0.8, 1.4, PSUS)[psu],
            "stratum": (village * STRATA // VILLAGES).astype(np.int32),
            "psu": psu.astype(np.int32),
            "village": village.astype(np.int32),
        }
    )
    pq.write_table(table, path, compression="none", use_dictionary=False)
    write_columns(path.parent, "rows", {name: table[name].to_numpy() for name in table.column_names})


def merata(path: str, *, measures: tuple[str, ...]) -> Found:
    import pyarrow.parquet as pq

    from merata import measurement

    found = measurement.estimate(
        pq.read_table(path, pre_buffer=False),
        measures,
        welfare="welfare",
        weight="weight",
        stratum="stratum",
        psu="psu",
        by="village",
        overall=True,
        line=LINE,
    )
    value, se = (found[name].to_numpy().reshape(-1, len(measures)).T for name in ("value", "se"))
    return dict(zip(measures, value, strict=True)) | {f"{name}_se": e for name, e in zip(measures, se, strict=True)}


OURS = {
    "merata": (partial(merata, measures=MEASURES), f"all {len(MEASURES)} measures with SE"),
    "merata, Gini": (partial(merata, measures=("gini",)), "Gini with SE"),
    "merata, P0": (partial(merata, measures=("p0",)), "P0 with SE"),
}


IN_R = {"laeken": "Gini, no SE", "survey": "P0 with SE", "convey": "Gini with SE"}


def prepared(name: str, path: str) -> Callable[[], Found]:
    work = (OURS | PEERS)[name][0]
    return lambda: work(path)


def started(peers: str, path: Path) -> dict[str, Contender]:
    """The contenders that there are, ready and warm; the others are named."""
    found: dict[str, Contender] = {}
    for name in (*OURS, *PEERS, *IN_R):
        if name in IN_R:
            one = in_r(name, path.parent)
        else:
            one = in_python(sys.executable if name in OURS else peers, __file__, name, str(path))
        if one is None or one.lacks is not None:
            print(f"skipped {name}: {'there is no Rscript' if one is None else one.lacks}")
        else:
            found[name] = one
    return found


def check(contenders: dict[str, Contender]) -> None:
    """Print how far each peer's figures are from ours; stop where it is too far."""
    ours = contenders["merata"].found
    for name, contender in contenders.items():
        apart = {
            figure: float(np.max(np.abs(np.array(values) / np.array(ours[figure]) - 1)))
            for figure, values in contender.found.items()
        }
        if name not in OURS:
            print(f"{name}: " + ", ".join(f"{figure} at most {far:.0e} apart" for figure, far in apart.items()))
        if max(apart.values()) > CLOSE:
            sys.exit(f"{name} gives other figures than merata: {apart}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures with standard errors, beside what others do.")
    parser.add_argument("--peers", default=sys.executable, help="the Python where the peers are installed")
    parser.add_argument("--order", choices=("village", "random"), default="random", help="order of the file's rows")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--contender", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        serve(prepared, *options.contender)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "population.parquet"
        write_population(path, ordered=options.order == "village")
        contenders = started(options.peers, path)
        check(contenders)
        take_turns(list(contenders.values()), options.runs)
        what = {name: work for name, (_, work) in (OURS | PEERS).items()} | IN_R
        print(f"\n{ROWS:,} rows in {options.order} order, medians of {options.runs} warm runs\n")
        print_table(contenders, what, "merata")


if __name__ == "__main__":
    main()
