"""Which members a household is paid for: of everyone at once, what `decisions.one_household` says of one."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.cel.compiling import person_expression
from merata.programmes.entitlement import AnnualBenefit
from merata.programmes.facts import TYPES
from merata.programmes.rules.rulebook import Rulebook, Value

_PLACE = "place"


@dataclass(frozen=True, slots=True)
class PaidMembers:
    """Members in a component, by household, and within one those that a cap counts first.

    `household` and `person` are places in the tables of households and of persons, `component` one in the benefit's
    components; `counted`: whether a cap on members still counts it.
    """

    household: NDArray[np.int64]
    person: NDArray[np.int64]
    component: NDArray[np.int64]
    annual_idr: NDArray[np.int64]
    counted: NDArray[np.bool_]


def paid_members(
    book: Rulebook, benefit: AnnualBenefit, values: dict[str, Value], facts: FactTable, households: NDArray[np.bool_]
) -> PaidMembers:
    """The members of `households` (a flag each) who are in a component, each in that with the highest annual amount.

    Of equal amounts it is the component that is written first; of a member of whom that is unknown none. Where at most
    so many members count, the highest amounts do, of equal ones the first in the table of persons.
    """
    members = facts.members
    if members is None or not book.benefit.members:
        empty = np.zeros(0, dtype=np.int64)
        return PaidMembers(empty, empty, empty, empty, np.zeros(0, dtype=np.bool_))
    place = members.by_household(_components(benefit, values, facts))
    home = members.household
    here = np.flatnonzero((place > 0) & households[home])
    component, household = place[here] - 1, home[here].astype(np.int64)
    annual_idr = np.array([amount for _, amount in benefit.components], dtype=np.int64)[component]
    order = np.lexsort((-annual_idr, household))  # stable: equal ones stay as they stand
    household, component, annual_idr = household[order], component[order], annual_idr[order]
    first = np.searchsorted(household, household)
    turn = np.arange(household.size) - first
    counted = np.ones(household.size, dtype=np.bool_) if benefit.members_max is None else turn < benefit.members_max
    person = members.by_household(np.arange(facts.persons.num_rows if facts.persons else 0))[here[order]]
    return PaidMembers(household, person, component, annual_idr, counted)


def _components(benefit: AnnualBenefit, values: dict[str, Value], facts: FactTable) -> NDArray[np.int64]:
    """Of each person, in the table's order, the place of its component from 1; 0 for none."""
    if facts.members is None:
        return np.zeros(0, dtype=np.int64)
    kinds = facts.members.persons.kinds
    best: nw.Expr = nw.lit(0, dtype=nw.Int64)
    for place, (component, _) in reversed(list(enumerate(benefit.components, start=1))):
        holds = person_expression(component.when, facts=TYPES, parameters=values).fill_null(value=False)
        best = nw.when(holds).then(nw.lit(place, dtype=nw.Int64)).otherwise(best)
    found = nw.from_native(kinds.facts, eager_only=True).with_columns(best.alias(_PLACE))[_PLACE].to_numpy()
    return np.asarray(found, dtype=np.int64)[kinds.kind]
