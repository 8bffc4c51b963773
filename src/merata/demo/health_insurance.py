"""Who pays each person's health insurance (JKN), and what the centre's and the regencies' premiums are worth.

The centre's list (PBI) follows the desil and strays; employers insure their workers with spouse and children;
regencies take up others, the Kota more of them; who pays for themselves is better off; some have nothing.
All chances are assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.demo.population import KOTA, SNAPSHOT, Population
from merata.tables.catalogue import HEALTH_INSURANCES, SECTORS

_PART = 109
_PBI_CHANCE = np.array([0.08, 0.86, 0.82, 0.76, 0.68, 0.54, 0.20, 0.09, 0.05, 0.03, 0.01])
_SELF_CHANCE = np.array([0.35, 0.04, 0.06, 0.10, 0.18, 0.30, 0.45, 0.58, 0.68, 0.76, 0.84])
"""Chances of a family by desil (index 0: not determined)."""
_LOCAL_CHANCE, _LOCAL_CHANCE_KOTA = 0.50, 0.95
"""Chance of a family that the centre and employers leave to be on its regency's list."""
_FORMAL_CHANCE = np.array([0.02, 0.45, 0.05, 0.10, 0.20, 0.97, 0.0])
"""Share of workers with an employer who insures them, by index into `SECTORS`."""
_MISSED, _MISSED_INFANTS = 0.03, 0.35
"""Shares of the members of a listed family whom the list lacks: newborns most."""
_NONE, _PBI, _LOCAL, _WORK, _SELF = range(len(HEALTH_INSURANCES))


@dataclass(frozen=True, slots=True)
class HealthInsurance:
    """Who pays: `payer` by person (index into `HEALTH_INSURANCES`); annual premiums in rupiah by household."""

    payer: NDArray[np.int8]
    annual_idr: Mapping[tuple[str, int], NDArray[np.int64]]

    @property
    def column(self) -> pa.Array:
        """The column `health_insurance` of `persons`."""
        names = pa.array(HEALTH_INSURANCES)
        return pa.DictionaryArray.from_arrays(pa.array(self.payer), names).cast(pa.string())


def build(
    population: Population,
    regency: NDArray[np.object_],
    overlooked: NDArray[np.bool_],
    amounts: Mapping[tuple[str, str], int],
    *,
    seed: int,
) -> HealthInsurance:
    """Draw the insurance of everyone. `regency` and `overlooked` (known to no list) are given by household."""
    rng = np.random.default_rng([seed, _PART])
    desil, member_of = population.desil, population.member_of
    count = desil.size
    pbi = ~overlooked & (rng.random(count) < _PBI_CHANCE[desil])
    local = ~overlooked & (rng.random(count) < np.where(regency == KOTA, _LOCAL_CHANCE_KOTA, _LOCAL_CHANCE))
    pays = rng.random(count) < _SELF_CHANCE[desil]
    work = _by_employer(population, rng)
    listed = rng.random(member_of.size) >= np.where(population.age < 1, _MISSED_INFANTS, _MISSED)
    # Written from the weakest claim to the strongest: each takes the place of those before.
    payer = np.full(member_of.size, _NONE, np.int8)
    payer[local[member_of] & listed] = _LOCAL
    payer[pays[member_of]] = _SELF
    payer[pbi[member_of] & listed] = _PBI
    payer[work] = _WORK

    def premiums(programme: str, code: int) -> NDArray[np.int64]:
        members = np.bincount(member_of[payer == code], minlength=count).astype(np.int64)
        return members * amounts[programme, "person"]

    year = SNAPSHOT.year
    annual = {("pbi_jkn", year): premiums("pbi_jkn", _PBI), ("pbpu_pemda", year): premiums("pbpu_pemda", _LOCAL)}
    return HealthInsurance(payer, annual)


def _by_employer(population: Population, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Flags of persons whom an employer insures: their own, or that of the head or spouse of their family."""
    persons, member_of = population.persons, population.member_of
    sector = pc.fill_null(pc.index_in(persons["work_sector"], value_set=pa.array(SECTORS)), len(SECTORS) - 1)
    formal = rng.random(member_of.size) < _FORMAL_CHANCE[sector.to_numpy()]
    couple = _one_of(persons["relation"], "head", "spouse")
    insured = np.bincount(member_of[formal & couple], minlength=population.size.size) > 0
    return np.asarray(formal | (insured[member_of] & _one_of(persons["relation"], "head", "spouse", "child")))


def _one_of(column: pa.ChunkedArray, *values: str) -> NDArray[np.bool_]:
    return np.asarray(pc.is_in(column, value_set=pa.array(values)).to_numpy(), np.bool_)
