"""One programme over the population: who has it today, who is paid, and whom the money does not reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import InputError
from merata.planning.population import Population
from merata.programmes.assessment.assessment import Assessment
from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.ceilings import village_ceilings
from merata.programmes.decisions.reasons import Outcome
from merata.programmes.latest_benefits import latest_benefits
from merata.programmes.need import served
from merata.programmes.rules.rulebook import Rulebook
from merata.tables.folder import Dataset

Flags = NDArray[np.bool_]
Rupiah = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Setting:
    """What programmes are allotted in: the people, the day whose rules hold, and who receives what `today`.

    `today` (n flags) and `budgets_idr` (the most rupiah a year, where there is such a limit) are by programme.
    """

    dataset: Dataset
    people: Population
    on: date
    today: Mapping[str, Flags]
    budgets_idr: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Allotment:
    """One programme over n households: what the rules say of each, as if nobody had it, and who is paid.

    `today` (n) are those who have it; they keep it and are not paid twice. `annual_idr` (n) is what is paid beyond
    that: the benefit of the others, and for those of today no more than a reform raises it by. `without_money` is how
    many have a claim that the money does not reach; `quantity` what is given in kind in all (None: nothing is).
    """

    assessment: Assessment
    today: Flags
    annual_idr: Rupiah
    without_money: int
    quantity: Fraction | None

    @property
    def rulebook(self) -> Rulebook:
        """The programme's rules."""
        return self.assessment.rulebook

    @property
    def eligible(self) -> int:
        """How many of those who do not have it the rules would admit."""
        return int(np.count_nonzero(self.assessment.eligible & ~self.today))

    def refused(self) -> dict[str, int]:
        """How many of those who do not have it each reason leaves out, by its code, the commonest first."""
        reasons = self.assessment.reasons
        counts = np.bincount(self.assessment.reason[~self.today], minlength=len(reasons))
        found: dict[str, int] = {}
        for reason, count in zip(reasons, counts.tolist(), strict=True):
            if reason.outcome is not Outcome.ELIGIBLE and count:
                found[reason.code] = found.get(reason.code, 0) + count
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def allot(setting: Setting, facts: FactTable, rulebook: Rulebook, standing: Rulebook | None = None) -> Allotment:
    """Apply one programme's rules: everyone with a claim is served, in order of need, as far as the money reaches.

    A village's ceiling holds first, then the programme's budget; in either nobody is passed over for someone less
    needy with a smaller benefit. Where `rulebook` reforms the rules as they are `standing`, those who have it today
    claim what it raises their benefit by, if both rules admit them; nothing is taken from anyone.
    """
    today = setting.today[rulebook.programme_id]
    alone = facts.without_received(rulebook.programme_id)
    assessment, *before = alone.assess([rulebook] if standing is None else [rulebook, standing], setting.on)
    claimed = np.where(today, 0, assessment.entitled_idr)
    if before:
        admitted = today & (before[0].entitled_idr > 0)
        rise = np.maximum(assessment.entitled_idr - before[0].entitled_idr, 0)
        claimed = np.where(admitted, rise, claimed)
    annual = _within_money(setting, rulebook, claimed)
    unpaid = int(np.count_nonzero(claimed) - np.count_nonzero(annual))
    return Allotment(assessment, today, annual, unpaid, _quantity(assessment, before, annual > 0, today))


def _within_money(setting: Setting, rulebook: Rulebook, claimed: Rupiah) -> Rupiah:
    """The claims that are paid, whole or not at all."""
    order = setting.people.order
    claims = order[claimed[order] > 0]
    if rulebook.ceiling is not None:
        codes = setting.people.villages["village_code"].to_pylist()
        committed = committed_idr(setting.dataset, setting.people, rulebook.programme_id, setting.on)
        ceilings = village_ceilings(rulebook, setting.dataset.read("budget"), codes, committed, setting.on)
        claims = claims[served(claimed[claims], setting.people.village[claims], ceilings)]
    budget = setting.budgets_idr.get(rulebook.programme_id)
    if budget is not None:
        claims = claims[served(claimed[claims], np.zeros_like(claims), np.array([budget]))]
    annual = np.zeros_like(claimed)
    annual[claims] = claimed[claims]
    return annual


def _quantity(assessment: Assessment, before: list[Assessment], paid: Flags, today: Flags) -> Fraction | None:
    """What is given in kind: each household's quantity, to those of today what a reform adds to it."""
    each = assessment.benefit.quantity
    if each is None:
        return None
    had = before[0].benefit.quantity if before else None
    more = max(each - had, Fraction(0)) if had is not None else Fraction(0)
    return each * int(np.count_nonzero(paid & ~today)) + more * int(np.count_nonzero(paid & today))


def committed_idr(dataset: Dataset, people: Population, programme_id: str, on: date) -> Rupiah:
    """Rupiah that each village already pays to those who receive the programme."""
    count = people.villages.num_rows
    if not dataset.has("benefits"):
        return np.zeros(count, dtype=np.int64)
    current = latest_benefits(dataset.read("benefits"), on.year)
    current = current.filter(pc.equal(current["programme_id"], programme_id))
    _refuse_unknown(dataset, current["household_id"], programme_id)
    row = pc.index_in(current["household_id"], value_set=people.household_id)
    here = row.is_valid().to_numpy()
    village = people.village[row.drop_null().to_numpy()]
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
