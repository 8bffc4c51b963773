"""What relative standard errors are worth where an area has few clusters, over many samples of the demo's population.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/few_clusters.py demo [--samples 300]

Each sample is drawn as the demo's own survey is, from the same hidden consumption; every kecamatan is estimated as
`merata measure --by kecamatan` does where it is direct. Prints a Markdown table by measure and degrees of freedom: how
often the 95% interval holds the truth among all estimates with a known error; how many of these have a relative
standard error of at most 25%, which BPS's convention alone calls reliable; and among those how often the interval holds
the truth, and how often the estimate is too high or too low by more than half of the truth.
"""

from __future__ import annotations

import argparse

import known_population
import numpy as np
from known_population import Floats, Population
from numpy.typing import NDArray

from merata import measurement
from merata.measurement.estimates import BPS, FEWEST_DEGREES

MEASURES = ("mean", "gini", "p0", "p1")
COLUMNS = ("value", "se", "df", "low", "high")
CLASSES = ((1, 1), (2, 2), (3, 3), (4, FEWEST_DEGREES - 1), (FEWEST_DEGREES, 99))
"""Degrees of freedom, from and to."""


def estimates(of: Population, number: int, truth: dict[str, Floats]) -> NDArray[np.float64]:
    """Kecamatan of the sample of that number × measures × (`COLUMNS`, truth); NaN where unknown."""
    found = measurement.estimate(
        of.draw(number), MEASURES, welfare="consumption_pc_idr", weight="persons", stratum="stratum", psu="psu",
        by="kecamatan_code", line="line_idr",
    )  # fmt: skip
    columns = [found[name].cast("float64").to_numpy(zero_copy_only=False) for name in COLUMNS]
    rows = np.column_stack(columns).reshape(-1, len(MEASURES), len(COLUMNS))
    known = np.array([truth[area] for area in found["group"].to_pylist()[:: len(MEASURES)]])
    return np.concatenate([rows, known[:, :, None]], axis=2)


def row(measure: str, degrees: tuple[int, int], rows: Floats) -> str:
    value, se, _, low, high, real = rows.T
    held, reliable = (low <= real) & (real <= high), se <= BPS.caution_rse * value
    shares = [
        held,
        reliable,
        held[reliable],
        value[reliable] > 1.5 * real[reliable],
        value[reliable] < real[reliable] / 2,
    ]
    told = " | ".join(f"{one.mean():.1%}" if one.size else "" for one in shares)
    name = f"{degrees[0]}" if degrees[0] == degrees[1] else f"{degrees[0]}–{degrees[1]}"
    return f"| {measure} | {name if degrees[1] < 99 else f'{degrees[0]}+'} | {len(rows):,} | {told} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Relative standard errors of areas with few clusters.")
    parser.add_argument("folder")
    parser.add_argument("--samples", type=int, default=300)
    options = parser.parse_args()
    of = known_population.read(options.folder)
    table = of.truth(MEASURES, "kecamatan_code")
    values = table["value"].to_numpy().reshape(-1, len(MEASURES))
    truth = dict(zip(table["group"].to_pylist()[:: len(MEASURES)], values, strict=True))
    found = np.concatenate([estimates(of, number, truth) for number in range(options.samples)])
    print("| measure | degrees | estimates | hold the truth | RSE ≤ 25% | of these: hold | too high | too low |")
    print(f"|---|---|{'---:|' * 6}")
    for place, measure in enumerate(MEASURES):
        known = found[~np.isnan(found[:, place, 1]), place]
        for degrees in CLASSES:
            print(row(measure, degrees, known[(known[:, 2] >= degrees[0]) & (known[:, 2] <= degrees[1])]))


if __name__ == "__main__":
    main()
