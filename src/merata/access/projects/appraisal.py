"""The appraisal of projects: what each would change for whom, season by season, and at what cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from merata.access.kernel.graph import Floats, Integers
from merata.access.projects.counting import Counter, VillageEffects
from merata.access.projects.edits import Edits, edits_of
from merata.access.projects.plan import Plan
from merata.access.projects.terms import Terms
from merata.access.projects.village_minutes import VillageMinutes, village_minutes


@dataclass(frozen=True, slots=True)
class SeasonEffects:
    """One season: `before`, minutes of the villages as things are; `effects` of each project by village; their sums
    over villages (projects × kinds × 3: minutes saved, people given a way, people brought within the standard), of
    `persons` and as they count, `weighted`. `counter`, `edits`: with which more can be asked of this season.
    """

    season: str
    before: VillageMinutes
    effects: VillageEffects
    persons: Floats
    weighted: Floats
    counter: Counter
    edits: Edits


@dataclass(frozen=True, slots=True)
class YearTotals:
    """What each project (p) comes to on an average day of the year, seasons by their shares.

    `person_minutes`, `weighted_minutes`: saved one way, all kinds by their trips; `given_a_way`, `within_standard`:
    people, summed over kinds: someone given a way to two kinds counts twice.
    """

    person_minutes: Floats
    weighted_minutes: Floats
    given_a_way: Floats
    within_standard: Floats


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What the projects of a plan would change, by season."""

    plan: Plan
    terms: Terms
    seasons: tuple[SeasonEffects, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facilities."""
        return self.plan.facilities.kinds

    def over_the_year(self) -> YearTotals:
        """What each project comes to on an average day of the year."""
        return year_totals(
            self.terms, self.kinds, [one.persons for one in self.seasons], [one.weighted for one in self.seasons]
        )

    def ranking(self) -> Integers:
        """The projects by weighted minutes saved per rupiah, the best first; those that cost nothing by minutes alone,
        before all that cost; the file's order where equal.
        """
        cost = np.array(self.plan.projects.cells("cost_idr"), dtype=np.float64)
        gain = self.over_the_year().weighted_minutes
        per_rupiah = np.divide(gain, cost, out=np.copysign(np.inf, gain), where=cost > 0)
        per_rupiah[gain == 0] = 0.0
        return np.lexsort((np.arange(len(gain)), -gain, -per_rupiah))


def year_totals(
    terms: Terms, kinds: Sequence[str], persons: Sequence[Floats], weighted: Sequence[Floats]
) -> YearTotals:
    """Totals of each project from its sums over villages by season (as in `SeasonEffects`)."""
    trips = terms.weights(kinds)
    people, counted = (
        np.tensordot(terms.season_shares(), np.stack(list(each)), axes=1) for each in (persons, weighted)
    )
    return YearTotals(
        person_minutes=people[:, :, 0] @ trips,
        weighted_minutes=counted[:, :, 0] @ trips,
        given_a_way=people[:, :, 1].sum(axis=1),
        within_standard=people[:, :, 2].sum(axis=1),
    )


def appraise(plan: Plan, terms: Terms) -> Appraisal:
    """Appraise every project of a plan as if it alone were done. Raises `UsageError` for terms that cannot be."""
    kinds = plan.facilities.kinds
    terms.check(kinds)
    return Appraisal(plan, terms, tuple(_season(plan, terms, season) for season in terms.seasons))


def cost_per_idr(cost_idr: int, amount: float) -> int | None:
    """Rupiah for each unit of `amount`, to the nearest rupiah; None where there is nothing to divide by."""
    return round(Fraction(cost_idr) / Fraction(amount)) if amount > 0 else None


def _season(plan: Plan, terms: Terms, season: str) -> SeasonEffects:
    edits = edits_of(plan, season)
    kinds = plan.facilities.kinds
    counter = Counter.of(plan, edits, terms.standards(kinds))
    numbers = np.array([row for row in range(len(plan.projects)) if row not in edits.closures], dtype=np.int64)
    effects = VillageEffects.joined(
        [
            counter.improving([edits.candidates[row] for row in numbers.tolist()], numbers),
            counter.closing(edits.closures),
        ]
    )
    persons, weighted = effects.totals(len(plan.projects), len(kinds))
    before = village_minutes(plan.people, counter.home_minutes(), counter.standard_minutes)
    return SeasonEffects(season, before, effects, persons, weighted, counter, edits)
