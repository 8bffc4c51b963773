"""In what state the synthetic roads are: condition and surface by class, worse in the south."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DAMAGED_SHARE = 1.0 - 0.7963
"""Share of the kabupaten roads' length that is damaged: 79.63% was good in April 2025 (PUPR)."""

LIGHT_OF_DAMAGED = 0.40
"""Share of the damaged length that is lightly damaged: 228 of 567 km in Kabupaten Blitar, 2023."""

_FAIR_SHARE = 0.25  # of each class's length, below the damaged part; assumption
_DAMAGED_DESA = 0.30  # of the length of desa roads; assumption
_DAMAGED_KOTA = 0.12  # of the length of Kota Blitar's own roads; assumption
_SURFACES = {  # shares of asphalt, concrete, gravel and earth by class; assumption
    "national": (1.0, 0.0, 0.0, 0.0),
    "provincial": (0.95, 0.05, 0.0, 0.0),
    "kabupaten": (0.82, 0.12, 0.06, 0.0),
    "desa": (0.30, 0.40, 0.22, 0.08),
}
_NAMES = np.array(["asphalt", "concrete", "gravel", "earth"])


def conditions(
    road_class: NDArray[np.str_],
    own: NDArray[np.bool_],
    length_km: NDArray[np.float64],
    south: NDArray[np.bool_],
    rng: np.random.Generator,
) -> NDArray[np.str_]:
    """The condition of each road; of the kabupaten's own roads the published share of the length is damaged.

    `own` marks the roads that the kabupaten keeps; roads of class kabupaten outside it are the city's.
    """
    wear = rng.normal(size=len(road_class)) + 1.1 * south
    condition = np.full(len(road_class), "good", dtype="<U12")
    city = (road_class == "kabupaten") & ~own
    parts = ((own, DAMAGED_SHARE), (city, _DAMAGED_KOTA), (road_class == "desa", _DAMAGED_DESA))
    for members, damaged in (*parts, (np.isin(road_class, ["national", "provincial"]), 0.0)):
        at = np.flatnonzero(members)
        worst_first = at[np.argsort(-wear[at], kind="stable")]
        share = np.cumsum(length_km[worst_first]) / max(float(length_km[at].sum()), 1e-9)
        limits = np.array([damaged * (1.0 - LIGHT_OF_DAMAGED), damaged, damaged + _FAIR_SHARE])
        names = np.array(["heavy_damage", "light_damage", "fair", "good"])
        condition[worst_first] = names[np.searchsorted(limits, share - 1e-12)]
    return condition


def surfaces(road_class: NDArray[np.str_], condition: NDArray[np.str_], rng: np.random.Generator) -> NDArray[np.str_]:
    """The surface of each road, drawn by class; heavily damaged roads are gravel more often."""
    surface = np.empty(len(road_class), dtype="<U10")
    draw = rng.random(len(road_class))
    for name, shares in _SURFACES.items():
        members = road_class == name
        surface[members] = _NAMES[np.searchsorted(np.cumsum(shares)[:-1], draw[members], side="right")]
    worn = (condition == "heavy_damage") & (surface == "asphalt") & (rng.random(len(road_class)) < 0.35)
    surface[worn] = "gravel"
    return surface
