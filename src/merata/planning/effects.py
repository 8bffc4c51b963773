"""The effects that plans count with, read from the evidence of the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from merata.tables.folder import Dataset

CASH_EVIDENCE = "cash_pass_through"
ADDING_TO_WELFARE = ("cash", "food", "school")
"""Kinds of programmes whose rupiah are a rise of consumption in the year they are paid, which is its evidence."""

PER_MINUTE = "share_of_consumption_per_minute"
"""The unit of what a minute saved adds."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One row of evidence: a mean and its standard error, in `unit`.

    `assumption` means that the number or its standard error is assumed. A share of income is counted as the
    same share of the household's consumption; a stated simplification.
    """

    evidence_id: str
    mean: float
    standard_error: float
    unit: str
    assumption: bool
    source: str
    certainty: str | None

    def as_json(self) -> dict[str, Any]:
        """The effect as plain values."""
        return asdict(self)


ACCOUNTING = Effect(
    evidence_id=CASH_EVIDENCE,
    mean=1.0,
    standard_error=0.0,
    unit="pass_through",
    assumption=True,
    source="accounting convention of fiscal incidence",
    certainty="assumption",
)
"""A rupiah received is a rupiah consumed: what holds where the dataset has no evidence on it."""


def effects(dataset: Dataset) -> Mapping[str, Effect]:
    """Every effect that the dataset has evidence on, by `evidence_id`; the pass-through of cash always."""
    found = {CASH_EVIDENCE: ACCOUNTING}
    if dataset.has("evidence"):
        for row in dataset.read("evidence").to_pylist():
            found[row["evidence_id"]] = Effect(
                evidence_id=row["evidence_id"],
                mean=row["effect"],
                standard_error=row["standard_error"],
                unit=row["unit"],
                assumption=row["assumption"],
                source=row["source"] or "",
                certainty=row["certainty"],
            )
    return found
