"""How near the predicted figures of villages come to the demo's hidden truth: bias, error and coverage by measure.

    .venv/bin/merata demo demo --no-serve
    .venv/bin/python benchmarks/village_accuracy.py demo

Prints a Markdown table; the last one kept is in benchmarks/RESULTS.md. One demo is one sample: its villages share the
survey, so the coverage here is that of one draw and not a rate over many.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from merata.measurement.areas import measure
from merata.measurement.kernel import MEASURES
from merata.tables.folder import Dataset


def main() -> None:
    dataset = Dataset(Path(sys.argv[1]))
    predicted = measure(dataset, by="village")
    truth = {(e.area, e.measure): e.value for e in measure(dataset, by="village", truth=True)}
    print(
        "| measure | villages | mean truth | mean error | root mean squared error | 95% intervals that hold the truth |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for name in MEASURES:
        rows = [e for e in predicted if e.measure == name and e.low is not None and e.high is not None]
        real = np.array([truth[e.area, name] for e in rows])
        error = np.array([e.value for e in rows]) - real
        held = np.mean([e.low <= value <= e.high for e, value in zip(rows, real, strict=True)])
        digits = 0 if name == "mean" else 4
        figures = (real.mean(), error.mean(), np.sqrt(np.mean(error**2)))
        print(f"| {name} | {len(rows)} | " + " | ".join(f"{x:,.{digits}f}" for x in figures) + f" | {held:.0%} |")


if __name__ == "__main__":
    main()
