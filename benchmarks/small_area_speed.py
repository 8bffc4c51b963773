"""Empirical best prediction of 250 areas from 1.4 million census rows, with its bootstrap, beside what others do of it.

    .venv/bin/python benchmarks/small_area_speed.py [--peers PYTHON] [--worlds 200] [--runs 5]

A census of 1.4 million rows with 20 covariates in 250 areas, of which 50 have no sample; 1,000 sampled households; a
log model. Merata predicts the mean and P0, P1, P2 in closed form, and their mean squared error from 200 bootstrap
worlds, of normal and of empirical errors. The peers simulate 50 censuses for each prediction: svy-sae (closed source;
Python 3.12 or newer) and R's sae the headcount alone, R's emdi its ten indicators. They are no dependencies of the
project: PYTHON is one where svy-sae is installed (`pip install svy-sae`); what is not there is skipped, and said.
samplics, archived, is left out: the EbUnitModel of its last version refuses its own default method. A peer is run once
without a bootstrap and once with a few worlds, warm, and its time for 200 is extrapolated from the two. Tables are in
memory; every contender has a process of its own.
"""

# ruff: noqa: PLC0415 - the process of a contender imports that alone
from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from interleaved import Contender, in_python, in_r, serve, take_turns, write_columns
from small_area_peers import LINE, PEERS

ROWS, AREAS, UNSAMPLED, SAMPLED, COVARIATES = 1_400_000, 250, 50, 1_000, 20
NAMES = [f"x{number}" for number in range(COVARIATES)]
FEW = {"svy-sae": 10, "sae": 2, "emdi": 2}
"""Worlds that a peer is timed with."""
CLOSE = 0.03
"""How far apart two mean headcounts may be, of which one is simulated, on average over areas."""


def write_census(folder: Path) -> None:
    """Half of the covariates are yes/no, half numbers; log welfare is what they, the area and chance add up to."""
    rng = np.random.default_rng(1)
    area = np.sort(rng.integers(0, AREAS, ROWS))
    slope = rng.normal(0, 0.08, COVARIATES)
    log_welfare = 13.7 + rng.normal(0, 0.15, AREAS)[area] + 0.45 * rng.standard_normal(ROWS)
    columns = {"area": area}
    for number, name in enumerate(NAMES):
        level = rng.normal(0, 0.3, AREAS)[area]
        values = level + rng.standard_normal(ROWS)
        columns[name] = (values > 0.4).astype(np.float64) if number % 2 else values
        log_welfare += slope[number] * columns[name]
    rows = rng.choice(np.flatnonzero(area < AREAS - UNSAMPLED), SAMPLED, replace=False)
    first = np.unique(area[area < AREAS - UNSAMPLED], return_index=True)[1]
    rows[: len(first)] = first  # every area but the last fifty has a sampled household
    rows = np.unique(rows)
    tables = {"census": columns, "survey": {name: values[rows] for name, values in columns.items()}}
    tables["survey"]["welfare"] = np.exp(log_welfare[rows])
    for name, table in tables.items():
        np.savez(folder / f"{name}.npz", **table)
        write_columns(folder, name, table)


def prepared(name: str, folder: str, worlds: str) -> Callable[[], dict[str, list[float]]]:
    survey, census = (dict(np.load(Path(folder) / f"{table}.npz")) for table in ("survey", "census"))
    if not name.startswith("merata"):
        return lambda: {"p0": PEERS[name](survey, census, NAMES, int(worlds))}
    import pyarrow as pa

    from merata.measurement import small_area

    tables = pa.table(survey), pa.table(census)
    given = {"outcome": "welfare", "covariates": NAMES, "area": "area", "line": LINE, "seed": 1}
    errors = name.partition(" ")[2] or "normal"

    def work() -> dict[str, list[float]]:
        found = small_area.ebp(*tables, **given, bootstrap=int(worlds), bootstrap_errors=errors).estimates
        value = found["value"].to_numpy().reshape(AREAS, -1)
        return {"p0": list(value[:, 1])}

    return work


def check(name: str, theirs: list[float], ours: list[float]) -> None:
    """Print how far a peer's headcounts are from ours; stop where that is too far for 50 simulations."""
    apart = float(np.mean(np.abs(np.array(theirs) - np.array(ours[: len(theirs)]))))
    print(f"{name}: {len(theirs)} areas, headcounts {apart:.4f} apart on average")
    if apart > CLOSE:
        sys.exit(f"{name} predicts other headcounts than merata")


def main() -> None:
    parser = argparse.ArgumentParser(description="Empirical best prediction, beside what others do.")
    parser.add_argument("--peers", default=sys.executable, help="the Python where the peers are installed")
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--contender", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.contender:
        serve(prepared, *options.contender)
        return
    with tempfile.TemporaryDirectory() as scratch:
        write_census(Path(scratch))
        race(options, scratch)


def peer(name: str, python: str, folder: str, worlds: int) -> Contender | None:
    """A peer, warm; None, and said, where it is not."""
    one = in_python(python, __file__, name, folder, str(worlds)) if name in PEERS else in_r(name, Path(folder), worlds)
    if one is None or one.lacks is not None:
        print(f"skipped {name}: {'there is no Rscript' if one is None else one.lacks}")
        return None
    return one


def race(options: argparse.Namespace, folder: str) -> None:
    """Time each peer by itself, then ours, and print the table."""
    runs = (("merata", 0), ("merata", options.worlds), ("merata empirical", options.worlds))
    ours = [in_python(sys.executable, __file__, name, folder, str(number)) for name, number in runs]
    take_turns(ours, options.runs)
    point, whole, empirical = (median(one.times) for one in ours)
    *peaks, most = (one.stop() for one in ours)
    rows = [
        ("merata", f"{point:.2f}", f"{whole:.1f}", "1", f"{max(peaks):,.0f}"),
        ("merata, empirical errors", f"{point:.2f}", f"{empirical:.1f}", f"{empirical / whole:.1f}", f"{most:,.0f}"),
    ]
    for name, few in FEW.items():
        seconds, peak = [], 0.0
        for number in (0, few):
            one = peer(name, options.peers, folder, number)
            if one is None:
                break
            check(name, one.found["p0"], ours[0].found["p0"])
            take_turns([one], 1)
            seconds.append(one.times[0])
            peak = max(peak, one.stop())
        else:
            all_worlds = seconds[0] + (seconds[1] - seconds[0]) * options.worlds / few
            told = f"{all_worlds:,.0f} (from {few})"
            rows.append((name, f"{seconds[0]:.2f}", told, f"{all_worlds / whole:,.0f}", f"{peak:,.0f}"))
    print(f"\n| | point, s | {options.worlds} worlds, s | ÷ merata | peak, MB |\n|---|---:|---:|---:|---:|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
