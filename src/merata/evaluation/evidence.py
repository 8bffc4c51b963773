"""What local evaluations teach: prior evidence and local results joined into the next plan's record.

The literature's effect was found elsewhere. The effect here departs from it with a standard deviation τ, the
heterogeneity between places, so the prior for here is N(literature, its variance + τ²). With one local study τ cannot
be estimated and is an assumption with a name; several local estimates are first averaged with theirs (`pooling`). The
joint effect weighs prior and local by their inverse variances.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from merata.errors import UsageError
from merata.evaluation.pooling import pool
from merata.tables.catalogue import TABLES

TRANSFER_HETEROGENEITY = 1.0
"""Assumption: τ between the literature's places and here, in standard errors of the literature's effect.

With it the literature counts half of what its standard error alone would have it count. That effects of one programme
differ between places is well documented (Vivalt 2020, Journal of the European Economic Association 18(6)); by how much
for a given programme and place is not, hence an assumption, printed as one.
"""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect and its standard error, in the same unit."""

    effect: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of one record: prior and local joined, and the share of the joint effect that the prior decides.

    `prior` is None for what there was no record of: then `joined` is `local`. `heterogeneity` is the τ that was added
    to the prior's error, in the record's unit.
    """

    evidence_id: str
    prior: Estimate | None
    heterogeneity: float
    local: Estimate
    joined: Estimate
    prior_weight: float


def combine(prior: Estimate, local: Estimate, *, heterogeneity: float = 0.0) -> Estimate:
    """The posterior of a normal prior and a normal local estimate: weighted by the inverse variances.

    `heterogeneity` (τ) widens the prior to √(error² + τ²). A standard error of zero means certainty and decides alone.
    Raises `UsageError` for a negative or missing one, or two certainties that differ.
    """
    errors = (prior.standard_error, local.standard_error)
    if not all(error >= 0 for error in (*errors, heterogeneity)):
        raise UsageError(
            f"standard errors {errors} and heterogeneity {heterogeneity} cannot be combined: expected numbers of at "
            "least 0"
        )
    widened = (errors[0] ** 2 + heterogeneity**2) ** 0.5
    if min(widened, errors[1]) == 0:
        if widened == errors[1] and prior.effect != local.effect:
            raise UsageError(f"two certain effects differ: {prior.effect} and {local.effect}; correct one of them")
        return prior if widened == 0 else local
    weight = prior_weight(prior, local, heterogeneity=heterogeneity)
    effect = weight * prior.effect + (1.0 - weight) * local.effect
    return Estimate(effect, (widened**-2 + errors[1] ** -2) ** -0.5)


def prior_weight(prior: Estimate, local: Estimate, *, heterogeneity: float = 0.0) -> float:
    """The share of the combined effect that the prior decides, 0 to 1; certainty decides alone."""
    widened = prior.standard_error**2 + heterogeneity**2
    if min(widened, local.standard_error) == 0:
        return float(widened == 0)
    return float(local.standard_error**2 / (widened + local.standard_error**2))


def one_of(local: Estimate | Sequence[Estimate]) -> Estimate:
    """One local estimate out of one or several, which are averaged by `pooling.pool` with their heterogeneity.

    The error is that with which a normal distribution has the same 95% interval. Raises `UsageError` for none.
    """
    if isinstance(local, Estimate):
        return local
    if len(local) == 1:
        return local[0]
    found = pool([one.effect for one in local], [one.standard_error for one in local])
    return Estimate(found.effect, found.normal_error)


def learn(
    evidence: pa.Table,
    evidence_id: str,
    local: Estimate | Sequence[Estimate],
    *,
    source: str,
    heterogeneity: float = 0.0,
) -> pa.Table:
    """The table `evidence` with the record `evidence_id` joined with one or several local estimates in the same unit.

    The record stays an assumption only while the assumed prior decides more than half of it. `source` names the
    local evaluation and is added to the record's own. Raises `UsageError` where there is no such record.
    """
    rows = evidence.to_pylist()
    row = _row(rows, evidence_id)
    found = learned(row, local, heterogeneity=heterogeneity)
    row |= {
        "effect": found.joined.effect,
        "standard_error": found.joined.standard_error,
        "assumption": bool(row["assumption"]) and found.prior_weight > 0.5,
        "source": "; ".join(part for part in (row["source"], source) if part),
    }
    if found.prior_weight <= 0.5:
        row["certainty"] = "medium"
    return pa.Table.from_pylist(rows, schema=TABLES["evidence"].arrow)


def learned(row: Mapping[str, Any], local: Estimate | Sequence[Estimate], *, heterogeneity: float = 0.0) -> Learned:
    """What the record `row` of `evidence` becomes with local estimates."""
    prior, here = Estimate(row["effect"], row["standard_error"]), one_of(local)
    return Learned(
        evidence_id=row["evidence_id"],
        prior=prior,
        heterogeneity=heterogeneity,
        local=here,
        joined=combine(prior, here, heterogeneity=heterogeneity),
        prior_weight=prior_weight(prior, here, heterogeneity=heterogeneity),
    )


def record(evidence: pa.Table, row: Mapping[str, Any]) -> pa.Table:
    """The table `evidence` with a new record on what it knew nothing of; `UsageError` where the name is taken."""
    if row["evidence_id"] in evidence["evidence_id"].to_pylist():
        raise UsageError(f"there is evidence {row['evidence_id']!r} already; join the local result with it (learn)")
    schema = TABLES["evidence"].arrow
    return pa.concat_tables([evidence.cast(schema), pa.Table.from_pylist([dict(row)], schema=schema)])


def _row(rows: Sequence[dict[str, Any]], evidence_id: str) -> dict[str, Any]:
    known = [row["evidence_id"] for row in rows]
    if evidence_id not in known:
        raise UsageError(f"no evidence {evidence_id!r}; there are: {', '.join(known) or 'none'}")
    return rows[known.index(evidence_id)]
