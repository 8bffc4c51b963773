"""Why something is in the plan, or why not: by the prices of the proof, and by forcing it the other way.

The prices answer at once: what it adds, what the money and the other limits that it uses are worth elsewhere, and what
it would have to cost to enter. Forcing it answers exactly: one more plan that must hold it (or not), filled again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from merata.errors import InputError, UsageError
from merata.planning.answers.no_candidate import no_candidate
from merata.planning.choices.candidates import Candidates, Flags, Integers, Item
from merata.planning.determined import determined
from merata.planning.effects import Effect
from merata.planning.limits.constraints import names_of
from merata.planning.limits.rows import NO_MOST, Limits
from merata.planning.optimiser.evaluating import Evaluator
from merata.planning.optimiser.filling import Filling, ordering
from merata.planning.optimiser.objective import Objective
from merata.planning.optimiser.optimise import optimise
from merata.planning.optimiser.optimised import Optimised
from merata.planning.plan import solve
from merata.planning.plan_lines import plan_lines
from merata.planning.preparing import problem
from merata.planning.problem import Problem, Request
from merata.planning.proving.pricing import Obstacle, Pricing
from merata.planning.proving.widening import holding, longer
from merata.planning.pulse import Pulse
from merata.progress import Step, silent
from merata.tables.folder import Dataset
from merata.tables.located_yaml import Located


@dataclass(frozen=True, slots=True)
class Forced:
    """The best plan that must hold the thing (`way` "in") or must not ("out").

    `gain` and `bound` are its own, `difference` its gain less the plan's. `impossible` says why there is none.
    """

    way: str
    gain: float | None
    bound: float | None
    difference: float | None
    impossible: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The forced plan as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Why:
    """One programme, programme in a village, class or work, and how it stands to the plan.

    `plan_idr` is what the plan gives it; `piece_idr`, `piece_households`, `gain`, `price` and `entry_cost_idr` are of
    the part in question (see `pricing.Priced`), `piece_village` where that lies. `together` are the works that part is
    counted with. Gains are in the objective's unit.
    """

    subject: str
    asked_as: str
    name: str
    kind: str
    in_plan: bool
    excluded: bool
    plan_idr: int
    piece_idr: int
    piece_households: int
    piece_village: str | None
    together: tuple[str, ...]
    gain: float
    price: float
    entry_cost_idr: float | None
    obstacles: tuple[Obstacle, ...]
    plan_gain: float
    plan_bound: float
    forced: Forced
    evidence: tuple[Effect, ...]
    objective: Objective
    budget_idr: int
    regency_name: str
    synthetic: bool

    @property
    def worth(self) -> float:
        """What the part adds less what it uses."""
        return self.gain - self.price

    def as_json(self) -> dict[str, Any]:
        """The answer as plain values."""
        return asdict(self) | {"worth": self.worth, "objective": str(self.objective)}


@determined
def why(
    dataset: Dataset,
    request: Request,
    name: str,
    *,
    constraints: Located | None = None,
    expired: Callable[[], bool] | None = None,
    step: Step | None = None,
) -> Why:
    """How the candidate `name` stands to the best plan; it may be a proposal's id too, which means its item.

    Raises `UsageError` saying why there is none of that name and which are spelt like it, else as `plan`.
    """
    tell = Pulse(step or silent)
    asked = problem(dataset, request, constraints, tell, expired)
    subject, members = _subject(asked, name)
    tell(0.3, "package")
    best = solve(asked, expired=expired, tell=tell.within(0.3, 0.65, "package"))
    more = holding(asked, best, subject)
    if more is not asked:
        asked = more
        subject, members = _subject(asked, name)
        best = solve(asked, starts=(longer(best.chosen, asked),), expired=expired)
    tell(0.7, "forced")
    forced = force(asked.evaluator, asked.limits(), best, members, gap=request.gap, expired=expired)
    works = asked.menu.works
    if works is not None and works.large and forced.bound is not None:
        # Sets that are no bundles were not forced: what holds for every plan holds for those too.
        forced = replace(forced, bound=max(forced.bound, best.bound))
    return _told(asked, best, forced, (name, subject, members))


def _told(asked: Problem, best: Optimised, forced: Forced, named: tuple[str, str, Flags]) -> Why:
    asked_as, subject, members = named
    candidates, limits = asked.candidates, asked.limits()
    priced = Pricing(candidates, limits, best.cuts, best.prices).of(members, best.chosen, subject)
    lines = plan_lines(asked.people, candidates, best.chosen)
    first = candidates.items[int(np.flatnonzero(members)[0])]
    piece: list[Item] = [candidates.items[at] for at in priced.items.tolist()]
    where = {item.village_code for item in piece}
    names = dict(zip(*(asked.people.villages[key].to_pylist() for key in ("village_code", "name")), strict=True))
    return Why(
        subject=subject,
        asked_as=asked_as,
        name=first.name if not first.parts else subject,
        kind=first.kind,
        in_plan=bool((members & best.chosen).any()),
        excluded=bool(limits.excluded[members].all()),
        plan_idr=sum(line.cost_idr for line in lines if subject in (line.item_id, line.source_id)),
        piece_idr=priced.cost_idr,
        piece_households=sum(item.households for item in piece),
        piece_village=names.get(where.pop() or "") if len(where) == 1 else None,
        together=piece[0].parts,
        gain=priced.gain,
        price=priced.price,
        entry_cost_idr=priced.entry_cost_idr,
        obstacles=priced.obstacles,
        plan_gain=best.gain,
        plan_bound=best.bound,
        forced=forced,
        evidence=tuple(asked.menu.effects[one] for one in (first.evidence_id, *first.more_evidence)),
        objective=asked.request.objective,
        budget_idr=asked.request.budget_idr,
        regency_name=asked.people.villages["regency"][0].as_py(),
        synthetic=asked.dataset.description.synthetic,
    )


def force(
    evaluator: Evaluator,
    limits: Limits,
    best: Optimised,
    members: Flags,
    *,
    gap: float,
    expired: Callable[[], bool] | None = None,
) -> Forced:
    """The best plan with the thing whose items are `members` where `best` is without it, and the other way round."""
    way = "out" if (members & best.chosen).any() else "in"
    candidates = evaluator.candidates
    if way == "out":
        narrower = replace(limits, excluded=limits.excluded | members)
        start = _without(candidates, narrower, best, members)
    else:
        narrower = requiring(limits, first_bands(candidates, members))
        start = _with(candidates, limits, best, members)
    try:
        found = optimise(evaluator, narrower, gap=gap, starts=[start], expired=expired)
    except InputError as error:
        return Forced(way, None, None, None, str(error))
    return Forced(way, found.gain, found.bound, found.gain - best.gain)


def requiring(limits: Limits, coefficient: Integers) -> Limits:
    """The limits, and at least one of the items whose coefficient is 1."""
    return Limits(
        names=(*limits.names, "forced in"),
        sums=sparse.csr_array(sparse.vstack([limits.sums, sparse.csr_array(coefficient[np.newaxis])], format="csr")),
        least=np.append(limits.least, 1),
        most=np.append(limits.most, NO_MOST),
        in_rupiah=np.append(limits.in_rupiah, False),
        excluded=limits.excluded,
        area_names=limits.area_names,
    )


def first_bands(candidates: Candidates, members: Flags) -> Integers:
    """Of the items, those that no band of their chain stands before, as 1."""
    first = np.r_[True, np.diff(candidates.chain) != 0] if len(candidates) else np.zeros(0, dtype=np.bool_)
    return (members & first).astype(np.int64)


def _with(candidates: Candidates, limits: Limits, best: Optimised, members: Flags) -> Flags:
    """The plan with room made for the likeliest of the items, and what is left filled again."""
    order = ordering(candidates, best.slopes)
    filling = Filling(candidates, limits, best.chosen)
    for at in order.items[(first_bands(candidates, members) > 0)[order.items]].tolist():
        own = candidates.exclusive == candidates.exclusive[at]
        if candidates.exclusive[at] >= 0:
            for other in np.flatnonzero(own & filling.chosen):
                filling.drop(other)
        if filling.make_room(order, at):
            break
    filling.fill(order)
    return filling.chosen


def _without(candidates: Candidates, limits: Limits, best: Optimised, members: Flags) -> Flags:
    """The plan without the items, and what is left filled again."""
    filling = Filling(candidates, limits, best.chosen & ~members)
    filling.fill(ordering(candidates, best.slopes))
    return filling.chosen


def _subject(asked: Problem, name: str) -> tuple[str, Flags]:
    """The candidate that a name means, and its items: each band, the single work and every bundle that holds it."""
    wanted = _item_of_proposal(asked, name)
    known = [names_of(item) for item in asked.candidates.items]
    members = np.array([wanted in names for names in known], dtype=np.bool_)
    if members.any():
        return wanted, members
    raise UsageError(no_candidate(asked, wanted, known))


def _item_of_proposal(asked: Problem, name: str) -> str:
    if not asked.dataset.has("proposals"):
        return name
    rows = [row for row in asked.dataset.read("proposals").to_pylist() if row["proposal_id"] == name]
    if not rows:
        return name
    item, village = rows[0]["item_id"], rows[0]["village_code"]
    if not item:
        raise UsageError(f"the proposal {name} names no programme, course or project, so no plan can answer it")
    in_village = f"{item}:{village}"
    return in_village if any(one.line == in_village for one in asked.candidates.items) else str(item)
