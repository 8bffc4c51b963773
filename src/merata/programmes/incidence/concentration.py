"""Concentration, progressivity and redistribution of one benefit in one population.

`benefit` is what each household gets in all, `welfare` its consumption per person before it, `size` the persons
it counts for: one number a household each. Every function raises `InputError` where a value is missing, a benefit
or welfare below zero, or nothing there to be concentrated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from merata.errors import InputError
from merata.measurement.welfare import checked, not_all_zero
from merata.programmes.incidence.ranking import Floats, Ranking, rank


@dataclass(frozen=True, slots=True)
class Redistribution:
    """What a benefit does to the Gini index, and why.

    `gini_before − gini_after = reynolds_smolensky − reranking` (Kakwani 1984). `reynolds_smolensky`: the Gini before
    less the concentration index of welfare after, everyone kept in the old order; with t the benefit as a share of
    consumption before, it is −`kakwani` × t ÷ (1 + t). `reranking`: the Gini after less that concentration, from 0
    up (Atkinson 1980; Plotnick 1981).
    """

    gini_before: float
    gini_after: float
    concentration: float
    kakwani: float
    reynolds_smolensky: float
    reranking: float


def concentration_index(benefit: ArrayLike, welfare: ArrayLike, size: ArrayLike | None = None) -> float:
    """How a benefit leans towards the poor (below 0) or the rich (above 0), people ranked by welfare before it.

    2·cov(benefit per person, fractional rank) ÷ mean benefit; persons who are equally well off share the middle of
    their ranks, so that the order of rows does not matter.
    """
    ranking, totals = _ranked(benefit, welfare, size)
    return ranking.concentration(np.arange(len(totals)), totals)


def kakwani_index(benefit: ArrayLike, welfare: ArrayLike, size: ArrayLike | None = None) -> float:
    """Concentration index of the benefit less the Gini index of welfare before it, as Kakwani (1977) writes a tax.

    The sign of a benefit reads the other way round than that of a tax: below 0 it lowers inequality, at 0 (a benefit
    proportional to welfare) it leaves it, above 0 it raises it. Lambert (2001) turns the sign round for benefits.
    Between the Gini and a concentration of 0 a benefit is progressive in relation to welfare, below a concentration
    of 0 in absolute rupiah too.
    """
    ranking, totals = _ranked(benefit, welfare, size)
    return ranking.concentration(np.arange(len(totals)), totals) - ranking.gini


def redistribution(benefit: ArrayLike, welfare: ArrayLike, size: ArrayLike | None = None) -> Redistribution:
    """What the benefit, shared equally in each household, does to the Gini index of welfare.

    `benefit` in the unit of welfare × persons (a month's rupiah where welfare is a month's).
    """
    ranking, totals = _ranked(benefit, welfare, size)
    rows = np.arange(len(totals))
    sizes = ranking.size[ranking.place]
    before, after = ranking.gini, ranking.gini_after(rows, totals / sizes)
    concentration = ranking.concentration(rows, totals)
    share = float(totals.sum()) / (ranking.mean * ranking.persons)
    vertical, reranking = decomposed(before, after, concentration, share)
    return Redistribution(before, after, concentration, concentration - before, float(vertical), float(reranking))


def decomposed(
    before: Floats | float, after: Floats | float, concentration: Floats | float, share: Floats | float
) -> tuple[Floats, Floats]:
    """Reynolds–Smolensky index and reranking, from the Ginis, the concentration and the benefit ÷ consumption."""
    vertical = np.asarray(share / (1.0 + np.asarray(share)) * (np.asarray(before) - concentration))
    return vertical, np.asarray(vertical - (np.asarray(before) - after))


def _ranked(benefit: ArrayLike, welfare: ArrayLike, size: ArrayLike | None) -> tuple[Ranking, Floats]:
    values, sizes = not_all_zero(welfare, size)
    totals, _ = checked(benefit, sizes)
    if totals.max() <= 0:
        raise InputError(f"all {len(totals)} benefits are zero; nothing is concentrated where nothing is given")
    return rank(values, sizes), totals
