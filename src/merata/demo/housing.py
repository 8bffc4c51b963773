"""Damage of houses as the registry has it, and the houses that were mended with public money.

Damage follows the hidden score and the floor with a scatter of its own; thresholds and scatter are assumptions. A
house that was mended shows no damage any more, so who still has some did not get the aid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo import lists
from merata.demo.population import KABUPATEN, KOTA, SNAPSHOT, Population

DAMAGES = ("none", "light", "medium", "heavy", "total")

_PART = 110
_FLOORS = {"earth": -1.3, "wood": -0.7, "cement": 0.0, "tile": 0.5}
"""What the floor tells of the house, in standard deviations of the score."""
_SCATTER = 0.9
_THRESHOLDS = (-4.6, -3.4, -2.75, -1.75)
"""Below which the house must be built anew, and the damage is heavy, medium and light."""
_UNKNOWN = 0.02
"""Share of houses that nobody has looked at."""
_AIM_SCATTER = 2.2
"""How many desil the choice of houses strays from the registry's order (assumption)."""
_YEARS = (SNAPSHOT.year - 1, SNAPSHOT.year)
_HOUSES = {"rtlh_kabupaten": 59, "bsps": 252, "rtlh_kota": 80}
"""Houses a year: Kabupaten 2024 (Tribun Mataraman, 13 September 2024), Kota 2026 (Insani Media); other years alike."""


@dataclass(frozen=True, slots=True)
class Housing:
    """Houses by household: `damage` (index into `DAMAGES`, −1 unknown) now, and rupiah given once, by year."""

    damage: NDArray[np.int8]
    annual_idr: Mapping[tuple[str, int], NDArray[np.int64]]

    @property
    def column(self) -> pa.Array:
        """The column `house_damage` of `households`."""
        codes = pa.array(self.damage, mask=self.damage < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(DAMAGES)).cast(pa.string())


def build(
    population: Population,
    regency: NDArray[np.object_],
    amounts: Mapping[tuple[str, str], int],
    *,
    seed: int,
    scale: float,
) -> Housing:
    """Draw the damage, and whose house was mended in each year. `regency` is given by household."""
    rng = np.random.default_rng([seed, _PART])
    desil, count = population.desil, population.desil.size
    before = _damage(population, rng)
    price = {
        "rtlh_kabupaten": np.full(len(DAMAGES), amounts["rtlh_kabupaten", "house"]),
        "bsps": np.full(len(DAMAGES), amounts["bsps", "house"]),
        "rtlh_kota": np.array([0, *(amounts["rtlh_kota", damage] for damage in DAMAGES[1:])]),
    }
    rank = lists.strayed(desil, rng.random(count), _AIM_SCATTER) - before
    annual: dict[tuple[str, int], NDArray[np.int64]] = {}
    mended = np.zeros(count, np.bool_)
    for year in _YEARS:
        for programme, houses in _HOUSES.items():
            of = KOTA if programme == "rtlh_kota" else KABUPATEN
            damaged = (before >= (1 if of == KOTA else 2)) & ~mended & (regency == of)
            chosen = lists.lowest(rank, damaged, max(1, round(houses * scale)))
            annual[programme, year] = np.where(chosen, price[programme][before], 0)
            mended |= chosen
    unknown = ~mended & (rng.random(count) < _UNKNOWN)
    return Housing(np.select([unknown, mended], [-1, 0], before).astype(np.int8), annual)


def _damage(population: Population, rng: np.random.Generator) -> NDArray[np.int64]:
    """Damage of every house before anything was mended, as an index into `DAMAGES`."""
    floor = pc.index_in(population.households["floor"], value_set=pa.array(list(_FLOORS))).to_numpy()
    state = population.score + np.array(list(_FLOORS.values()))[floor]
    state = state + rng.normal(0.0, _SCATTER, state.size)
    return np.asarray(len(_THRESHOLDS) - np.digitize(state, _THRESHOLDS), np.int64)
