"""What a local evaluation teaches: prior evidence and local result joined into the next plan's record."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from merata.errors import UsageError
from merata.tables.catalogue import TABLES


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect and its standard error, in the same unit."""

    effect: float
    standard_error: float


def combine(prior: Estimate, local: Estimate) -> Estimate:
    """The posterior of a normal prior and a normal local estimate: weighted by the inverse variances.

    A standard error of zero means certainty and decides alone. Raises `UsageError` for a negative or missing one,
    or two certainties that differ.
    """
    errors = (prior.standard_error, local.standard_error)
    if not all(error >= 0 for error in errors):
        raise UsageError(f"standard errors {errors} cannot be combined: expected numbers of at least 0")
    if min(errors) == 0:
        if errors[0] == errors[1] and prior.effect != local.effect:
            raise UsageError(f"two certain effects differ: {prior.effect} and {local.effect}; correct one of them")
        return prior if errors[0] == 0 else local
    weight = prior_weight(prior, local)
    effect = weight * prior.effect + (1.0 - weight) * local.effect
    return Estimate(effect, (errors[0] ** -2 + errors[1] ** -2) ** -0.5)


def prior_weight(prior: Estimate, local: Estimate) -> float:
    """The share of the combined effect that the prior decides, 0 to 1; both errors above 0."""
    return prior.standard_error**-2 / (prior.standard_error**-2 + local.standard_error**-2)


def learn(evidence: pa.Table, evidence_id: str, local: Estimate, *, source: str) -> pa.Table:
    """The table `evidence` with the record `evidence_id` joined with a local estimate in the same unit.

    The record stays an assumption only while the assumed prior decides more than half of it. `source` names the
    local evaluation and is added to the record's own. Raises `UsageError` where there is no such record.
    """
    rows = evidence.to_pylist()
    known = [row["evidence_id"] for row in rows]
    if evidence_id not in known:
        raise UsageError(f"no evidence {evidence_id!r}; there are: {', '.join(known) or 'none'}")
    row = rows[known.index(evidence_id)]
    prior = Estimate(row["effect"], row["standard_error"])
    posterior = combine(prior, local)
    certain = min(prior.standard_error, local.standard_error) == 0
    weight = float(prior.standard_error == 0) if certain else prior_weight(prior, local)
    row |= {
        "effect": posterior.effect,
        "standard_error": posterior.standard_error,
        "assumption": bool(row["assumption"]) and weight > 0.5,
        "source": "; ".join(part for part in (row["source"], source) if part),
    }
    if weight <= 0.5:
        row["certainty"] = "medium"
    return pa.Table.from_pylist(rows, schema=TABLES["evidence"].arrow)
