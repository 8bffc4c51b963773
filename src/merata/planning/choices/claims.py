"""Who could be paid what: the claims of households on programmes, in order of need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from merata.planning.population import Population
from merata.programmes.assessment.assessment import Assessment
from merata.programmes.assessment.fact_table import FactTable, facts_of
from merata.programmes.need import served
from merata.programmes.rules.rulebook import Rulebook
from merata.tables.folder import Dataset


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims in order of need (of one household: in order of the programmes), one element each.

    `household` is a row of the population, `programme` an index into `programmes`.
    """

    programmes: tuple[Rulebook, ...]
    household: NDArray[np.int64]
    programme: NDArray[np.int64]
    annual_idr: NDArray[np.int64]


def gather_facts(dataset: Dataset, population: Population, programmes: Sequence[Rulebook], on: date) -> FactTable:
    """What the programmes' rules ask of every household on the day `on`, and who receives each of them today.

    Members are read only where a rule asks. Raises `InputError` naming what the registry lacks.
    """
    known = [book.programme_id for book in programmes]
    return facts_of(dataset, programmes, on, households=population.frame, programmes=known)


def claims(
    population: Population,
    assessed: Sequence[Assessment],
    own_funds_idr: Mapping[str, NDArray[np.int64]] | None = None,
) -> Claims:
    """Every claim on the assessed programmes, where two that exclude each other leave a household the larger one.

    Of two equal ones the first named stays. So no combination of claims pays anyone twice. `own_funds_idr` is, by
    programme that villages pay from a fund of their own, what each village may spend: what lies beyond that in order of
    need is no claim, as nobody could pay it.
    """
    programmes = [one.rulebook for one in assessed]
    annual = np.array([one.entitled_idr for one in assessed]).reshape(len(programmes), len(population))
    for at, book in enumerate(programmes):
        if book.programme_id in (own_funds_idr or {}):
            wanted = population.order[annual[at, population.order] > 0]
            within = served(annual[at, wanted], population.village[wanted], (own_funds_idr or {})[book.programme_id])
            annual[at, wanted[~within]] = 0
    for i, first in enumerate(programmes):
        for j, second in enumerate(programmes[i + 1 :], start=i + 1):
            if second.programme_id in first.excludes or first.programme_id in second.excludes:
                both = (annual[i] > 0) & (annual[j] > 0)
                second_wins = annual[j] > annual[i]
                annual[i, both & second_wins] = 0
                annual[j, both & ~second_wins] = 0
    ordered = annual[:, population.order]
    place, programme = np.nonzero(ordered.T)
    return Claims(tuple(programmes), population.order[place], programme, ordered[programme, place])
