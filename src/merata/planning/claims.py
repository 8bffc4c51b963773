"""Who could be paid what: the claims of households on programmes, in order of need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError
from merata.planning.population import Population
from merata.programmes.ceilings import village_ceilings
from merata.programmes.eligibility import Eligibility, eligibility
from merata.programmes.entitlement import annual_entitlement
from merata.programmes.facts import FACTS, HouseholdFacts, household_facts, latest_benefits
from merata.programmes.need import served
from merata.programmes.rulebook import Rulebook
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


def gather_facts(dataset: Dataset, population: Population, programmes: Sequence[Rulebook], year: int) -> HouseholdFacts:
    """What the programmes' rules ask of every household; members are read only where a rule counts them."""
    counted = any(FACTS[name].from_persons for book in programmes for name in book.facts)
    return household_facts(
        population.frame,
        persons=dataset.read("persons") if counted and dataset.has("persons") else None,
        benefits=dataset.read("benefits") if dataset.has("benefits") else None,
        programmes=dataset.read("programmes") if dataset.has("programmes") else None,
        year=year,
    )


@dataclass(frozen=True, slots=True)
class Allotment:
    """One programme over the population: who is eligible, and the annual rupiah of those who are served."""

    rulebook: Rulebook
    eligibility: Eligibility
    annual_idr: NDArray[np.int64]
    unserved: int


def allot(dataset: Dataset, population: Population, facts: HouseholdFacts, rulebook: Rulebook, on: date) -> Allotment:
    """Apply one programme's rules: everyone eligible is served, in order of need within a village's ceiling."""
    rules = eligibility(rulebook, facts, on)
    entitled = annual_entitlement(rulebook, facts, rules, on)
    annual = entitled
    if rulebook.ceiling is not None:
        codes = population.villages["village_code"].to_pylist()
        committed = _committed(dataset, population, rulebook, on.year)
        ceilings = village_ceilings(rulebook, dataset.read("budget"), codes, committed, on)
        claims = population.order[entitled[population.order] > 0]
        fits = served(entitled[claims], population.village[claims], ceilings)
        annual = np.zeros_like(entitled)
        annual[claims[fits]] = entitled[claims[fits]]
    return Allotment(rulebook, rules, annual, int(np.count_nonzero(entitled) - np.count_nonzero(annual)))


def _committed(dataset: Dataset, population: Population, rulebook: Rulebook, year: int) -> NDArray[np.int64]:
    """Rupiah that each village already pays to those who receive the programme."""
    count = population.villages.num_rows
    if not dataset.has("benefits"):
        return np.zeros(count, dtype=np.int64)
    current = latest_benefits(dataset.read("benefits"), year)
    current = current.filter(pc.equal(current["programme_id"], rulebook.programme_id))
    _refuse_unknown(dataset, current["household_id"], rulebook.programme_id)
    row = pc.index_in(current["household_id"], value_set=population.household_id)
    here = row.is_valid().to_numpy()
    village = population.village[row.drop_null().to_numpy()]
    paid = np.zeros(count, dtype=np.int64)
    np.add.at(paid, village, current["annual_idr"].to_numpy()[here])
    return paid


def _refuse_unknown(dataset: Dataset, household_id: pa.ChunkedArray, programme_id: str) -> None:
    """Recipients whom the registry does not have: money already paid that no village could be charged with."""
    registry = dataset.read("households", ["household_id"])["household_id"].combine_chunks()
    lost = household_id.filter(pc.invert(pc.is_in(household_id, value_set=registry)))
    if len(lost):
        raise InputError(
            f"benefits: {len(lost)} recipients of {programme_id} are not in households (first: {lost[0].as_py()}), so "
            "what their villages already pay is unknown; add them or correct their identifiers (`merata check`)"
        )


def claims(population: Population, facts: HouseholdFacts, programmes: Sequence[Rulebook], on: date) -> Claims:
    """Every claim on the programmes, where two that exclude each other leave a household the larger one.

    Of two equal ones the first named stays. So no combination of claims pays anyone twice.
    """
    annual = np.array(
        [annual_entitlement(book, facts, eligibility(book, facts, on), on) for book in programmes]
    ).reshape(len(programmes), len(population))
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
