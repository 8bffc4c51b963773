"""What a plan is compared with: an equal split over the villages, and filling decile by decile.

Both pay whole benefits to the same claims in the same order of need; only who comes first differs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from merata.planning.choices.claims import Claims
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


def usual_orders(
    population: Population, claims: Claims, budget_idr: int, own_funds: Collection[str]
) -> Mapping[str, NDArray[np.bool_]]:
    """Both comparisons. What desa pay from their own funds (programmes `own_funds`) is paid in either alike."""
    own = np.array([book.programme_id in own_funds for book in claims.programmes], dtype=np.bool_)
    found: dict[str, NDArray[np.bool_]] = {}
    paid = own[claims.programme] if claims.programme.size else np.zeros(0, dtype=np.bool_)
    rest = np.flatnonzero(~paid)
    regency = Claims(claims.programmes, claims.household[rest], claims.programme[rest], claims.annual_idr[rest])
    for name, chosen in (
        (EQUAL_SPLIT, equal_split(population, regency, budget_idr)),
        (DECILE_ORDER, decile_order(regency, budget_idr)),
    ):
        found[name] = paid.copy()
        found[name][rest] = chosen
    return found
