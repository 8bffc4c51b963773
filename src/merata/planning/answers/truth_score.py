"""The plan and what it is compared with, scored on a demo's hidden truth. Read only where it is asked for by name.

The truth is every household's consumption of the last year and the effects that the demo plants. A record of evidence
is given the planted effect of its lever in place of its own. Those of classes are planted in who completes, and what is
compared is a seat: the planted effect times the share of past seats completed, beside what the plan counts a seat with,
whether its evidence is per seat offered or per seat completed. Effects of works and classes on one household are added,
as a plan counts them; the demo multiplies them, which differs by their product alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from merata.errors import InputError, UsageError
from merata.planning.answers.habits import Package
from merata.planning.answers.regret import Score, scores
from merata.planning.choices.completion import completion_effects
from merata.planning.effects import CASH_EVIDENCE
from merata.planning.optimiser.evaluating import Evaluator, Floats, evaluator
from merata.planning.problem import Problem
from merata.tables.folder import Dataset


def true_scores(asked: Problem, packages: Mapping[str, Package]) -> dict[str, Score]:
    """Every package's true gain. Raises `UsageError` without a truth, `InputError` where it lacks households."""
    return scores(asked, true_evaluator(asked), packages)


def true_evaluator(asked: Problem) -> Evaluator:
    """An evaluator of the same candidates on the true consumption, with the planted effects; one draw."""
    missing = [name for name in ("truth", "truth_effects") if not asked.dataset.has(name)]
    if missing:
        raise UsageError(f"no table {' and '.join(missing)}: only a demo has a hidden truth to score on")
    planted, levers = planted_effects(asked.dataset), _levers(asked.dataset)
    effects = asked.menu.effects
    completed = completion_effects(asked.dataset, (name for name, lever in levers.items() if lever == "training"))
    scale = {}
    for name, effect in effects.items():
        lever = levers.get(name, "assistance" if name == CASH_EVIDENCE else "")
        counted = effect.mean * (effects[effect.times].mean if effect.times else 1.0)
        true = planted.get(lever, counted) * (completed[name].mean if name in completed and lever in planted else 1.0)
        scale[name] = np.array([true / counted if counted else 1.0])
    used = replace(asked.evaluator.draws, welfare=_consumption(asked)[np.newaxis], scale=scale)
    return evaluator(asked.candidates, used, asked.request.objective)


def planted_effects(dataset: Dataset) -> dict[str, float]:
    """The mean planted effect by lever; of a class, on those who complete it."""
    effects = dataset.read("truth_effects")
    by_lever = effects.group_by("lever").aggregate([("effect", "mean")]).to_pylist()
    return {row["lever"]: float(row["effect_mean"]) for row in by_lever}


def _levers(dataset: Dataset) -> dict[str, str]:
    if not dataset.has("evidence"):
        return {}
    return {row["evidence_id"]: row["lever"] for row in dataset.read("evidence").to_pylist()}


def _consumption(asked: Problem) -> Floats:
    """Each household's true consumption in the last year that is known, rupiah per person per month."""
    truth = asked.dataset.read("truth")
    year = pc.max(truth["year"]).as_py()
    truth = truth.filter(pc.equal(truth["year"], year))
    place = pc.index_in(asked.people.household_id, value_set=truth["household_id"].combine_chunks())
    if place.null_count:
        raise InputError(f"truth has no consumption of {place.null_count} households in {year}")
    return np.asarray(truth["consumption_pc_idr"].take(place).to_numpy(), dtype=np.float64)
