"""What is done without a plan: last year's pattern, and items in order of what each would add alone.

Both, and the equal split and the decile order of `choices.usual_orders`, pay whole benefits in order of need. They are
counted to the single benefit, with their actual recipients, not only to whole bands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from merata.planning.choices.candidates import Candidates, Effects, Flags, Integers
from merata.planning.choices.usual_orders import EQUAL_SPLIT
from merata.planning.effects import CASH_EVIDENCE
from merata.planning.limits.budget_lines import BudgetLine, budget_lines
from merata.planning.limits.rows import Limits
from merata.planning.optimiser.filling import Filling, ordering
from merata.planning.optimiser.optimised import Optimised
from merata.planning.problem import Problem
from merata.programmes.need import served
from merata.stats.rounding import apportion

LAST_YEAR, GREEDY = "last_year", "greedy"
BEST = "plan"


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """Whole benefits and whole items: `paid` flags the claims, `items` (k) the classes, works and bundles."""

    paid: Flags
    items: Flags
    notes: tuple[str, ...] = ()

    def spent_idr(self, asked: Problem) -> int:
        """What it costs, rupiah."""
        return int(asked.menu.claims.annual_idr[self.paid].sum() + asked.candidates.cost_idr[self.items].sum())

    def as_items(self, asked: Problem) -> Flags:
        """The bands that it pays wholly, and its other items."""
        band = asked.menu.band_of_claim
        whole = asked.candidates.standalone & self.items
        whole[band] = True
        whole[band[~self.paid]] = False
        return whole

    def as_one(self, asked: Problem) -> Candidates:
        """The package as a single item, with the effect of everything in it."""
        candidates, claims = asked.candidates, asked.menu.claims
        effects: list[Effects] = []
        for part in candidates.effects:
            added, share = (self.items.astype(np.float64) @ rows for rows in (part.added, part.share))
            if part.evidence_id == CASH_EVIDENCE:
                household = claims.household[self.paid]
                monthly = claims.annual_idr[self.paid] / 12.0 / asked.people.size[household]
                passed_on = asked.menu.effects[CASH_EVIDENCE].mean
                added = added + np.bincount(household, monthly * passed_on, minlength=added.size)
            effects.append(Effects(part.evidence_id, *(sparse.csr_array(one[np.newaxis]) for one in (added, share))))
        one = np.zeros(1, dtype=np.int64)
        return Candidates(candidates.items[:1], one, one, candidates.households, tuple(effects))


def of_items(asked: Problem, chosen: Flags) -> Package:
    """A plan of whole items as a package."""
    return Package(chosen[asked.menu.band_of_claim], chosen & asked.candidates.standalone)


def habits(asked: Problem) -> Mapping[str, Package]:
    """By name: the equal split, the decile order, last year's pattern (where its budget is known), pure greedy."""
    nothing = np.zeros(len(asked.candidates), dtype=np.bool_)
    found = {name: Package(paid, nothing) for name, paid in asked.menu.comparisons.items()}
    limits = asked.limits()
    pattern = last_year(asked, limits)
    if pattern is not None:
        found[LAST_YEAR] = pattern
    found[GREEDY] = greedy(asked, limits)
    return found


def packages(asked: Problem, best: Optimised, by_habit: Mapping[str, Package]) -> Mapping[str, Package]:
    """The plan, and everything that it is compared with."""
    return {BEST: of_items(asked, best.chosen), **by_habit}


def greedy(asked: Problem, limits: Limits) -> Package:
    """Whole items in order of what each adds per rupiah to no plan at all, as long as they fit the limits."""
    empty = asked.evaluator.at(np.zeros(len(asked.candidates)))
    filling = Filling(asked.candidates, limits)
    filling.fill(ordering(asked.candidates, empty.slopes))
    return of_items(asked, filling.chosen)


def last_year(asked: Problem, limits: Limits) -> Package | None:
    """The budget split over the pillars as last year's was, and within them as money went; None without that budget.

    Assistance goes to the villages in proportion to what they received from the regency last year (equally where
    nothing was received), in order of need within; classes and works in the order listed, as far as the pillar's money
    reaches, passing over what no longer fits. What desa pay from their own funds they pay as ever.
    """
    lines = _lines(asked)
    money = _by_pillar(asked, limits.budget_idr, lines)
    if not money:
        return None
    claims, village = asked.menu.claims, asked.people.village
    own = np.array([book.programme_id in asked.menu.own_funds_idr for book in claims.programmes], dtype=np.bool_)
    of_desa = own[claims.programme] if own.size else np.zeros(0, dtype=np.bool_)
    paid = asked.menu.comparisons[EQUAL_SPLIT] & of_desa
    rest = np.flatnonzero(~of_desa)
    received = _received(asked)
    each = apportion(money.get("assistance", 0), received if received.any() else np.ones(received.size))
    paid[rest] = served(claims.annual_idr[rest], village[claims.household[rest]], each)
    taken, notes = np.zeros(len(asked.candidates), dtype=np.bool_), list[str]()
    for pillar in ("training", "infrastructure"):
        passed = listed(asked.candidates, limits.excluded, pillar, money.get(pillar, 0), taken)
        if passed:
            notes.append(
                f"{passed} karya yang saling memengaruhi tidak tercatat bersama, dilewati / {passed} works that depend "
                "on each other are not listed together and were passed over"
            )
    return Package(paid, taken, tuple(notes))


def _lines(asked: Problem) -> tuple[BudgetLine, ...]:
    year = asked.request.day.year - 1
    if not asked.dataset.has("budget"):
        return ()
    table = asked.dataset.read("budget", ["owner", "year"])
    known = pc.and_(pc.equal(table["owner"], asked.request.regency), pc.less_equal(table["year"], year))
    return budget_lines(asked.dataset, asked.request.regency, year) if pc.any(known).as_py() else ()


def _by_pillar(asked: Problem, budget_idr: int, lines: tuple[BudgetLine, ...]) -> dict[str, int]:
    """The budget by pillar that has candidates, in proportion to last year's lines; within what this year's leave."""
    offered = {item.pillar for item in asked.candidates.items}
    last = {name: sum(line.ceiling_idr for line in lines if line.pillar == name) for name in sorted(offered)}
    if not sum(last.values()):
        return {}
    parts = apportion(budget_idr, np.array(list(last.values()), dtype=np.float64)).tolist()
    money = dict(zip(last, parts, strict=True))
    if asked.budget:
        own = [line for line in asked.budget if line.owner == asked.request.regency]
        ceiling = {name: sum(line.left_idr for line in own if line.pillar == name) for name in money}
        money = {name: min(amount, ceiling[name]) for name, amount in money.items()}
    return money


def _received(asked: Problem) -> NDArray[np.float64]:
    """By village, the rupiah that its households received last year from programmes that the regency pays."""
    people, dataset = asked.people, asked.dataset
    if not (dataset.has("benefits") and dataset.has("programmes")):
        return np.zeros(people.villages.num_rows)
    programmes = dataset.read("programmes").to_pylist()
    own = [row["programme_id"] for row in programmes if row["owner"] in ("regency", asked.request.regency)]
    table = dataset.read("benefits", ["household_id", "programme_id", "year", "annual_idr"])
    table = table.filter(pc.equal(table["year"], asked.request.day.year - 1))
    table = table.filter(np.isin(np.array(table["programme_id"].to_pylist(), dtype=object), own))
    row = pc.index_in(table["household_id"], value_set=people.household_id)
    here = row.is_valid().to_numpy()
    village = people.village[row.drop_null().to_numpy()]
    weight = table["annual_idr"].to_numpy()[here].astype(np.float64)
    return np.bincount(village, weight, minlength=people.villages.num_rows).astype(np.float64)


def listed(candidates: Candidates, excluded: Flags, pillar: str, money_idr: int, taken: Flags) -> int:
    """Take a pillar's classes or works in the order listed; how many were passed over as no bundle lists them.

    A work that depends on one already taken comes as the bundle of both.
    """
    bundles = {frozenset(item.parts): at for at, item in enumerate(candidates.items) if item.parts}
    left, passed = money_idr, 0
    for at in _singles(candidates, pillar):
        before = np.flatnonzero(
            taken & (candidates.exclusive == candidates.exclusive[at]) & (candidates.exclusive >= 0)
        )
        together = at
        if before.size:
            standing = candidates.items[before[0]]
            parts = frozenset((*(standing.parts or (standing.line,)), candidates.items[at].line))
            together = bundles.get(parts, -1)
        if together < 0:
            passed += 1
            continue
        cost = int(candidates.cost_idr[together] - candidates.cost_idr[before].sum())
        if cost <= left and not excluded[together]:
            taken[before] = False
            taken[together] = True
            left -= cost
    return passed


def _singles(candidates: Candidates, pillar: str) -> Integers:
    mine = [item.pillar == pillar and item.kind != "programme" and not item.parts for item in candidates.items]
    return np.flatnonzero(mine)
