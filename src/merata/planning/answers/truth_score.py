"""The plan and what it is compared with, scored on a demo's hidden truth. Read only where it is asked for by name.

The truth is every household's consumption of the last year and the effects that the demo plants. A record of evidence
is given the planted effect of its lever in place of its own; a class adds it for those who complete it, so it counts
with the share of past winners who did. Effects of works and classes on one household are added, as a plan counts them;
the demo multiplies them, which differs by their product alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from merata.errors import InputError, UsageError
from merata.planning.answers.habits import Package
from merata.planning.answers.regret import Score, scores
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
    planted = planted_effects(asked.dataset)
    scale = {}
    for name, effect in asked.menu.effects.items():
        lever = _levers(asked.dataset).get(name, "assistance" if name == CASH_EVIDENCE else "")
        known = lever in planted and effect.mean
        scale[name] = np.array([planted[lever] / effect.mean if known else 1.0])
    used = replace(asked.evaluator.draws, welfare=_consumption(asked)[np.newaxis], scale=scale)
    return evaluator(asked.candidates, used, asked.request.objective)


def planted_effects(dataset: Dataset) -> dict[str, float]:
    """The mean planted effect by lever; of a class, on average over its winners, whether they complete it or not."""
    effects = dataset.read("truth_effects")
    by_lever = effects.group_by("lever").aggregate([("effect", "mean")]).to_pylist()
    found = {row["lever"]: float(row["effect_mean"]) for row in by_lever}
    if "training" in found and dataset.has("applications"):
        applications = dataset.read("applications")
        if {"selected", "completed"} <= set(applications.column_names):
            completed = applications.filter(pc.equal(applications["selected"], True))["completed"].drop_null()  # noqa: FBT003 - the column's value
            found["training"] *= float(np.mean(completed.to_numpy(zero_copy_only=False))) if len(completed) else 1.0
    return found


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
