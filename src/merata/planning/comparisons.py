"""What a plan is compared with: an equal split over the villages, and filling decile by decile.

Both pay whole benefits to the same claims in the same order of need; only who comes first differs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merata.planning.claims import Claims
from merata.planning.population import Population
from merata.programmes.need import served

EQUAL_SPLIT, DECILE_ORDER = "equal_split", "decile_order"


def equal_split(population: Population, claims: Claims, budget_idr: int) -> NDArray[np.bool_]:
    """'Bagi rata': which claims are paid when every village has the same rupiah, in its own order of need."""
    villages = population.villages.num_rows
    each = np.full(villages, budget_idr // villages, dtype=np.int64)
    return served(claims.annual_idr, population.village[claims.household], each)


def decile_order(claims: Claims, budget_idr: int) -> NDArray[np.bool_]:
    """Which claims are paid when decile 1 of the whole regency comes first, then 2, until the money ends."""
    everyone = np.zeros(claims.household.size, dtype=np.int64)
    return served(claims.annual_idr, everyone, np.array([budget_idr], dtype=np.int64))
