"""What a visitor sees of a household: house, services, belongings. Each follows the hidden score loosely.

Thresholds are assumptions in standard deviations of the score; a trait's own scatter keeps any single one from
telling much.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_POWERS_VA = np.array([0, 450, 900, 1300, 2200, 3500, 5500])
_SCATTER = 1.15
"""Standard deviation of a trait around the score."""


def build(
    score: NDArray[np.float64],
    size: NDArray[np.int64],
    urban: NDArray[np.bool_],
    farming: NDArray[np.bool_],
    rng: np.random.Generator,
) -> dict[str, pa.Array]:
    """Draw the housing and asset columns of the registry, one value for each household.

    `farming` says whether the head farms. Returns columns by their catalogue names.
    """

    def seen(shift: float = 0.0) -> NDArray[np.float64]:
        """The score as one trait shows it, `shift` higher in towns."""
        return np.asarray(score + shift * urban + rng.normal(0.0, _SCATTER, score.size))

    floor_area = np.clip(np.exp(4.05 + 0.13 * seen(-0.4) + 0.05 * (size - 3)), 12, 400)
    land = np.where(
        rng.random(score.size) < np.where(farming, 0.72, 0.12) * np.where(urban, 0.5, 1.0),
        np.clip(np.exp(-1.45 + 0.35 * seen()), 0.02, 12),
        0.0,
    )
    cattle = rng.poisson(np.where(farming, 0.75, 0.10) * np.where(urban, 0.3, 1.0) * np.exp(0.15 * seen()))
    return {
        "floor_area_m2": pa.array(np.round(floor_area, 1)),
        "floor": grade(seen(0.3), (-2.6, -2.2, 0.1), ("earth", "wood", "cement", "tile")),
        "toilet": grade(seen(0.4), (-2.7, -1.8), ("none", "shared", "private")),
        "water": grade(seen(0.9), (-2.0, 0.9, 2.1), ("spring", "well", "piped", "bottled")),
        "electricity_va": pa.array(_POWERS_VA[np.digitize(seen(0.4), (-3.9, -0.7, 0.9, 1.9, 2.9, 3.7))]),
        "cooking_fuel": grade(seen(1.0), (-0.9, 3.6), ("firewood", "gas", "electricity")),
        "owns_motorcycle": pa.array(seen() > -1.6),
        "owns_car": pa.array(seen() > 1.9),
        "owns_refrigerator": pa.array(seen(0.2) > -0.5),
        "owns_smartphone": pa.array(seen(0.2) > -1.3),
        "owns_computer": pa.array(seen(0.4) > 1.6),
        "land_ha": pa.array(np.round(land, 2)),
        "cattle": pa.array(np.minimum(cattle, 60).astype(np.int64)),
    }


def grade(latent: NDArray[np.float64], thresholds: Sequence[float], names: Sequence[str]) -> pa.Array:
    """Name each value of `latent` by the interval between ascending `thresholds` it falls in."""
    codes = np.digitize(latent, thresholds).astype(np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names)).cast(pa.string())
