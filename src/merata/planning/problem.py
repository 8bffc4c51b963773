"""What is planned: the people with their joint draws, all that can be chosen, and what a plan is held to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from merata.access.projects.rupiah_records import RupiahRecord
from merata.errors import UsageError
from merata.planning.choices.candidates import Candidates, Flags
from merata.planning.limits.budget_lines import BudgetLine, ceilings, village_rows
from merata.planning.limits.constraints import limits, names_of
from merata.planning.limits.rows import Limits, Row
from merata.planning.menu import Menu
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.objective import Objective
from merata.planning.plan_lines import OPEN_PROPOSALS
from merata.planning.population import Population
from merata.planning.works.works_cuts import WorksCut
from merata.tables.catalogue import PILLARS
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located

DEFAULT_REGENCY = "35.05"
MOST_IDR = 10**16
"""Three times the yearly budget of the whole country; beyond it a slip of the keyboard is likelier."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a planner asks for.

    `day` is when the rules hold. `tail` plans for the worst share of the draws instead of for their mean. With
    `use_ceilings` the budget table's ceilings by pillar and fund source hold as well. `gap` is how near the best
    possible the plan is to be proved. With `minute_records` works count by what the minutes that they save are worth,
    instead of by their own evidence. Without `assumptions` nothing is chosen from whose effect is assumed.
    """

    regency: str
    budget_idr: int
    day: date
    draws: int = 20
    seed: int = 1
    objective: Objective = field(default_factory=Objective)
    tail: float | None = None
    use_ceilings: bool = False
    gap: float = 0.001
    minute_records: tuple[RupiahRecord, ...] = ()
    assumptions: bool = True

    def __post_init__(self) -> None:
        if self.budget_idr <= 0:
            raise UsageError(f"a budget of Rp {self.budget_idr:,} buys nothing: give rupiah a year, more than 0")
        if self.budget_idr > MOST_IDR:
            raise UsageError(
                f"a budget of Rp {self.budget_idr:,} is more than there is money: give at most Rp {MOST_IDR:,}"
            )
        if self.tail is not None and not 0 < self.tail <= 1:
            raise UsageError(f"a tail of {self.tail:g} is no share of the draws: give more than 0 and at most 1")
        if not 0 <= self.gap < 1:
            raise UsageError(f"a gap of {self.gap:g} is no share of the gain: give 0 or more and less than 1")
        assumed = [record.effect_id for record in self.minute_records if record.assumed]
        if assumed and not self.assumptions:
            raise UsageError(
                f"dampak per menit {', '.join(assumed)} adalah asumsi: rencanakan tanpa menit, atau beri dampak yang "
                f"bersumber / the effects per minute {', '.join(assumed)} are assumptions: plan without minutes, or "
                "give effects with a source"
            )


@dataclass(frozen=True, slots=True)
class Problem:
    """A request with all that answers it: people, choices and the evaluator of plans.

    `budget` are the lines of the budget table that hold, the regency's and those of the desa's own funds (none: only
    the request's sum does).
    """

    dataset: Dataset
    request: Request
    people: Population
    menu: Menu
    evaluator: Evaluator
    constraints: Located | None
    budget: tuple[BudgetLine, ...]
    known_cuts: tuple[WorksCut, ...] = ()
    known_plans: tuple[Flags, ...] = ()

    @property
    def candidates(self) -> Candidates:
        """All that can be chosen."""
        return self.menu.candidates

    def limits(self, budget_idr: int | None = None) -> Limits:
        """What holds for a plan; `budget_idr` in place of the request's."""
        villages = self.people.villages
        codes = villages["kecamatan_code"].unique().to_pylist()
        areas = {"pillars": PILLARS, "kecamatan": codes, "villages": villages["village_code"].to_pylist()}
        return limits(
            self.candidates,
            budget_idr or self.request.budget_idr,
            self.constraints,
            areas,
            answers=_answers(self.dataset, self.people, self.candidates),
            rows=self._rows(),
            paid_by=self.request.regency,
            area_names=self.area_names,
        )

    @property
    def area_names(self) -> dict[str, str]:
        """What the villages and kecamatan that are planned for are called, by code."""
        villages = self.people.villages
        pairs = (("village_code", "name"), ("kecamatan_code", "kecamatan"))
        each = (zip(villages[code].to_pylist(), villages[name].to_pylist(), strict=True) for code, name in pairs)
        return {code: name for rows in each for code, name in rows}

    def _rows(self) -> list[Row]:
        """The budget's own ceilings: those of the regency's lines, and of the desa's own funds."""
        villages = self.people.villages["village_code"].to_pylist()
        rows = list(ceilings(self.candidates, self.budget, self.request.regency)) if self.budget else []
        for programme, most in self.menu.own_funds_idr.items():
            rows += village_rows(self.candidates, programme, dict(zip(villages, most.tolist(), strict=True)))
        return rows

    def starts(self) -> list[Flags]:
        """The comparisons and the known plans, which the best plan must not be worse than."""
        known = (np.append(plan, np.zeros(len(self.candidates) - plan.size, np.bool_)) for plan in self.known_plans)
        return [*(self.menu.as_items(claimed) for claimed in self.menu.comparisons.values()), *known]

    def choosing(self, candidates: Candidates) -> Problem:
        """The same problem with more candidates behind those it has."""
        menu, evaluator = replace(self.menu, candidates=candidates), replace(self.evaluator, candidates=candidates)
        return replace(self, menu=menu, evaluator=evaluator)


def _answers(dataset: Dataset, people: Population, candidates: Candidates) -> Mapping[str, Sequence[Flags]]:
    """By village, for each of its open proposals that a candidate would answer, which candidates do."""
    if not dataset.has("proposals"):
        return {}
    home = set(people.villages["village_code"].to_pylist())
    at: dict[str, list[int]] = {}
    for number, item in enumerate(candidates.items):
        for name in set(names_of(item)):
            at.setdefault(name, []).append(number)
    found: dict[str, list[Flags]] = {}
    for row in dataset.read("proposals").to_pylist():
        if row["status"] not in OPEN_PROPOSALS or row["village_code"] not in home or not row["item_id"]:
            continue
        item = row["item_id"]
        in_village = at.get(f"{item}:{row['village_code']}")
        standalone = [number for number in at.get(item, ()) if candidates.items[number].kind != "programme"]
        rows = in_village or standalone
        if rows:
            flags = np.zeros(len(candidates), dtype=np.bool_)
            flags[rows] = True
            found.setdefault(row["village_code"], []).append(flags)
    return found
