"""An invented survey and census for unit-level models, with the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from merata.measurement.small_area.one_way import UnitSample
from merata.measurement.welfare import Floats


@dataclass(frozen=True)
class Invented:
    """`survey` and `census`, the census households' true `welfare`, and the areas' true `effect`."""

    survey: pa.Table
    census: pa.Table
    welfare: Floats
    effect: Floats


def invented(
    seed: int = 1,
    *,
    areas: int = 12,
    sampled: int = 10,
    each: int = 8,
    households: int = 600,
    area_sd: float = 0.3,
    own_sd: float = 0.45,
) -> Invented:
    """Log welfare from two numbers and a text, an effect of each area and a part of each household."""
    rng = np.random.default_rng(seed)
    area = np.sort(np.concatenate([np.arange(areas).repeat(each), rng.integers(0, areas, households - areas * each)]))
    number = rng.normal(size=households)
    owns = rng.random(households) < 0.3
    floor = rng.choice(["earth", "cement", "tile"], households, p=[0.2, 0.3, 0.5])
    effect = area_sd * rng.normal(size=areas)
    mean = 13.5 + 0.4 * number + 0.3 * owns - 0.3 * (floor == "earth") + effect[area]
    label = np.array([f"V{i:02d}" for i in range(areas)])
    like = {"area": label[area], "number": number, "owns": owns, "floor": floor}
    rows = np.concatenate([rng.choice(np.flatnonzero(area == a), each, replace=False) for a in range(sampled)])
    survey = {name: values[rows] for name, values in like.items()}
    survey["consumption"] = np.exp(mean[rows] + own_sd * rng.normal(size=len(rows)))
    survey["weight"] = rng.uniform(1, 3, len(rows))
    census = like | {
        "size": rng.integers(1, 7, households),
        "line": np.where(area % 2 == 0, 500_000.0, 600_000.0),
    }
    return Invented(pa.table(survey), pa.table(census), np.exp(mean + own_sd * rng.normal(size=households)), effect)


def unit_sample(seed: int = 1, *, weighted: bool = False, count: tuple[int, ...] = (2, 5, 5, 9, 3, 1, 7)) -> UnitSample:
    """A small sample with three columns and areas of the given sizes, rows in no order."""
    rng = np.random.default_rng(seed)
    area = rng.permutation(np.repeat(np.arange(len(count)), count))
    rows = len(area)
    columns = np.column_stack([np.ones(rows), rng.normal(size=rows), rng.random(rows) < 0.4]).astype(np.float64)
    z = columns @ [13.0, 0.4, -0.3] + 0.4 * rng.normal(size=len(count))[area] + 0.5 * rng.normal(size=rows)
    labels = tuple(f"V{i}" for i in range(len(count)))
    return UnitSample(columns, np.exp(z), area, labels, rng.uniform(0.5, 4, rows) if weighted else None)
