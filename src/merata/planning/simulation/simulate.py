"""What programmes would do: cost, reach, inequality and poverty before and after, and who is missed.

Measured welfare already contains the aid of today; those who receive a programme keep it and are not paid
twice, so the simulation is of what the rules would add to it. Every measure is computed on each draw of
welfare and given as mean and 95% interval over the draws (`merata.programmes.incidence`).

Cash, food and school money are a rise of consumption. Housing aid (given once, for a house that lasts), premiums of
health insurance (paid to the insurer), training and empowerment (whose effect comes later, and is evidence's to say)
are not: they are costed and counted, and their aim is measured, but nothing is added to welfare for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from merata.errors import UsageError
from merata.planning.choices.claims import gather_facts
from merata.planning.effects import ADDING_TO_WELFARE, CASH_EVIDENCE, effects
from merata.planning.population import population
from merata.planning.simulation.allotment import Allotment, Setting, allot
from merata.planning.simulation.reform import changed_parameters, differences, reformed
from merata.planning.simulation.rows import by_decile, by_village, outcome_of
from merata.planning.simulation.simulated import ReformSimulation, Simulation
from merata.programmes.assessment.fact_table import FactTable
from merata.programmes.incidence import Group, People, incidence
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.progress import Step, silent
from merata.tables.folder import Dataset

HEAD_SEX, VILLAGE = "head_sex", "village"


def simulate(
    dataset: Dataset,
    *,
    programmes: Sequence[str | Rulebook],
    regency: str | None = None,
    on: date | None = None,
    budgets_idr: Mapping[str, int] | None = None,
    draws: int = 50,
    seed: int = 1,
    step: Step | None = None,
) -> Simulation:
    """Simulate the programmes together, as their rules stand on the day `on` (None: 1 July of the data's year).

    A programme is the name of one that comes with Merata, or a rulebook. Programmes apply in the order given: one
    that excludes another finds it already received. `budgets_idr`: the most rupiah a year of a programme, spent in
    order of need; without one everyone eligible is paid. Raises `UsageError` for an unknown programme or regency, a
    programme named twice, or a budget of another programme or below 0; `InputError` naming what the registry lacks.
    """
    tell = step or silent
    books = _books(programmes, budgets_idr or {})
    prepared = _prepare(
        dataset, books, regency=regency, on=on, budgets_idr=budgets_idr or {}, draws=draws, seed=seed, step=tell
    )
    return _simulated(prepared, books, books, lambda share: tell(0.3 + 0.7 * share, "draws"))


def simulate_reform(  # noqa: PLR0913 - what `simulate` takes, and the reform
    dataset: Dataset,
    *,
    programmes: Sequence[str | Rulebook],
    reform: Mapping[str, Mapping[str, Value]],
    regency: str | None = None,
    on: date | None = None,
    budgets_idr: Mapping[str, int] | None = None,
    draws: int = 50,
    seed: int = 1,
    step: Step | None = None,
) -> ReformSimulation:
    """Simulate the programmes as `simulate` does and once more with changed parameters, on the same draws.

    `reform`: new values of parameters by programme, as `Rulebook.with_parameters` takes them. Those who receive a
    programme today keep it in both; where the reform raises the benefit of one whom both rules admit, the rise is
    paid. Raises as `simulate`, and `UsageError` with every fault of the reform.
    """
    tell = step or silent
    books = _books(programmes, budgets_idr or {})
    new = reformed(books, reform)
    prepared = _prepare(
        dataset, books, regency=regency, on=on, budgets_idr=budgets_idr or {}, draws=draws, seed=seed, step=tell
    )
    before = _simulated(prepared, books, books, lambda share: tell(0.3 + 0.35 * share, "draws"))
    after = _simulated(prepared, new, books, lambda share: tell(0.65 + 0.35 * share, "draws"))
    together, by_programme = differences(before, after)
    return ReformSimulation(before, after, changed_parameters(books, new, prepared.setting.on), together, by_programme)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is the same for every set of rules: the setting, the facts, the people to measure on."""

    setting: Setting
    facts: FactTable
    measured: People
    regency: str | None
    seed: int


def _books(programmes: Sequence[str | Rulebook], budgets_idr: Mapping[str, int]) -> list[Rulebook]:
    books = [rulebook(one) if isinstance(one, str) else one for one in programmes]
    names = [book.programme_id for book in books]
    if not names or len(set(names)) != len(names):
        raise UsageError("name each programme once, and at least one")
    problems = [f"a budget of {name}, which is not simulated" for name in sorted(set(budgets_idr) - set(names))]
    problems += [f"a budget of {name} below 0" for name, budget in budgets_idr.items() if budget < 0]
    if problems:
        raise UsageError(f"{'; '.join(problems)}: give whole rupiah, 0 or more, to one of {', '.join(names)}")
    return books


def _prepare(
    dataset: Dataset,
    books: Sequence[Rulebook],
    *,
    regency: str | None,
    on: date | None,
    budgets_idr: Mapping[str, int],
    draws: int,
    seed: int,
    step: Step,
) -> _Prepared:
    day = on or date(dataset.description.year, 7, 1)
    for book in books:
        book.on(day)  # said before anything is computed
    step(0.0, "welfare")
    people = population(dataset, regency=regency, draws=draws, seed=seed)
    step(0.25, "rules")
    facts = gather_facts(dataset, people, books, day)
    today = {book.programme_id: facts.received(book.programme_id) for book in books}
    lined = not np.isnan(people.line_idr).any()
    groups = {
        VILLAGE: Group(people.village, tuple(people.villages["village_code"].to_pylist())),
        HEAD_SEX: Group.of(people.frame[HEAD_SEX]),
    }
    measured = People(people.welfare, people.size, people.line_idr if lined else None, groups)
    return _Prepared(Setting(dataset, people, day, today, budgets_idr), facts, measured, regency, seed)


def _simulated(
    prepared: _Prepared, books: Sequence[Rulebook], standing: Sequence[Rulebook], tell: Callable[[float], None]
) -> Simulation:
    """Allot `books`, each of which may reform one of `standing`, and measure what they do."""
    setting, facts = prepared.setting, prepared.facts
    allotments: list[Allotment] = []
    for book, rules in zip(books, standing, strict=True):
        allotment = allot(setting, facts, book, None if book is rules else rules)
        facts = facts.with_received(book.programme_id, allotment.annual_idr > 0)
        allotments.append(allotment)
        tell(0.4 * len(allotments) / len(books))
    people, description = setting.people, setting.dataset.description
    spent = effects(setting.dataset)[CASH_EVIDENCE].mean
    benefits = {one.rulebook.programme_id: one.annual_idr for one in allotments}
    found = incidence(
        prepared.measured,
        benefits,
        reached=setting.today,
        pass_through={one.programme_id: spent if _adds(one) else 0.0 for one in books},
        step=lambda share, _: tell(0.4 + 0.6 * share),
    )
    annual = np.sum(list(benefits.values()), axis=0)
    return Simulation(
        programmes=tuple(outcome_of(one, setting, adds_to_welfare=_adds(one.rulebook)) for one in allotments),
        regency=prepared.regency,
        on=setting.on,
        pass_through=spent,
        draws=found.draws,
        seed=prepared.seed,
        synthetic=description.synthetic,
        cost_idr=int(annual.sum()),
        households=int(np.count_nonzero(annual)),
        persons=int(people.size[annual > 0].sum()),
        incidence=found,
        by_decile=by_decile(found),
        by_village=by_village(people, annual, found.groups[VILLAGE]),
        not_surveyed=people.not_surveyed,
    )


def _adds(book: Rulebook) -> bool:
    return book.kind in ADDING_TO_WELFARE
